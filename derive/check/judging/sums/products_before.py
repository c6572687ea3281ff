"""How far a product over an index reaches: ``\\prod_t p_t \\cdot \\sum_i q_i`` is that product times the sum.

A factor in which the letter of the product does not stand would be multiplied as often as there are values of the letter.
Before a sum nobody means that; before another factor (``\\prod_i p_i \\cdot c``) it may be meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.reading.syntax import Big, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def with_rest(evaluator: Evaluator, node: Big, letters: frozenset[str]) -> Product | None:
    """The product over the factors with its letters, times the factors behind them, if it is read so."""
    if not isinstance(node.body, Product):
        return None
    factors = node.body.factors
    own = max((at + 1 for at, (_, factor) in enumerate(factors) if _stands_in(letters, factor)), default=0)
    if not 0 < own < len(factors) or any(sign in ("/", "oslash") for sign, _ in factors[own:]):
        return None
    options = conventions.BEFORE_SUM if isinstance(factors[own][1], Big) else conventions.BEFORE_FACTOR
    if not evaluator.chooser.pick(("product before", node), options):
        return None
    body = factors[0][1] if own == 1 else replace(node.body, factors=factors[:own])
    return Product((("", replace(node, body=body)), *factors[own:]), span=node.span)


def _stands_in(letters: frozenset[str], node: Node) -> bool:
    return any(isinstance(inner, Name) and inner.base in letters for inner in walk(node))
