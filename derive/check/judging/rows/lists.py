"""Lists of things of different shapes: ``\\nabla L(\\theta) = (\\nabla_W L, \\nabla_b L)`` is claimed entry by entry.

A list is one that stands in brackets, a symbol that is declared as one (``\\theta`` as ``(W, b)``), or the gradient by such a
symbol.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.values import names
from derive.check.meaning.symbols import Formula
from derive.check.reading.syntax import Derivative, Dots, Group, Name, Node, Product

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def pairs(evaluator: Evaluator, left: Node, right: Node) -> list[tuple[Node, Node]] | None:
    """The entries of two lists of the same length; None if one side is no list."""
    one, other = entries(evaluator, left), entries(evaluator, right)
    if one is None or other is None or len(one) != len(other):
        return None
    return list(zip(one, other, strict=True))


def entries(evaluator: Evaluator, node: Node) -> tuple[Node, ...] | None:
    """The entries of a list (of at least two); None if an expression is none."""
    if isinstance(node, Group) and len(node.items) == 1:
        return entries(evaluator, node.items[0])
    if isinstance(node, Group) and node.open in ("(", "\\{", "{") and not any(isinstance(item, Dots) for item in node.items):
        return node.items
    if isinstance(node, Name) and names.readings_of(evaluator, node):
        meaning = names.reading_of(evaluator, node).meaning
        return entries(evaluator, meaning.node) if isinstance(meaning, Formula) else None
    if isinstance(node, Derivative) and node.of is not None and len(node.by) < 2:
        of, by = _argued(node.of)
        variable = node.by[0] if node.by else by
        listed = entries(evaluator, variable) if variable is not None else None
        return tuple(replace(node, of=of, by=(each,)) for each in listed) if listed else None
    return None


def _argued(node: Node) -> tuple[Node, Node | None]:
    """A symbol and the argument that stands in brackets behind it."""
    if isinstance(node, Product) and len(node.factors) == 2:
        (_, head), (sign, rest) = node.factors
        if sign == "" and isinstance(head, Name) and isinstance(rest, Group) and len(rest.items) == 1:
            return head, rest.items[0]
    return node, None


def summed_up(outcomes: Sequence[Outcome]) -> Outcome:
    """The verdict on a list: wrong if an entry is, and so on; which entry is said."""
    for verdict in (WRONG, CANNOT_TELL, UNDER, HOLDS, NO_CLAIM):
        for number, outcome in enumerate(outcomes, 1):
            if outcome.verdict == verdict:
                words = f"entry {number} of the list: {outcome.reason}" if verdict in (WRONG, CANNOT_TELL) else outcome.reason
                conventions = dict.fromkeys(each.convention for each in outcomes if each.convention)
                return replace(outcome, reason=words, convention="; ".join(conventions) or None)
    raise AssertionError(outcomes)
