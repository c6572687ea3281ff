"""The widths of a network: one symbol for each size, with its value.

Tied weights make widths equal: the decoder of an autoencoder whose weights are ``W1.T`` has as many units as the
encoder has inputs, and its width is the same symbol.  Sizes that contradict each other are refused, with the layer and
both numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy
from sympy import Expr, Symbol

from derive.frontends.layers import DenseSpec, NetworkSpec


@dataclass
class Widths:
    """``of[l]`` is the width of layer l (0 for the input); ``numbers`` the values of the symbols."""

    of: list[Expr] = field(default_factory=list)
    numbers: dict[Symbol, int | None] = field(default_factory=dict)
    halves: Expr | None = None
    """The number of targets, if the output has two entries for each."""


def size_symbol(name: str) -> Symbol:
    """The symbol of a size: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def source(spec: NetworkSpec, layer: DenseSpec) -> tuple[int, bool]:
    """The layer whose weights a layer uses, and whether they are transposed.

    Raises:
        SpecError: there is no such matrix before this layer.
    """
    if layer.weights is None:
        return layer.number, False
    name, _, transposed = layer.weights.partition(".")
    number = int(name[1:])
    own = [f"W{other.number}" for other in spec.layers[: layer.number - 1] if other.weights is None]
    if name not in own:
        hint = f"Earlier weights: {', '.join(own[-8:])}." if own else "No layer before it has weights."
        raise layer.table.error(f"there are no weights {name} to share", "weights", hint=hint)
    return number, bool(transposed)


def widths(spec: NetworkSpec, *, half: bool) -> Widths:
    """All widths.

    Raises:
        SpecError: sizes that do not fit, with the layer and both numbers.
    """
    given: list[int | str | None] = [spec.input, *(layer.units for layer in spec.layers)]
    parent = list(range(len(given)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    def join(layer: DenseSpec, own: int, other: int, what: str) -> None:
        a, b = root(own), root(other)
        if given[a] is not None and given[b] is not None and given[a] != given[b]:
            message = f"{what}, but the shared weights {layer.weights} are made for {given[b]}"
            raise layer.table.error(message.replace("#", str(given[a])), "weights", hint="Shared weights need equal sizes.")
        first, last = min(a, b), max(a, b)
        parent[last], given[first] = first, given[a] if given[a] is not None else given[b]

    for layer in spec.layers:
        number, transposed = source(spec, layer)
        if layer.weights is not None:
            rows, columns = (number - 1, number) if transposed else (number, number - 1)
            join(layer, layer.number - 1, columns, "the layer takes # inputs")
            join(layer, layer.number, rows, "the layer has # units")
    return _symbols(spec, [(root(i), given[root(i)]) for i in range(len(given))], half)


def _symbols(spec: NetworkSpec, sizes: list[tuple[int, int | str | None]], half: bool) -> Widths:
    result = Widths()
    named = {size for _, size in sizes if isinstance(size, str)}
    for position, (first, size) in enumerate(sizes):
        if isinstance(size, str):
            symbol, value = size_symbol(size), None
        else:
            name = f"n_{first}"
            symbol, value = size_symbol(f"m_{first}" if name in named else name), size
        if half and position == len(sizes) - 1:
            result.of.append(_halved(spec, value, first == position, result))
            continue
        result.of.append(symbol)
        result.numbers[symbol] = value
    return result


def _halved(spec: NetworkSpec, value: int | None, own: bool, result: Widths) -> Expr:
    last = spec.layers[-1]
    if value is None or value % 2 or not own:
        needs = "an even number of units in the last layer: a mean and a log-variance for each target"
        raise last.table.error(f"the cost {spec.cost.name!r} needs {needs}, not {last.units}", "units")
    result.halves = size_symbol("d")
    result.numbers[size_symbol("d")] = value // 2
    return sympy.Mul(2, result.halves)
