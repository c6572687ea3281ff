"""Sums that are written by what they run over: ``\\sum_N x_n`` runs over all n, and so does ``\\sum_{k=1}^k a_k`` over all k.

A capital letter below a sum that indexes nothing in it stands for its small one, and for what else counts in the sum and not in
the other side: ``\\sum_U p_{uk}^2`` has the squares of whole rows.  A limit that is the letter itself is none.
Input: a document.  Output: the same, with such sums over all values of their letters, and the numbers of these rows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from derive.check.meaning.trees import free_letters
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Big, Name, Node, Relation
from derive.check.reading.tree import rewrite

WORDS = "sums by what they run over: over all values of their letters"


def over_letters(document: Document) -> tuple[Document, frozenset[int]]:
    """The document with these sums over letters, and the numbers of the rows that have some."""
    if "\\sum" not in document.text and "\\prod" not in document.text:
        return document, frozenset()
    made = document.mapped(lambda row: row.mapped(_over_letters))
    pairs = zip(made.rows, document.rows, strict=True)
    return made, frozenset(new.number for new, old in pairs if new is not old)


def _over_letters(claim: Claim) -> Claim:
    counted = free_letters(claim.left if claim.head is None else claim.head)
    change = partial(_over_letter, counted=counted)
    head = rewrite(claim.head, change) if claim.head is not None else None
    return replace(claim, left=rewrite(claim.left, change), right=rewrite(claim.right, change), head=head)


def _over_letter(node: Node, counted: set[str]) -> Node | None:
    if not isinstance(node, Big) or node.kind not in ("sum", "prod") or len(node.under) != 1:
        return None
    (below,) = node.under
    if isinstance(below, Relation) and below.left == node.upper:
        return replace(node, upper=None, under=(below.left,))
    if not isinstance(below, Name) or below != Name(below.base) or node.upper is not None:
        return None
    small, free = below.base.lower(), free_letters(node.body)
    if not (len(below.base) == 1 and below.base.isupper() and below.base not in free and small in free):
        return None
    others = sorted(letter for letter in free - counted - {small} if len(letter) == 1)
    return replace(node, under=tuple(replace(below, base=letter) for letter in (small, *others)))
