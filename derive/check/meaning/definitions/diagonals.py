"""Diagonal matrices given by their entries: ``W = \\mathrm{diag}(p_i (1 - p_i))``.

Input: a document.  Output: the same with the array of all entries in the bracket, where its letter stands nowhere else in the
row: not in the scripts of the left side, nor below a sum, nor outside the bracket.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.symbols import Entries
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Big, Call, Group, Name, Node, Number
from derive.check.reading.tree import rewrite, walk

_COUNTING = frozenset("ijkmn")


def as_arrays(document: Document) -> Document:
    """The document with such matrices of arrays."""
    return document.mapped(lambda row: row.mapped(_with_arrays))


def _with_arrays(claim: Claim) -> Claim:
    bound = {
        letter_of(inner) for node in walk(claim.right) if isinstance(node, Big) for item in node.under for inner in walk(item)
    }
    outside = free_letters(rewrite(claim.right, lambda node: Number("0") if _is_diagonal(node) else None))
    taken = bound | outside | free_letters(claim.left)

    def rule(node: Node) -> Node | None:
        if not isinstance(node, Call) or not _is_diagonal(node):
            return None
        (inner,) = node.args
        letters = free_letters(inner) & _COUNTING
        if len(letters) != 1 or letters & taken:
            return None
        (bare,) = inner.items if isinstance(inner, Group) and len(inner.items) == 1 else (inner,)
        return replace(node, args=(Entries(bare, tuple(letters)),))

    right = rewrite(claim.right, rule)
    return claim if right == claim.right else replace(claim, right=right)


def _is_diagonal(node: Node) -> bool:
    """Whether a node is a diagonal matrix made of one expression."""
    return isinstance(node, Call) and node.head in (Name("diag"), Name("diag", style="text")) and len(node.args) == 1
