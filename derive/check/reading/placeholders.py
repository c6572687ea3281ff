r"""A dot in the place of an argument, ``\sigma'(\cdot) = \sigma(\cdot)(1 - \sigma(\cdot))``: whatever stands there.

Input: a document.  Output: the same with a letter in its place.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Call, Dots, Group, Name, Node, Product
from derive.check.reading.tree import rewrite, walk

_LETTER = Name("χ")


def with_letters(document: Document) -> Document:
    """The document with a letter for each such dot."""
    return document.mapped(_told) if r"(\cdot" in document.text.replace(" ", "") else document


def _told(row: Row) -> Row:
    if not all(any(map(_is_applied, walk(side))) for claim in row.claims for side in claim.sides):
        return row  # that a function has an argument is all that is said
    return row.rewritten(lambda side: rewrite(side, _with_letter))


def _is_applied(node: Node) -> bool:
    """Whether a function stands with the dot alone."""
    if isinstance(node, Call):
        return len(node.args) == 1 and isinstance(node.args[0], Dots)
    return isinstance(node, Product) and any(map(_is_dot, (factor for _, factor in node.factors)))


def _is_dot(node: Node) -> bool:
    return isinstance(node, Group) and node.open == "(" and len(node.items) == 1 and isinstance(node.items[0], Dots)


def _with_letter(node: Node) -> Node | None:
    if isinstance(node, Call) and len(node.args) == 1 and isinstance(node.args[0], Dots):
        return replace(node, args=(_LETTER,))
    return replace(node, items=(_LETTER,)) if isinstance(node, Group) and _is_dot(node) else None
