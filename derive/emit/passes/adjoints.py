"""Adjoints of convolutions that are no convolutions in steps of one: products of stacks of matrices, added column by column.

``dx[r, p, q, n] = sum_uvic W[c, p, u, v] d[i, c, k, n]`` over ``s i + u = r`` and ``s k + v = q``, with the examples n last, as
the convolution itself is stored.  In steps of one the rows i = r - u of d, for all u, overlap in memory (zeros stand before and
after them): one product gives ``G[r, v, p, k, n] = sum_uc W[c, p, u, v] d[r - u, c, k, n]``, and the columns of G are added at
``k + v``.  Otherwise the product gives ``G[i, u, v, p, k, n]``, and rows are added, too.

Input: a lowered model.  Output: the same without products inside of loops over offsets.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.views import turned
from derive.emit.program import Axes, Program, Size, Value

WORTH = 25
"""How many products of numbers, and their sums, take as long as adding an entry of one array to one of another (measured)."""


@dataclass(frozen=True)
class Move:
    """How an axis of the result is reached: ``start + step i + by u``, u = 0 ... count - 1, for ``length`` values of i."""

    u: int
    count: Size
    start: int
    step: int
    by: int
    length: Size


@dataclass(frozen=True)
class _Adjoint:
    """The parts of such a scatter, by labels: the kernel's summed and kept axis, the axes that are reached, the examples."""

    kernel: Value
    own: Axes
    delta: Value
    other: Axes
    summed: int
    kept: int
    reached: Axes
    examples: Axes
    moves: tuple[Move, ...]


def as_products(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    found = _parts(value)
    if found is None:
        return None
    result, order = _made(build, found, value)
    return turned(build.program, result, order, value.out)


def _parts(value: Value) -> _Adjoint | None:
    if value.op != "scatter" or value.detail[0] != "contract" or len(value.args) != 2:
        return None
    places: tuple[tuple[int, tuple[int, Size, int, int, int, Size]], ...] = value.detail[1]  # type: ignore[assignment]
    moves = tuple(Move(*move) for _, move in places)
    reached, offsets = tuple(value.out[place] for place, _ in places), {move.u for move in moves}
    for kernel, delta in ((0, 1), (1, 0)):
        own, other = value.axes[kernel], value.axes[delta]
        summed = tuple(label for label in own if label in other)
        kept = tuple(label for label in own if label in value.out)
        examples = tuple(label for label in other if label in value.out and label not in reached)
        plain = len(set(own)) == len(own) and len(set(other)) == len(other) and len(summed) == len(kept) == 1
        if not plain or not offsets <= set(own) or not set(reached) <= set(other) or set(summed) & set(value.out):
            continue
        if len(own) == 2 + len(moves) and len(other) == 1 + len(reached) + len(examples) and len(moves) in (1, 2):
            args = value.args[kernel], own, value.args[delta], other
            return _Adjoint(*args, summed[0], kept[0], reached, examples, moves)
    return None


def _made(build: Rebuild, found: _Adjoint, value: Value) -> tuple[Value, Axes]:
    """The result with its rows first and the examples last, and the order of its labels."""
    *rows, columns = found.reached
    order = (*rows, found.summed, columns, *found.examples)
    source, labels = _uncopied(found.delta, found.other)
    delta = build.program.make("pack", [build[source]], [labels], order)
    lengths = dict(zip(value.out, value.shape, strict=True))
    if rows and _overlaps(found, lengths[rows[0]]):
        product, labels, added = *_of_rows(build, found, delta, order), found.moves[1:]
    else:
        product, labels, added = *_of_all(build, found, delta, order), found.moves
    out = (*rows, found.kept, columns, *found.examples)
    reached = found.reached[len(found.reached) - len(added) :]
    detail = tuple(
        (out.index(label), (labels.index(move.u), move.count, move.start, move.step, move.by, move.length))
        for label, move in zip(reached, added, strict=True)
    )
    place = {label: number for number, label in enumerate(labels)}
    axes, shape = tuple(range(len(labels))), [lengths[label] for label in out]
    inner = tuple(place[label] for label in out)
    return build.program.make("scatter", [product], [axes], inner, detail=("", detail), shape=shape), out


def _uncopied(value: Value, axes: Axes) -> tuple[Value, Axes]:
    """What a copy in another order was made of."""
    while value.op == "pack":
        label = dict(zip(value.out, axes, strict=True))
        value, axes = value.args[0], tuple(label[i] for i in value.axes[0])
    return value, axes


def _overlaps(found: _Adjoint, length: Size) -> bool:
    """Whether the rows may be read where they overlap, and what is computed beyond them is worth it."""
    move = found.moves[0]
    if (move.start, move.step, move.by) != (0, 1, 1) or not isinstance(move.count, int) or not isinstance(move.length, int):
        return False
    channels = found.kernel.shape[found.own.index(found.summed)]
    beyond = move.count - 1
    return length == move.length + beyond and isinstance(channels, int) and beyond * channels <= WORTH * move.length


def _of_rows(build: Rebuild, found: _Adjoint, delta: Value, order: Axes) -> tuple[Value, Axes]:
    """The product of the kernel, turned upside down, and overlapping rows with zeros before and after them."""
    program, (row, column) = build.program, found.moves
    assert isinstance(row.count, int)
    assert isinstance(row.length, int)
    rank, beyond = delta.rank, row.count - 1
    labels = tuple(range(rank))
    starts = (beyond, *[0] * (rank - 1))
    shape = [row.length + 2 * beyond, *delta.shape[1:]]
    framed = program.make("place", [delta], [labels], labels, detail=starts, shape=shape)
    steps = ((0, 1), (0, 1), *((axis, 1) for axis in labels[1:]))
    shape = [row.length + beyond, row.count, *delta.shape[1:]]
    rows = _window(program, framed, (0,) * rank, steps, shape)
    wanted = (column.u, found.kept, row.u, found.summed)
    axes = [found.own.index(label) for label in wanted]
    kernel = build[found.kernel]
    corner = tuple(beyond if label == row.u else 0 for label in found.own)
    moves = tuple((axis, -1 if label == row.u else 1) for axis, label in zip(axes, wanted, strict=True))
    view = _window(program, kernel, corner, moves, [kernel.shape[axis] for axis in axes])
    matrix = program.make("pack", [view], [tuple(range(4))], tuple(range(4)))
    out = (order[0], column.u, found.kept, *order[2:])
    return program.make("contract", [matrix, rows], [wanted, (order[0], row.u, *order[1:])], out), out


def _window(program: Program, source: Value, corner: Axes, steps: tuple[tuple[int, int], ...], shape: list[Size]) -> Value:
    rank = len(steps)
    operand = [tuple(range(rank, rank + source.rank))]
    return program.make("window", [source], operand, tuple(range(rank)), detail=(corner, steps), shape=shape)


def _of_all(build: Rebuild, found: _Adjoint, delta: Value, order: Axes) -> tuple[Value, Axes]:
    """The product for all offsets."""
    offsets = tuple(move.u for move in found.moves)
    wanted = (*offsets, found.kept, found.summed)
    matrix = build.program.make("pack", [build[found.kernel]], [found.own], wanted)
    rows = order[: len(found.reached) - 1]
    out = (*rows, *offsets, found.kept, *order[len(rows) + 1 :])
    return build.program.make("contract", [matrix, delta], [wanted, order], out), out
