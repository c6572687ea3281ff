r"""Sums that end one past the last entry throughout a text: ``\sum_{i=0}^{c}`` over c entries that are counted from zero.

A text that writes all of its sums over them so, or most, has a loose habit, and makes no slip, which its report says; so it is
where entries count from one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Big, Name, Node, Number, Relation
from derive.check.reading.tree import mentions

if TYPE_CHECKING:
    from derive.check.judging.sums.limits import Limits
    from derive.check.judging.sums.uses import Range
    from derive.check.judging.values.evaluate import Evaluator

_ROWS = 3
"""So many rows make a habit, if no other sum ends there."""
_MOST = 6
"""So many do in any case."""


def letters(document: Document) -> frozenset[str]:
    """The numbers at which all sums of a text over entries end that begin with zero."""
    rows: Counter[Name] = Counter()
    for row in document.rows:
        sums = [node for node in nodes((row,)) if isinstance(node, Big)]
        rows.update({node.upper for node in sums if isinstance(node.upper, Name) and _is_from_zero(node)})
    every = [node for node in nodes(document.rows) if isinstance(node, Big)]
    habits = (name for name, times in rows.items() if times >= _ROWS and name == Name(name.base))
    return frozenset(name.base for name in habits if rows[name] >= _MOST or not any(_is_other(node, name) for node in every))


def _is_from_zero(node: Big) -> bool:
    below = node.under[0] if len(node.under) == 1 else None
    return isinstance(below, Relation) and below.op == "=" and below.right == Number("0")


def _is_other(node: Big, end: Name) -> bool:
    """Whether a sum speaks of the same number, and does not run from zero to it."""
    upper: Node | None = node.upper
    return upper is not None and mentions(upper, (end,)) and not (upper == end and _is_from_zero(node))


def is_loose(evaluator: Evaluator, limit: Limits, ends: tuple[int, int], used: Range) -> bool:
    """Whether a sum runs over all entries although it ends one past the last."""
    high = limit.high
    if not isinstance(high, Name) or high.base not in evaluator.layout.loose_ends:
        return False
    return (ends == (0, used.high + 1) and used.low == 0) or (ends == (0, used.high) and used.low == 1)
