"""Contractions with windows, as products of stacks of matrices without an array of all windows.

An image x[n, p, r, w] is copied once, with the examples last and only the horizontal offsets expanded:
``E[r, m, p, k, n] = x[n, p, r, s k + m]``.  The rows i + j of it, for all vertical offsets j, overlap in memory; so each output
row is one product of matrices: kernel (c, (j m p)) times ``E[i:i+3]`` as ((j m p), (k n)).  The kernel's gradient is the same
product the other way round.  A sequence has no rows, and one product is all.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol

from derive.emit.program import Program, Value
from derive.emit.scope import Indexed

BLOCK = 8
"""How many columns of a product OpenBLAS computes at once in single precision."""


@dataclass(frozen=True)
class Split:
    """An axis of the source that two indices move along: ``long * step + offset``."""

    axis: int
    long: int
    offset: int
    step: object


def correlated(program: Program, window: Indexed, other: Indexed, over: frozenset[Symbol]) -> Indexed | None:
    """The contraction of a window with another operand; None if it is no such one."""
    splits = _splits(window)
    if not splits or len(splits) > 2:
        return None
    offsets = [window.indices[split.offset] for split in splits]
    longs = [window.indices[split.long] for split in splits]
    taken = {split.offset for split in splits} | {split.long for split in splits}
    rest = [index for label, index in enumerate(window.indices) if label not in taken]
    shared = [index for index in rest if index in other.labels]
    single = [index for index in rest if index not in other.labels]
    if set(offsets) <= other.labels and not set(longs) & other.labels:
        channels, examples = shared, single
        summed = {*offsets, *channels}
    elif set(longs) <= other.labels and not set(offsets) & other.labels:
        channels, examples = single, shared
        summed = {*longs, *examples}
    else:
        return None
    kept = [index for index in other.indices if index not in summed]
    if summed != over or len(kept) != 1 or kept[0] in window.labels or len(set(other.indices)) != len(other.indices):
        return None
    columns = _columns(program, window, splits, channels, examples)
    rows = _rows(program, columns, window, splits)
    forwards = set(offsets) <= other.labels
    row = longs[:-1]
    matrix = (*kept, *offsets, *channels) if forwards else (*row, *kept, longs[-1], *examples)
    operand = packed(program, other, matrix)
    if forwards:
        return contraction(program, operand, rows, (*row, *kept, longs[-1], *examples))
    gradient = (*offsets, *channels, *kept) if _suits(other, kept[0]) else (*kept, *offsets, *channels)
    product = contraction(program, operand, rows, (*row, *gradient))
    if not row:
        return product
    total = program.make("sum", [product.value], [tuple(range(product.value.rank))], tuple(range(1, product.value.rank)))
    return Indexed(total, product.indices[1:])


def _suits(operand: Indexed, index: Symbol) -> bool:
    """Whether kernels should be columns of a product: BLAS is fast at few columns, and at whole blocks of them (measured)."""
    length = operand.value.shape[operand.indices.index(index)]
    return isinstance(length, int) and (length < BLOCK or length % BLOCK == 0)


def _splits(window: Indexed) -> list[Split]:
    """The axes with two indices, in order; none if an axis has more, or if the vertical offsets are not next to one another."""
    value = window.value
    by_axis: dict[int, list[int]] = {}
    steps = value.detail[1]
    assert isinstance(steps, tuple)
    for label, (axis, _) in enumerate(steps):
        by_axis.setdefault(axis, []).append(label)
    found = []
    for axis, labels in sorted(by_axis.items()):
        if len(labels) == 1:
            if steps[labels[0]][1] != 1 or value.shape[labels[0]] != value.args[0].shape[axis]:
                return []
            continue
        lengths = [value.shape[label] for label in labels]
        if len(labels) > 2 or not any(isinstance(length, int) for length in lengths):
            return []
        offset = min(labels, key=lambda label: (not isinstance(value.shape[label], int), value.shape[label], steps[label][1]))
        long = next(label for label in labels if label != offset)
        if not all(isinstance(steps[label][1], int) and steps[label][1] > 0 for label in labels):
            return []
        found.append(Split(axis, long, offset, steps[offset][1]))
    if len(found) == 2 and found[0].step != 1:
        return []
    return found


def _columns(
    program: Program, window: Indexed, splits: list[Split], channels: list[Symbol], examples: list[Symbol]
) -> tuple[Value, tuple[Symbol, ...]]:
    """The copy E, with the row as its first axis if there are rows; and the indices of the others."""
    value, source = window.value, window.value.args[0]
    starts, steps = value.detail
    assert isinstance(starts, tuple)
    assert isinstance(steps, tuple)
    last = splits[-1]
    indices = (window.indices[last.offset], *channels, window.indices[last.long], *examples)
    label = {index: i for i, index in enumerate(window.indices)}
    moves = [steps[label[index]] for index in indices]
    shape = [value.shape[label[index]] for index in indices]
    corner = list(starts)
    if len(splits) == 2:
        moves, shape = [(splits[0].axis, 1), *moves], [source.shape[splits[0].axis], *shape]
        corner[splits[0].axis] = 0
    rank = len(shape)
    labels = tuple(range(rank))
    view = program.make(
        "window", [source], [tuple(range(rank, rank + source.rank))], labels, detail=(tuple(corner), tuple(moves)), shape=shape
    )
    return program.make("pack", [view], [labels], labels), indices


def _rows(program: Program, columns: tuple[Value, tuple[Symbol, ...]], window: Indexed, splits: list[Split]) -> Indexed:
    """E with its row axis as output rows and vertical offsets, which overlap."""
    value, indices = columns
    if len(splits) == 1:
        return Indexed(value, indices)
    starts, steps = window.value.detail
    assert isinstance(starts, tuple)
    assert isinstance(steps, tuple)
    first = splits[0]
    moves = ((0, steps[first.long][1]), (0, 1), *((axis, 1) for axis in range(1, value.rank)))
    shape = [window.value.shape[first.long], window.value.shape[first.offset], *value.shape[1:]]
    rank = len(shape)
    corner = (starts[first.axis], *[0] * (value.rank - 1))
    view = program.make(
        "window", [value], [tuple(range(rank, rank + value.rank))], tuple(range(rank)), detail=(corner, moves), shape=shape
    )
    return Indexed(view, (window.indices[first.long], window.indices[first.offset], *indices))


def is_plain(value: Value) -> bool:
    """Whether a window has no axis with two indices: some or all entries of an array, in another order."""
    axes = [axis for axis, _ in value.detail[1]]  # type: ignore[attr-defined]  # axes and steps
    return len(set(axes)) == len(axes)


def copied(program: Program, operand: Indexed) -> Indexed:
    """The operand as an array of its own."""
    labels = tuple(range(operand.value.rank))
    return Indexed(program.make("pack", [operand.value], [labels], labels), operand.indices)


def packed(program: Program, operand: Indexed, order: tuple[Symbol, ...]) -> Indexed:
    """The operand with its axes in an order, copied if they are in another one."""
    if operand.indices == order:
        return operand
    label = {index: i for i, index in enumerate(operand.indices)}
    axes = tuple(range(len(order)))
    return Indexed(program.make("pack", [operand.value], [axes], tuple(label[index] for index in order)), order)


def contraction(program: Program, a: Indexed, b: Indexed, out: tuple[Symbol, ...]) -> Indexed:
    """The product summed over the indices that ``out`` lacks."""
    label = {index: i for i, index in enumerate(dict.fromkeys(a.indices + b.indices))}
    axes = [tuple(label[index] for index in operand.indices) for operand in (a, b)]
    return Indexed(program.make("contract", [a.value, b.value], axes, tuple(label[index] for index in out)), out)
