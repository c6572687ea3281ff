"""Sums without a sign inside brackets, fractions and functions: ``\\exp(u_{aj} v_j) / \\exp(u_{wk} v_k)``.

A letter that only the right side has is summed over where it repeats: over the smallest product that holds all its
occurrences in a term; one that stands once, over what it stands in, up to the bar of a fraction or the bracket around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.rows.question import Question
from derive.check.judging.sums import ranges
from derive.check.judging.values.names import is_transpose
from derive.check.reading.syntax import Big, Call, Derivative, Fraction, Group, Name, Node, Product, Scripted, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.judging.values.frame import Frame

_OPEN = (Group, Fraction, Scripted, Call, Derivative, Big)
"""What a sum may stand inside of."""
_INSIDE = (Option(False), Option(True, conventions.SUM_ALL, 1.6))


def with_sums(evaluator: Evaluator, frame: Frame, asked: Question) -> Question:
    """The question with signs of summation where its right side leaves them out inside, if that is picked."""
    left, right = (set(ranges.letters(evaluator, (side,), frame)) for side in asked.sides)
    extra = sorted(letter for letter in right - left if not is_transpose(Name(letter)))
    if not extra or not evaluator.chooser.pick(("einstein", "inside"), _INSIDE):
        return asked
    return replace(asked, right=summed(asked.right, extra))


def summed(node: Node, letters: Iterable[str]) -> Node:
    """The formula with a sum for each letter."""
    for letter in letters:
        node = _placed(node, letter)
    return node


def _count(node: Node, letter: str) -> int:
    return sum(isinstance(inner, Name) and inner == Name(letter) for inner in walk(node))


def _sum(node: Node, letter: str) -> Node:
    return Group((Big("sum", (Name(letter),), None, node, span=node.span),), span=node.span)


def _placed(node: Node, letter: str) -> Node:
    """The sum as far inside as all occurrences allow."""
    if isinstance(node, Sum):
        return replace(
            node, terms=tuple((s, _placed(term, letter) if _count(term, letter) else term) for s, term in node.terms)
        )
    if isinstance(node, Product):
        holding = [at for at, (_, factor) in enumerate(node.factors) if _count(factor, letter)]
        inner = node.factors[holding[0]][1] if len(holding) == 1 else None
        if not isinstance(inner, Group | Fraction | Scripted | Call | Derivative) or _is_once(inner, letter):
            return _sum(node, letter)
        factors = list(node.factors)
        factors[holding[0]] = (factors[holding[0]][0], _placed(inner, letter))
        return replace(node, factors=tuple(factors))
    return _inside(node, letter)


def _is_once(node: Node, letter: str) -> bool:
    """Whether a letter stands once in a function, whose values are summed then."""
    return isinstance(node, Call) and _count(node, letter) == 1


def _inside(node: Node, letter: str) -> Node:
    if isinstance(node, Fraction):
        over, under = _count(node.over, letter), _count(node.under, letter)
        if over and under:
            return _sum(node, letter)
        return replace(node, over=_placed(node.over, letter)) if over else replace(node, under=_placed(node.under, letter))
    if isinstance(node, Scripted) and _count(node.body, letter) == _count(node, letter):
        return replace(node, body=_placed(node.body, letter))
    if isinstance(node, Group) and len(node.items) == 1:
        return replace(node, items=(_placed(node.items[0], letter),))
    if isinstance(node, Big) and _count(node.body, letter) == _count(node, letter):
        return replace(node, body=_placed(node.body, letter))
    if isinstance(node, Call) and len(node.args) == 1 and _count(node, letter) > 1:
        return replace(node, args=(_placed(node.args[0], letter),))
    if isinstance(node, Derivative) and node.of is not None and _count(node.of, letter) == _count(node, letter):
        return replace(node, of=_placed(node.of, letter))
    return _sum(node, letter)
