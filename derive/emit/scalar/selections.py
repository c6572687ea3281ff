"""Entries at computed positions, windows, and what is added at them, unrolled.

A position that is known becomes the entry itself; one that the data name becomes a choice among the entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from derive.emit.program import Value
from derive.emit.scalar.blocks import Block, example_labels, filled, lengths_of, places
from derive.emit.scalar.nodes import Node
from derive.emit.scalar.unroll import Unroller, rule


def picked(unroller: Unroller, block: Block, at: Sequence[Node]) -> Node:
    """The entry at positions that are nodes; several that only the data know are chosen one axis after the other."""
    for axis, where in enumerate(at):
        if where.is_constant:
            continue
        if where.op == "example":
            return picked(unroller, block, [*at[:axis], unroller.nodes.constant(0), *at[axis + 1 :]])
        choices = [
            picked(unroller, block, [*at[:axis], unroller.nodes.constant(k), *at[axis + 1 :]]) for k in range(block.shape[axis])
        ]
        return choices[0] if len(choices) == 1 else unroller.nodes.make("pick", [where, *choices])
    return block.at([int(node.detail) for node in at])


def check_rows(unroller: Unroller, source: Value, at: Sequence[Block]) -> None:
    """Among the examples only the current one can be read."""
    for length, block in zip(source.shape, at, strict=True):
        if length == unroller.size and any(node.op != "example" or node.detail != 0 for node in block.nodes):
            raise unroller.refused(f"'{unroller.model}' reads other examples than the current one")


@rule("gather")
def gathered(unroller: Unroller, value: Value) -> Block:
    """The entries of the first argument at the positions that the others give."""
    source, *found = unroller.args(value)
    check_rows(unroller, value.args[0], found)
    shape = unroller.shape(value.shape)
    nodes = []
    for place in places(value.out, dict(zip(value.out, shape, strict=True))):
        at = [block.placed(axes, place) for block, axes in zip(found, value.axes[1:], strict=True)]
        nodes.append(picked(unroller, source, at))
    return filled(shape, nodes)


@rule("take")
def taken(unroller: Unroller, value: Value) -> Block:
    """Whole rows at one position."""
    source, at = unroller.args(value)
    (axis,) = value.detail
    assert isinstance(axis, int)
    own, named = value.axes
    check_rows(unroller, value.args[0], [at if i == axis else Block((), ()) for i in range(len(own))])
    shape = unroller.shape(value.shape)
    nodes = []
    for place in places(value.out, dict(zip(value.out, shape, strict=True))):
        where = [at.placed(named, place) if i == axis else unroller.nodes.constant(place[label]) for i, label in enumerate(own)]
        nodes.append(picked(unroller, source, where))
    return filled(shape, nodes)


@rule("window")
def windowed(unroller: Unroller, value: Value) -> Block:
    """Entries at ``start + sum of step * position``, along each axis of the source."""
    (source,) = unroller.args(value)
    starts, parts = value.detail
    assert isinstance(starts, tuple)
    assert isinstance(parts, tuple)
    for axis, length in enumerate(value.args[0].shape):
        moves = [step for own, step in parts if own == axis]
        if length == unroller.size and (moves != [1] or starts[axis]):
            raise unroller.refused(f"'{unroller.model}' reads other examples than the current one")
    shape = unroller.shape(value.shape)
    zero = unroller.nodes.constant(0.0)
    nodes = []
    for position in product(*map(range, shape)):
        at = [int(start) for start in starts]
        for where, (axis, step) in zip(position, parts, strict=True):
            at[axis] += int(step) * where
        inside = all(0 <= where < length for where, length in zip(at, source.shape, strict=True))
        nodes.append(source.at(at) if inside else zero)  # a strided view may name, and never reads, what lies behind the end
    return filled(shape, nodes)


@rule("scatter")
def scattered(unroller: Unroller, value: Value) -> Block:
    """Terms added at ``start + by * offset + step * position``: the reverse of reading there."""
    _, moves = value.detail
    assert isinstance(moves, tuple)
    blocks, shape = unroller.args(value), unroller.shape(value.shape)
    lengths = lengths_of(blocks, value.axes)
    spread = dict(moves)
    found: dict[tuple[int, ...], list[Node]] = {}
    for place in places(list(lengths), lengths):
        at = []
        for axis, label in enumerate(value.out):
            if axis in spread:
                offset, _, start, step, by, _ = spread[axis]
                at.append(start + by * place[offset] + step * place[label])
            else:
                at.append(place[label])
        term = unroller.nodes.product([block.placed(axes, place) for block, axes in zip(blocks, value.axes, strict=True)])
        found.setdefault(tuple(at), []).append(term)
    totals = [unroller.nodes.total(found.get(at, [])) for at in product(*map(range, shape))]
    if example_labels([arg.shape for arg in value.args], value.axes, unroller.size) - set(value.out):
        totals = [unroller.nodes.accumulated(total) for total in totals]
    return filled(shape, totals)


@rule("add_at")
def added(unroller: Unroller, value: Value) -> Block:
    """Rows added where the data say: entry k sums those whose index is k."""
    at, terms = unroller.args(value)
    (own, full), nodes = value.axes, unroller.nodes
    lengths = lengths_of([at, terms], value.axes)
    summed = [label for label in full if label not in value.out]
    shape = unroller.shape(value.shape)
    over_examples = any(length == unroller.size for length in value.args[0].shape)
    entries = []
    for place in places(value.out, dict(zip(value.out, shape, strict=True))):
        chosen = []
        for more in places(summed, lengths):
            here = place | more
            hit = nodes.apply("equal", [at.placed(own, here), nodes.constant(place[value.out[0]])])
            chosen.append(nodes.apply("select", [hit, terms.placed(full, here), nodes.constant(0.0)]))
        total = nodes.total(chosen)
        entries.append(nodes.accumulated(total) if over_examples else total)
    return filled(shape, entries)
