"""Sums over pairs: in ``E = \\sum_{i < j} w_{ij} s_i s_j`` both letters run, if j stands nowhere else in the row, nor in what
its symbols abbreviate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.sums.binders import binders
from derive.check.judging.values import names
from derive.check.meaning.symbols import Formula
from derive.check.reading.syntax import Big, Name, Node, Relation
from derive.check.reading.tree import children, rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.rows.question import Question
    from derive.check.judging.values.evaluate import Evaluator

_COMPARE = ("!=", "<", ">", "<=", ">=")


def paired(evaluator: Evaluator, asked: Question) -> Question:
    """The question with both letters below the signs of its sums over pairs."""
    known = evaluator.memory.paired
    if asked not in known:
        sides = [*asked.sides, *asked.conditions, *([asked.head] if asked.head is not None else [])]
        hidden = frozenset(letter for side in sides for letter in _abbreviated(evaluator, side))
        left, right = (rewrite(side, lambda node: _over_both(evaluator, node, sides, hidden)) for side in asked.sides)
        known[asked] = asked if (left, right) == asked.sides else replace(asked, left=left, right=right)
    return known[asked]


def _abbreviated(evaluator: Evaluator, side: Node) -> Iterator[Name]:
    """The symbols in what the abbreviations of an expression stand for."""
    for name in walk(side):
        readings = names.readings_of(evaluator, name) if isinstance(name, Name) else ()
        meaning = readings[0].meaning if readings else None
        if isinstance(meaning, Formula):
            yield from (inner for inner in walk(meaning.node) if isinstance(inner, Name))


def _over_both(evaluator: Evaluator, node: Node, sides: list[Node], hidden: frozenset[Name]) -> Node | None:
    if not isinstance(node, Big) or node.kind != "sum" or len(node.under) != 1 or node.upper is not None:
        return None
    (item,) = node.under
    if not isinstance(item, Relation) or item.op not in _COMPARE or not isinstance(item.left, Name):
        return None
    letter = item.right
    if not isinstance(letter, Name) or letter in hidden or not names.is_letter(evaluator, letter):
        return None
    if not any(inner == letter for inner in walk(node.body)) or any(_stands(side, letter, item) for side in sides):
        return None
    if any(letter.base in set(binders(inner)) for side in sides for inner in walk(side) if isinstance(inner, Big)):
        return None  # the sum around it runs over that letter
    return replace(
        node, under=(letter, item), body=rewrite(node.body, lambda inner: _over_both(evaluator, inner, sides, hidden))
    )


def _stands(node: Node, letter: Name, pair: Relation) -> bool:
    """Whether a letter stands in an expression outside of the sums over a pair."""
    if isinstance(node, Big) and node.under == (pair,):
        return False
    return node == letter or any(_stands(child, letter, pair) for child in children(node))
