"""Layers as functions of formulas: ``h = conv2d(x, W, b, stride=2)``, by the layers' own forward equations.

    arrays --the last axes belong to the layer, the others are carried along--> wires --the layer's function--> equations

A layer's function asks its builder for parameters and named quantities.  Here the builder gives the arrays of the call for the
parameters, and each named quantity becomes an equation of the formulas.
"""

from __future__ import annotations

from typing import Any

from derive.errors import SpecError, near_misses
from derive.frontends import syntax as s
from derive.frontends.document import Table
from derive.frontends.lowering import Lowering
from derive.frontends.reductions import axes_of
from derive.frontends.values import Value
from derive.layers.borrowed import BorrowingBuilder, FixedSizes, as_wire, carried
from derive.layers.builder import Made
from derive.layers.options import READERS
from derive.layers.registry import kinds
from derive.layers.signatures import FUNCTIONS, Function


def layer_call(lowering: Lowering, node: s.Call) -> Value:
    """The value of a call of a layer.

    Raises:
        SpecError: arrays that are missing or do not fit, an unknown option, a place where no equation can be added.
    """
    function, name = FUNCTIONS[node.function], node.function
    if lowering.namer is None:
        raise SpecError(f"'{name}' stands in a definition", hint="Layers are functions of [model] equations only.")
    given, number = _arguments(lowering, node, function)
    options = _options(node, function, number)
    options |= function.shapes(given)
    first = given[function.wires[0]]
    order, own = _order(node, function, first)
    if function.axis and name == "layer_norm":
        options["axes"] = own
    wires = [_permuted(given[letter], order) for letter in function.wires]
    _check_ranks(name, function, wires, own)
    prefix = carried(wires[0], own)
    builder = BorrowingBuilder(
        lowering.scope.base, prefix, lowering.scope, FixedSizes(numbers=dict(lowering.scope.numbers)),
        made=[Made(name, 0, name)], given={k: v for k, v in given.items() if k not in function.wires}, what=name,
        name=lambda value, wanted, kind: lowering.named_always(value, wanted, kind, node),
    )  # fmt: skip
    kind = kinds()[name]
    sources = [f"the array {letter}" for letter in function.wires]
    inputs = [as_wire(wire, prefix, source, kind.spatial) for wire, source in zip(wires, sources, strict=True)]
    result = builder.result(kind.build(builder, *inputs, **options))
    back = [order.index(axis) for axis in range(len(order))]
    return lowering.named(_permuted(result, back) if function.axis else result, "h", "definition", node)


def _arguments(lowering: Lowering, node: s.Call, function: Function) -> tuple[dict[str, Value], s.Node | None]:
    """The arrays by their letters (given in order, or by keyword), and the number that follows them."""
    plain = list(node.arguments)
    most = len(function.arrays) + bool(function.number)
    usage = f"{node.function}({function.letters}): {function.shape}."
    number = plain.pop(function.needed) if function.number and len(plain) > function.needed else None
    found = dict(zip(function.arrays, plain, strict=False)) | {
        k.name: k.value for k in node.keywords if k.name in function.arrays
    }
    missing = [letter for letter in function.arrays[: function.needed] if letter not in found]
    if missing or len(node.arguments) > most:
        raise SpecError(f"'{node.function}' takes {function.letters}; {len(node.arguments)} were given", hint=usage)
    if {"mu", "v"} & found.keys() and not {"mu", "v"} <= found.keys():
        raise SpecError(f"'{node.function}' takes mu and v together, or neither", hint=usage)
    given = {}
    for letter in function.arrays:
        if letter in found:
            value = lowering.lower(found[letter])
            given[letter] = lowering.named(value, letter if letter != "x" else "z", "definition", found[letter])
    if "W" in given and given["W"].rank != (function.own or 0) + 1:
        raise SpecError(f"the kernel W has shape {given['W'].shape}", place=lowering.place(found["W"]), hint=usage)
    for letter in function.wires:
        if given[letter].integer and node.function != "embedding":
            raise SpecError(
                f"'{node.function}' needs numbers, but {letter} holds integers", place=lowering.place(found[letter])
            )
    return given, number


def _options(node: s.Call, function: Function, number: s.Node | None) -> dict[str, Any]:
    """The options of the layer, from numbers, tuples, True and False."""
    types = {option.name: option.type for option in kinds()[node.function].options}
    items = {
        k.name: k.value for k in node.keywords if k.name not in function.arrays and not (k.name == "axis" and function.axis)
    }
    if number is not None:
        items.setdefault(function.number, number)
    known = [*function.options, *([function.number] if function.number else [])]
    found = {}
    for key, value in items.items():
        if key not in known:
            hint = near_misses(key, [*known, *function.arrays, *(["axis"] if function.axis else [])])
            raise SpecError(f"'{node.function}' has no option '{key}'", hint=hint or None)
        table = Table({key: _literal(key, value)}, what=f"'{node.function}'")
        found[key] = READERS[types[key]][1](table, key)
    if function.number and function.number not in found:
        raise SpecError(f"'{node.function}' needs the {function.number}", hint=f"{node.function}(x, 2) for windows of two."
                        if function.number == "kernel" else f"{node.function}(x, 2) for two groups.")  # fmt: skip
    return found


def _literal(key: str, node: s.Node) -> Any:
    """A number, a tuple of numbers, or a truth value as Python has it."""
    if isinstance(node, s.Group):
        return [_literal(key, item) for item in node.items]
    if isinstance(node, s.Name) and node.name.lower() in {"true", "false"}:
        return node.name.lower() == "true"
    sign, inner = (-1, node.operand) if isinstance(node, s.Negative) else (1, node)
    if not isinstance(inner, s.Number):
        raise SpecError(f"the option '{key}' should be a number, or true or false")
    return sign * (int(inner.value) if inner.whole else float(inner.value))


def _order(node: s.Call, function: Function, value: Value) -> tuple[list[int], int]:
    """The axes with those at the end that belong to the layer, and how many these are."""
    order = list(range(value.rank))
    chosen = node.keyword("axis") if function.axis else None
    if chosen is None:
        return order, value.rank - 1 if function.own is None else function.own
    own = axes_of(chosen, value.rank)
    if node.function != "layer_norm" and len(own) != 1:
        raise SpecError(f"'{node.function}' goes along one axis, not {len(own)}")
    return [axis for axis in order if axis not in own] + list(own), len(own)


def _permuted(value: Value, order: list[int]) -> Value:
    """The value with its axes in another order."""
    if order == list(range(value.rank)) or len(order) != value.rank:
        return value
    back = [order.index(axis) for axis in range(len(order))]
    return Value(tuple(value.ranges[axis] for axis in order), lambda at: value.at(tuple(at[i] for i in back)), value.simple)


def _check_ranks(name: str, function: Function, wires: list[Value], own: int) -> None:
    """Inputs need the axes of the layer, and the same axes in front."""
    for letter, wire in zip(function.wires, wires, strict=True):
        if wire.rank < own or (function.own is None and wire.rank < 2):
            raise SpecError(f"'{name}' cannot take {letter} of shape {wire.shape}", hint=f"It takes {function.shape}.")
        front, wanted = wire.sizes[: wire.rank - own], wires[0].sizes[: wires[0].rank - own]
        if front != wanted:
            shapes = f"{wires[0].shape} and {wire.shape}"
            raise SpecError(f"'{name}' needs the same axes in front: {function.wires[0]} and {letter} have shapes {shapes}")
