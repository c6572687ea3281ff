"""From the array program to scalar nodes: what each operation means, entry by entry.

Input: the program of a derivation, and blocks for its leaves.  Output: a block of nodes for each value.  An operation without
a rule is elementwise; one that the printer does not know is refused there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod

from derive.emit.program import Size, Value
from derive.emit.scalar.blocks import Block, Place, example_labels, filled, lengths_of, places
from derive.emit.scalar.nodes import INSIDE, Node, Nodes
from derive.errors import Refused


class Unroller:
    """Holds the blocks of the values that are unrolled already; ``size`` names the number of examples, if it is open."""

    def __init__(self, model: str, size: str, leaves: Mapping[Value, Block], nodes: Nodes) -> None:
        self.model, self.size, self.nodes = model, size, nodes
        self._blocks: dict[Value, Block] = dict(leaves)

    def block(self, value: Value) -> Block:
        """The nodes of a value (whose arguments were unrolled before it)."""
        if value not in self._blocks:
            self._check_examples(value)
            self._blocks[value] = _RULES.get(value.op, elementwise)(self, value)
        return self._blocks[value]

    def define(self, value: Value, block: Block) -> None:
        """Set the block of a value that something else unrolls: the state of a loop."""
        self._blocks[value] = block

    def inside(self) -> Unroller:
        """The same, for values that belong to one step of a loop."""
        return Unroller(self.model, self.size, self._blocks, self.nodes)

    def args(self, value: Value) -> list[Block]:
        """The blocks of the arguments."""
        return [self.block(arg) for arg in value.args]

    def shape(self, shape: Sequence[Size]) -> tuple[int, ...]:
        """A shape in numbers, with one for the number of examples.

        Raises:
            Refused: it has another open size.
        """
        for length in shape:
            if not isinstance(length, int) and length != self.size:
                raise self.refused(f"an array of '{self.model}' has an axis of the open length {length}")
        found = tuple(length if isinstance(length, int) else 1 for length in shape)
        self.nodes.check_count(prod(found))
        return found

    def refused(self, what: str) -> Refused:
        """The error for what plain Python code is not written for."""
        return Refused(what, hint="Give every size but the number of examples a number, or use --target numpy.")

    def _check_examples(self, value: Value) -> None:
        if value.op in _OWN_LABELS:
            return
        found = example_labels([arg.shape for arg in value.args], value.axes, self.size)
        if len(found) > 1 or list(value.shape).count(self.size) > 1:
            raise self.refused(f"'{self.model}' compares each example with all others")


def elementwise(unroller: Unroller, value: Value) -> Block:
    """The operation on the entries with the same labels."""
    blocks, shape = unroller.args(value), unroller.shape(value.shape)
    lengths = dict(zip(value.out, shape, strict=True))
    terms = (
        unroller.nodes.apply(value.op, [block.placed(axes, place) for block, axes in zip(blocks, value.axes, strict=True)])
        for place in places(value.out, lengths)
    )
    return filled(shape, list(terms))


def _contract(unroller: Unroller, value: Value) -> Block:
    """Sums of products: over the labels that the result lacks, and over the examples if theirs is among them."""
    blocks = unroller.args(value)
    lengths = lengths_of(blocks, value.axes)
    examples = example_labels([arg.shape for arg in value.args], value.axes, unroller.size)
    summed = [label for label in lengths if label not in value.out]
    nodes = unroller.nodes

    def term(place: Place) -> Node:
        return nodes.product([block.placed(axes, place) for block, axes in zip(blocks, value.axes, strict=True)])

    def entry(place: Place) -> Node:
        total = nodes.total([term(place | more) for more in places(summed, lengths)])
        return nodes.accumulated(total) if examples - set(value.out) else total

    return filled(unroller.shape(value.shape), [entry(place) for place in places(value.out, lengths)])


def _largest(unroller: Unroller, value: Value) -> Block:
    (block,), (axes,) = unroller.args(value), value.axes
    lengths = lengths_of([block], [axes])
    over = [label for label in axes if label not in value.out]
    if example_labels([value.args[0].shape], [axes], unroller.size) & set(over):
        raise unroller.refused(f"'{unroller.model}' takes a maximum over the examples")
    found = []
    for place in places(value.out, lengths):
        terms = [block.placed(axes, place | more) for more in places(over, lengths)]
        largest = terms[0]
        for term in terms[1:]:
            largest = unroller.nodes.apply("maximum", [largest, term])
        found.append(largest)
    return filled(unroller.shape(value.shape), found)


def _first(unroller: Unroller, value: Value) -> Block:
    """True at the first of the largest entries along the last axes: above those before it, not below those after it."""
    (block,) = unroller.args(value)
    depth = value.detail[0]
    assert isinstance(depth, int)
    nodes, inner = unroller.nodes, block.shape[len(block.shape) - depth :]
    group = prod(inner)
    if unroller.size in value.shape[len(value.shape) - depth :]:
        raise unroller.refused(f"'{unroller.model}' takes a maximum over the examples")
    found = []
    for start in range(0, len(block.nodes), group):
        terms = block.nodes[start : start + group]
        for i, term in enumerate(terms):
            flag = nodes.constant(True)
            for j, other in enumerate(terms):
                if i != j:
                    above = nodes.apply("greater" if j < i else "greater_equal", [term, other])
                    flag = nodes.apply("and", [flag, above])
            found.append(flag)
    return filled(block.shape, found)


def _rearranged(unroller: Unroller, value: Value) -> Block:
    """Axes in another order, or repeated."""
    (block,), (axes,) = unroller.args(value), value.axes
    shape = unroller.shape(value.shape)
    return filled(shape, [block.placed(axes, place) for place in places(value.out, dict(zip(value.out, shape, strict=True)))])


def _constant(unroller: Unroller, value: Value) -> Block:
    number = value.detail[0]
    assert isinstance(number, (int, float))
    return filled((), [unroller.nodes.constant(number)])


def _size(unroller: Unroller, value: Value) -> Block:
    name = str(value.detail[0])
    if name != unroller.size:
        raise unroller.refused(f"'{unroller.model}' computes with the open size {name}")
    return filled((), [unroller.nodes.make("leaf", detail=name)])


def _positions(unroller: Unroller, value: Value) -> Block:
    """Positions along an axis; along the examples, the number of the current one."""
    (start,) = value.detail
    assert isinstance(start, int)
    if value.shape == (unroller.size,):
        return filled((1,), [unroller.nodes.make("example", detail=start, phase=INSIDE)])
    (length,) = unroller.shape(value.shape)
    return filled((length,), [unroller.nodes.constant(start + i) for i in range(length)])


def _sliced(unroller: Unroller, value: Value) -> Block:
    (block,) = unroller.args(value)
    ranges = []
    for plan, length in zip(value.detail, value.args[0].shape, strict=True):
        assert isinstance(plan, tuple)
        kind, start, count, step = plan
        if length == unroller.size and plan != ("from", 0, length, 1):
            raise unroller.refused(f"'{unroller.model}' takes some of the examples apart")
        many = 1 if kind == "at" else unroller.shape((count,))[0]
        (first,) = unroller.shape((start,))
        ranges.append([first + step * i for i in range(many)])
    return filled(unroller.shape(value.shape), [block.at(position) for position in product(*ranges)])


def _placed(unroller: Unroller, value: Value) -> Block:
    """A part among zeros."""
    (block,), (axes,) = unroller.args(value), value.axes
    shape = unroller.shape(value.shape)
    starts = [int(str(start)) for start in value.detail]
    if any(start and length == unroller.size for start, length in zip(starts, value.shape, strict=True)):
        raise unroller.refused(f"'{unroller.model}' moves its examples")
    ends = dict(zip(axes, block.shape, strict=True))
    zero = unroller.nodes.constant(0.0)

    def entry(position: tuple[int, ...]) -> Node:
        moved = [where - start for where, start in zip(position, starts, strict=True)]
        if any(not 0 <= where < ends.get(axis, 1) for axis, where in enumerate(moved)):
            return zero
        return block.at([moved[axis] for axis in axes])

    return filled(shape, [entry(position) for position in product(*map(range, shape))])


_OWN_LABELS = frozenset({"gather", "take", "window", "loop", "slice", "place"})
"""Operations whose arguments have labels of their own, which say nothing about those of the result."""
Rule = Callable[[Unroller, Value], Block]
_RULES: dict[str, Rule] = {
    "contract": _contract, "sum": _contract, "max": _largest, "first": _first, "arrange": _rearranged, "pack": _rearranged,
    "copy": _rearranged, "constant": _constant, "size": _size, "positions": _positions, "slice": _sliced, "place": _placed,
}  # fmt: skip
"""What each operation means, by its name; everything else is elementwise."""


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register the meaning of operations."""

    def register(function: Rule) -> Rule:
        _RULES.update(dict.fromkeys(names, function))
        return function

    return register
