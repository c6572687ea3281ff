r"""Cases that say by what is differentiated: ``\partial y / \partial \theta`` is 1 if ``\theta`` is ``w_0``, ``x_i`` if it is
``w_i``.

Such a row makes a claim for each of the variables.  Input: a document.  Output: the same with these claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Both, Cases, Derivative, Name, Node, Relation, Scripted
from derive.check.reading.tree import rewrite, walk


def told_apart(document: Document) -> Document:
    """The document with a claim for each variable of such cases."""
    return document.mapped(_row)


def _row(row: Row) -> Row:
    claims = tuple(part for claim in row.claims for part in _claims(claim))
    return replace(row, claims=claims) if claims != row.claims else row


def _claims(claim: Claim) -> Iterator[Claim]:
    letter = _letter(claim)
    if letter is None or not isinstance(claim.right, Cases):
        yield claim
        return
    for value, condition in claim.right.branches:
        variable = _variable(condition, letter)
        if variable is not None:
            left, head, right = (_with(side, letter, variable) for side in (claim.left, claim.head or claim.left, value))
            yield replace(claim, left=left, right=right, head=head if claim.head is not None else None)


def _letter(claim: Claim) -> Name | None:
    """The letter by which the left side differentiates, and which every condition says to be a symbol."""
    if claim.relation not in ("=", ":=") or not isinstance(claim.right, Cases) or len(claim.right.branches) < 2:
        return None
    compared = [node for node in walk(claim.compared) if isinstance(node, Derivative)]
    letters = {by for node in compared for by in node.by if isinstance(by, Name) and not (by.sub or by.sup)}
    for letter in letters:
        if all(_variable(condition, letter) is not None for _, condition in claim.right.branches):
            return letter
    return None


def _variable(condition: Node | None, letter: Name) -> Node | None:
    r"""The w of ``\theta = w`` and of ``\theta is w``."""
    if isinstance(condition, Relation) and condition.op == "=":
        pair: tuple[Node, ...] = (condition.left, condition.right)
    elif isinstance(condition, Both):
        pair = condition.items
    else:
        return None
    if len(pair) != 2 or pair[0] != letter:
        return None
    return pair[1] if isinstance(pair[1], Name | Scripted) else None


def _with(side: Node, letter: Name, variable: Node) -> Node:
    return rewrite(side, lambda node: variable if node == letter else None)
