"""How far an operator reaches over brackets side by side: ``\\frac{d}{dw} (t - w)(s - w)``.

Its reach ends with the first bracket where the row goes on with the chain rule, ``2 (t - w) \\frac{d}{dw} (t - w) (s - w)``;
one that stands before a whole expression may mean the derivative of the product.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.rows.question import Question
from derive.check.reading.syntax import Derivative, Group, Node, Product
from derive.check.reading.tree import mentions, rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def reached(evaluator: Evaluator, asked: Question) -> Question:
    """The question with operators that reach over all brackets behind them, if that is picked."""
    if not any(_whole(node) is not None for side in asked.sides for node in walk(side)):
        return asked
    if not evaluator.chooser.pick(("reach",), conventions.REACH):
        return asked
    return replace(asked, left=rewrite(asked.left, _whole), right=rewrite(asked.right, _whole))


def _whole(node: Node) -> Node | None:
    """The derivative of a product of brackets, each with the variable in it; None if a formula is nothing of the kind."""
    if not isinstance(node, Product):
        return None
    (_, first), *others = node.factors
    if not isinstance(first, Derivative) or not first.operator or not first.by or not isinstance(first.of, Group):
        return None
    inside = (first.of, *(factor for _, factor in others))
    if any(sign for sign, _ in others) or not all(isinstance(one, Group) and mentions(one, first.by) for one in inside):
        return None
    of = Product((("", first.of), *others), span=(first.of.span[0], node.span[1]))
    return replace(first, of=of, span=node.span)
