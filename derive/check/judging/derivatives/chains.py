"""The chain rule in a product of derivatives: the links meet in a variable, over whose axes they are contracted."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from derive.check.judging.derivatives import derivatives, gradients, of_examples, products_of_slopes, raw_slopes
from derive.check.judging.derivatives.layouts import laid_out
from derive.check.judging.derivatives.raw_slopes import Raw
from derive.check.judging.problems import Unknown
from derive.check.judging.sums import once
from derive.check.judging.sums.affine import affine
from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.reading.syntax import Big, Derivative, Group, Name, Node, Number, Sum

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


@dataclass(frozen=True)
class Link:
    """A derivative: of what and by what (in a form that can be compared), and the node that stands for it."""

    of: Hashable
    by: Hashable
    node: Node


def link_of(evaluator: Evaluator, node: Node, frame: Frame) -> Link | None:
    """A factor as a link of a chain; None if it is no derivative of first order (the same for all values of the letters)."""
    found: Link | None = evaluator.remembered(("link", node, *frame.letters), lambda: _link_of(evaluator, node, frame))
    return found


def _link_of(evaluator: Evaluator, node: Node, frame: Frame) -> Link | None:
    if isinstance(node, Group) and len(node.items) == 1:
        return link_of(evaluator, node.items[0], frame)
    if isinstance(node, Big) and node.kind == "prod":
        return products_of_slopes.link(evaluator, node, frame)
    if isinstance(node, Derivative) and node.of is not None and len(node.by) == 1:
        return Link(key_of(evaluator, node.of, frame), key_of(evaluator, node.by[0], frame), node)
    if isinstance(node, Name) and names.bound(node, frame) is None and names.readings_of(evaluator, node):
        reading = names.reading_of(evaluator, node)
        if isinstance(reading.meaning, GradientOf) and not reading.rest:
            cost = reading.meaning.of or evaluator.world.cost
            return Link(("part", cost, ()), _part_key(evaluator, reading.meaning.part, frame), node)
    return None


def key_of(evaluator: Evaluator, node: Node, frame: Frame) -> Hashable:
    """What a node differentiates or is differentiated by, in a form that can be compared: a part of a quantity, or the node."""
    if isinstance(node, Group) and len(node.items) == 1:
        return key_of(evaluator, node.items[0], frame)
    if isinstance(node, Name) and names.bound(node, frame) is None and names.readings_of(evaluator, node):
        reading = names.reading_of(evaluator, node)
        if isinstance(reading.meaning, Part) and not reading.rest:
            return _part_key(evaluator, reading.meaning, frame)
    return node


def _part_key(evaluator: Evaluator, part: Part, frame: Frame) -> Hashable:
    return ("part", part.quantity, tuple(_plain_index(evaluator, index, frame) for index in part.indices))


def _plain_index(evaluator: Evaluator, index: Node | None, frame: Frame) -> Hashable:
    """An index in a form that can be compared: ``t - 1 + 1`` is ``t``."""
    if not isinstance(index, Sum):
        return index
    form = affine(evaluator, index, frame, frozenset(frame.scope))
    if form is None:
        return index
    factors = {letter: factor for letter, factor in form[0].items() if factor}
    if not form[1] and list(factors.values()) == [1]:
        return Name(next(iter(factors)))
    return Number(str(form[1])) if not factors else (tuple(sorted(factors.items())), form[1])


def chain_value(evaluator: Evaluator, links: list[Link], frame: Frame) -> Value:
    """The contraction of links that continue each other, laid out as the one derivative that they are."""
    if links[0].by != links[1].of:
        links = links[::-1]
    nodes = [link.node for link in links]

    def contracted() -> Raw:
        return reduce(raw_slopes.contracted, [_raw(evaluator, node, frame) for node in nodes])

    found = evaluator.remembered(("chain", *nodes, *evaluator.circumstances(frame)), contracted)
    table = of_examples.own(evaluator, found, frame)
    return laid_out(evaluator, found) if table is None else table


def unmet_chain(evaluator: Evaluator, factors: Sequence[tuple[str, Node]], frame: Frame) -> Value | None:
    """A product of derivatives by arrays that do not continue each other by name, but in their shapes: as linear maps, one
    after the other, they have a value all the same (a chain with a wrong link in it).  None if it is no such product."""
    raws: list[Raw] = []
    for sign, node in factors:
        raw = _map(evaluator, node, frame) if sign in _PLAIN else None
        if raw is None:
            return None
        raws.append(raw)
    if not any(raw.inn for raw in raws[:-1]):
        return None
    try:
        return laid_out(evaluator, reduce(raw_slopes.contracted, raws))
    except Unknown:
        return None


_PLAIN = ("", "cdot", "times", "*", ".")


def _map(evaluator: Evaluator, node: Node, frame: Frame) -> Raw | None:
    """A derivative of first order as a linear map, or a sum of such over a letter."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Big) and node.kind == "sum":
        return products_of_slopes.summed(evaluator, node, frame)
    return _raw(evaluator, node, frame) if link_of(evaluator, node, frame) is not None else None


def _raw(evaluator: Evaluator, node: Node, frame: Frame) -> Raw:
    if isinstance(node, Group):
        return _raw(evaluator, node.items[0], frame)
    if isinstance(node, Derivative):
        return once.found(derivatives.raw, evaluator, node, frame)
    if isinstance(node, Big):
        return products_of_slopes.raw(evaluator, node, frame)
    assert isinstance(node, Name)
    meaning = names.reading_of(evaluator, node).meaning
    assert isinstance(meaning, GradientOf)
    return gradients.raw_gradient(evaluator, meaning, frame)
