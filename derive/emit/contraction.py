"""Products summed over some indices: the order of pairwise contractions, chosen by the sizes of the intermediate results.

Greedy, as in D. Smith and J. Gray, "opt_einsum", J. Open Source Software 3 (2018): next the pair whose result is smallest
against what it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import prod

from sympy import Symbol

from derive.emit import correlation, elementwise, matrices
from derive.emit.program import GUESS, Axes, Program, Value
from derive.emit.scope import Indexed, Scope


def contract(program: Program, operands: Sequence[Indexed], summed: frozenset[Symbol], scope: Scope) -> Indexed:
    """The product of the operands, summed over the indices in ``summed`` (each of which some operand has)."""
    rest = _merge_masks(program, list(operands), scope)
    while True:
        rest = [_sum_alone(program, rest, i, summed) for i in range(len(rest))]
        if len(rest) == 1:
            return rest[0]
        i, j = min(combinations(range(len(rest)), 2), key=lambda pair: _cost(rest, pair, summed, scope))
        others = [operand for k, operand in enumerate(rest) if k not in (i, j)]
        rest = [*others, _pair(program, rest[i], rest[j], _finished(rest, (i, j), summed), scope)]


def _merge_masks(program: Program, operands: list[Indexed], scope: Scope) -> list[Indexed]:
    """Masks become factors of a real operand with the same axes or more, or real numbers if there is none."""
    masks = [operand for operand in operands if operand.value.kind != "real"]
    rest = [operand for operand in operands if operand.value.kind == "real"]
    for mask in masks:
        hosts = [operand for operand in rest if operand.labels >= mask.labels]
        if hosts:
            host = min(hosts, key=lambda operand: operand.value.elements)
            rest[rest.index(host)] = elementwise.apply(program, "multiply", [host, mask], scope)
        else:
            rest.append(elementwise.real(program, mask))
    return rest


def _finished(operands: Sequence[Indexed], pair: tuple[int, ...], summed: frozenset[Symbol]) -> frozenset[Symbol]:
    """The summed indices that no operand outside the pair has: they can be summed now."""
    outside = frozenset().union(*(operand.labels for k, operand in enumerate(operands) if k not in pair))
    return summed - outside


def _sum_alone(program: Program, operands: Sequence[Indexed], i: int, summed: frozenset[Symbol]) -> Indexed:
    """Sum over the indices that only this operand has."""
    return reduce_axes(program, "sum", operands[i], _finished(operands, (i,), summed) & operands[i].labels)


def reduce_axes(
    program: Program, op: str, operand: Indexed, over: frozenset[Symbol], detail: tuple[object, ...] = ()
) -> Indexed:
    """The sum or the maximum over some axes of one operand."""
    if not over:
        return operand
    if op == "sum":
        operand = elementwise.real(program, operand)
    position = {index: i for i, index in enumerate(operand.indices)}
    kept = tuple(index for index in operand.indices if index not in over)
    out = tuple(position[index] for index in kept)
    axes, kind = [tuple(position.values())], operand.value.kind
    return Indexed(program.make(op, [operand.value], axes, out, detail=detail, kind=kind), kept)


def _pair(program: Program, a: Indexed, b: Indexed, over: frozenset[Symbol], scope: Scope) -> Indexed:
    over = over & (a.labels | b.labels)
    if not over:
        return elementwise.product_of_two(program, a, b, scope)
    for window, other in ((a, b), (b, a)):
        if window.value.op == "window":
            if other.value.op == "window":
                if not correlation.is_plain(other.value):
                    continue
                other = correlation.copied(program, other)
            found = correlation.correlated(program, window, other, over)
            if found is not None:
                return found
    if b.value.number < a.value.number:
        a, b = b, a
    result = scope.sort((a.labels | b.labels) - over)
    labels = {index: i for i, index in enumerate(dict.fromkeys(a.indices + b.indices))}
    axes = [tuple(labels[index] for index in operand.indices) for operand in (a, b)]
    strided = a.value.op == "window", b.value.op == "window"
    first, second, out = matrices.orders(
        axes[0], axes[1], tuple(labels[index] for index in result), strided, (a.value.elements, b.value.elements)
    )
    values = [_packed(program, operand, own, wanted, window)
              for operand, own, wanted, window in zip((a, b), axes, (first, second), strided, strict=True)]  # fmt: skip
    index_of = {label: index for index, label in labels.items()}
    return Indexed(program.make("contract", values, [first, second], out), tuple(index_of[label] for label in out))


def _packed(program: Program, operand: Indexed, own: Axes, wanted: Axes, strided: bool) -> Value:
    """The operand with its axes in the wanted order, copied unless it has them so already."""
    if own == wanted and not (strided and len(own) > 2):
        return operand.value
    return program.make("pack", [operand.value], [own], wanted)


def _cost(operands: Sequence[Indexed], pair: tuple[int, int], summed: frozenset[Symbol], scope: Scope) -> tuple[int, int, int]:
    a, b = operands[pair[0]], operands[pair[1]]
    every = a.labels | b.labels
    result = every - _finished(operands, pair, summed)
    work = _size(every, scope)
    return _size(result, scope) - a.value.elements - b.value.elements, work, pair[0]


def _size(indices: frozenset[Symbol], scope: Scope) -> int:
    lengths = [scope.count(index) for index in indices]
    return prod(length if isinstance(length, int) else GUESS for length in lengths)
