"""Sums over paths: products of derivatives in which a partial derivative always means that of one equation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.judging.values.calls import Prefixed, with_prefixes
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.reading.syntax import Big, Derivative, Group, Name, Node, Product, Sum
from derive.check.reading.tree import children

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


_DIRECT = "the direct path"


def _goes_through(evaluator: Evaluator, term: Node) -> bool:
    """Whether a term is a derivative of the cost times another derivative."""
    if isinstance(term, Big):
        return _goes_through(evaluator, term.body)
    factors = [factor for _, factor in with_prefixes(evaluator, term.factors)] if isinstance(term, Product) else []
    by = {name for factor in factors for name in _differentiated(evaluator, factor)}
    others = [factor.of for factor in factors if isinstance(factor, Derivative) and factor.of is not None]
    return bool(by) and any(isinstance(of, Group) or _quantity(evaluator, of) in by for of in others)


def is_chain_rule(evaluator: Evaluator, node: Node, around: frozenset[str] = frozenset()) -> bool:
    """Whether every partial derivative stands beside the derivative of the cost by what it differentiates: a sum over paths, in
    which a partial derivative always means that of the one equation."""
    if isinstance(node, Derivative):
        of = _quantity(evaluator, node.of)
        if of is None:  # of the expression that defines what a gradient beside it is taken by; or the direct path
            return bool(around) and isinstance(node.of, Group)
        given = evaluator.world.quantities[of].role in ("parameter", "input")
        itself = given and len(node.by) == 1 and _quantity(evaluator, node.by[0]) == of
        return of == evaluator.world.cost or of in around or itself or _DIRECT in around
    if isinstance(node, Sum) and any(_goes_through(evaluator, term) for _, term in node.terms):
        around |= {_DIRECT}
    if isinstance(node, Product):
        around |= {name for _, factor in with_prefixes(evaluator, node.factors) for name in _differentiated(evaluator, factor)}
    return all(is_chain_rule(evaluator, child, around) for child in children(node))


def _quantity(evaluator: Evaluator, node: Node | None) -> str | None:
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return None
    part = names.readings_of(evaluator, node)[0].meaning
    return part.quantity if isinstance(part, Part) else None


def _differentiated(evaluator: Evaluator, factor: Node) -> Iterator[str]:
    """The quantity by which a factor is the derivative of the cost."""
    if isinstance(factor, Derivative) and _quantity(evaluator, factor.of) == evaluator.world.cost:
        yield from filter(None, (_quantity(evaluator, variable) for variable in factor.by))
    if isinstance(factor, Prefixed):
        yield from filter(None, [_quantity(evaluator, factor.variable)])
    if isinstance(factor, Name) and names.readings_of(evaluator, factor):
        gradient = names.readings_of(evaluator, factor)[0].meaning
        if isinstance(gradient, GradientOf):
            yield gradient.part.quantity
