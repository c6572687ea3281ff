r"""Dots in a chain of derivatives: the chain goes on step by step (or layer by layer) from the one side to the other.

``\\frac{\\partial h_t}{\\partial h_{t-1}} \\cdots \\frac{\\partial h_{k+1}}{\\partial h_k}`` differentiates ``h_t`` by ``h_k``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.problems import MustLoop, OutOfRange, Unknown
from derive.check.judging.values import names, parts
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.trees import put
from derive.check.reading.syntax import Big, Derivative, Dots, Group, Name, Node, Number, Product, Relation, Sum

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.judging.values.frame import Frame

_LETTER = Name("κ")
_ONE = Number("1")
_FALLING = (Option(True), Option(False, "", 1.0))


def spelled(evaluator: Evaluator, node: Product, frame: Frame) -> Node | None:
    """The product with the first dots written out; None if they do not stand between two derivatives of one step each.

    Raises:
        OutOfRange: for these values of the letters the chain has fewer links than are written down.
        MustLoop: the letters have to take their values one by one.
    """
    at = next(i for i, (_, factor) in enumerate(node.factors) if isinstance(factor, Dots))
    before, after = (_derivative(node, place) for place in (at - 1, at + 1))
    if before is None or after is None or before.of is None or after.of is None:
        return None
    falling = isinstance(_step(evaluator, before.of, frame), str) or (
        not isinstance(_step(evaluator, after.of, frame), str) and evaluator.chooser.pick(("falling", node), _FALLING)
    )
    first, last = (before.by[0], after.of) if falling else (after.by[0], before.of)
    high, low = _step(evaluator, first, frame), _step(evaluator, last, frame)
    if isinstance(high, str) or isinstance(low, str):
        return None
    if high < low:
        raise OutOfRange("the dots stand for no link of the chain")
    between = _between(first, last) if first != last and high != low else None
    if high == low and first != last and _quantity(evaluator, first) != _quantity(evaluator, last):
        between = Derivative(first, (last,))
    rest = node.factors[at + 1 :]
    middle = ((node.factors[at][0], between),) if between is not None else ()
    return replace(node, factors=(*node.factors[:at], *middle, *rest))


def _derivative(node: Product, place: int) -> Derivative | None:
    """The derivative of first order that stands at a place."""
    factor = node.factors[place][1] if 0 <= place < len(node.factors) else None
    while isinstance(factor, Group) and len(factor.items) == 1:
        factor = factor.items[0]
    return factor if isinstance(factor, Derivative) and len(factor.by) == 1 else None


def _part(evaluator: Evaluator, node: Node) -> Part | None:
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return None
    meaning = names.reading_of(evaluator, node).meaning
    part = meaning.part if isinstance(meaning, GradientOf) else meaning
    return part if isinstance(part, Part) else None


def _quantity(evaluator: Evaluator, node: Node) -> str:
    part = _part(evaluator, node)
    return part.quantity if part is not None else ""


def _step(evaluator: Evaluator, node: Node, frame: Frame) -> int | str:
    """The step or the layer of a quantity; words if it has none."""
    part = _part(evaluator, node)
    if part is not None and (layer := _layer(evaluator, part.quantity)) is not None:
        return layer
    axes = evaluator.world.quantities[part.quantity].axes if part is not None else ()
    if part is None or not axes or axes[0].kind not in ("time", "layer") or part.indices[0] is None:
        return "no step"
    value = parts.index_value(evaluator, part.indices[0], frame)
    if value.labels:
        raise MustLoop(value.labels[0])
    return int(value.array.real)


def _layer(evaluator: Evaluator, quantity: str) -> int | None:
    """The layer of a quantity that is named with its number: ``a^1``."""
    world = evaluator.world.specification
    stacks = world.stacks.values() if isinstance(world, SpecWorld) else ()
    found = (layer for stack in stacks for layer, tensor in stack.members.items() if tensor.name == quantity)
    return next(found, None)


def _between(first: Node, last: Node) -> Node:
    """The links from one step to an earlier one: a product over the steps, or one derivative between two quantities."""
    from derive.check.judging.products.ellipses import general

    try:
        body, high, low = general(first, last, first)
    except Unknown:
        return Derivative(first, (last,))
    before = Group((Sum(((1, _LETTER), (-1, _ONE))),))
    link = Derivative(body, (put(body, {_LETTER.base: before}),))
    start = Group((Sum(((1, low), (1, _ONE))),))
    return Big("prod", (Relation("=", _LETTER, start),), high, link)
