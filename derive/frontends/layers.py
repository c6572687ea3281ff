"""Reading the ``[network]`` table: what it says, checked, before anything is lowered.

Input: the table.  Output: ``NetworkSpec`` with one ``DenseSpec`` for each layer.  Wrong keys and types are reported
here; sizes in ``widths``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from derive.errors import near_misses
from derive.frontends import limits
from derive.frontends.definitions import Definitions
from derive.frontends.document import Table
from derive.library import activations, costs
from derive.names import check_name

Batch = Literal["mean", "sum", "none"]
KEYS = ("input", "cost", "batch", "layers", "penalty", "depth", "gradients", "input_gradients")
LAYER_KEYS = ("layer", "units", "activation", "bias", "exceptions", "weights")
LATER = frozenset({
    "conv1d", "conv2d", "conv_transpose2d", "max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d", "global_avg_pool",
    "flatten", "reshape", "batch_norm", "layer_norm", "group_norm", "instance_norm", "rms_norm", "dropout", "embedding",
    "positional", "rnn", "lstm", "gru", "attention", "multi_head_attention", "rotary", "glu", "swiglu", "residual",
    "concat", "add", "scale", "activation"
})  # fmt: skip
"""Layers of the contract that are not there yet."""


@dataclass(frozen=True)
class Named:
    """An activation or a cost by name, with its options."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True)
class DenseSpec:
    """A layer as written: ``units`` is a number, a name, or None if tied weights decide it."""

    number: int
    units: int | str | None
    activation: Named
    bias: bool
    exceptions: Mapping[int, Named]
    weights: str | None
    table: Table

    @property
    def place(self) -> str:
        return self.table.place()


@dataclass(frozen=True)
class NetworkSpec:
    """A network as its table describes it, every key and type checked."""

    name: str
    title: str
    input: int | str
    layers: tuple[DenseSpec, ...]
    cost: Named
    batch: Batch
    penalty: Mapping[str, float]
    depth: str | None
    input_gradients: bool
    definitions: Definitions
    table: Table
    initial: Table


def read_network(table: Table, name: str, title: str, definitions: Definitions, initial: Table) -> NetworkSpec:
    """The network as the table describes it.

    Raises:
        SpecError: unknown keys and names, wrong types.
    """
    from derive.frontends.formula_model import wants_input_gradients

    table.only(*KEYS)
    depth = check_name(table.string("depth"), "depth", table.place("depth")) if table.has("depth") else None
    layers = table.array("layers")
    if not layers:
        raise table.error(
            "'layers' is empty", "layers", hint='For example { layer = "dense", units = 10, activation = "sigmoid" }.'
        )
    if len(layers) > limits.LAYERS:
        raise table.error(f"there are {len(layers)} layers; {limits.LAYERS} are allowed", "layers")
    batch = table.choice("batch", ("mean", "sum", "none"), "none" if depth else "mean")
    return NetworkSpec(
        name=name,
        title=title,
        input=_units(table, "input") if not depth or table.has("input") else "n_0",
        layers=tuple(_layer(table, number, definitions) for number in range(1, len(layers) + 1)),
        cost=_cost(table, definitions),
        batch=next(b for b in ("mean", "sum", "none") if b == batch),  # type: ignore[misc]
        penalty=_penalty(table),
        depth=depth,
        input_gradients=wants_input_gradients(table),
        definitions=definitions,
        table=table,
        initial=initial,
    )


def is_open(name: str, *, upper: bool) -> bool:
    """Whether a name stands for any function: one letter, ``f`` for an activation, ``C`` for a cost."""
    return bool(re.fullmatch("[A-Z]" if upper else "[a-z]", name))


def _units(table: Table, key: str) -> int | str:
    value = table.get(key, "a positive integer or a name", lambda v: isinstance(v, (int, str)) and not isinstance(v, bool))
    if isinstance(value, str):
        return check_name(value, "size", table.place(key))
    if not 0 < value < 2**31:
        raise table.error(f"{key!r} should be a positive integer, not {value}", key)
    return value


def _layer(table: Table, number: int, definitions: Definitions) -> DenseSpec:
    layer = table.element("layers", number - 1, f"layer {number}")
    kind = layer.string("layer", "dense")
    layer = Table(layer.data, layer.file, layer.positions, layer.path, f"layer {number} ('{kind}')")
    if kind in LATER:
        raise layer.error("this kind of layer is not supported yet", "layer", hint="Known: dense.")
    if kind != "dense":
        hint = near_misses(kind, ["dense", *sorted(LATER)]) or "Known: dense."
        raise layer.error(f"unknown kind of layer {kind!r}", "layer", hint=hint)
    layer.only(*LAYER_KEYS)
    weights = layer.string("weights", None)
    if weights is not None and not re.fullmatch(r"W[1-9][0-9]{0,5}(\.T)?", weights):
        raise layer.error(
            f"'weights' cannot be {weights!r}", "weights", hint='Write "W1" to share, "W1.T" to share transposed.'
        )
    units = _units(layer, "units") if layer.has("units") or weights is None else None
    return DenseSpec(
        number=number,
        units=units,
        activation=_activation(layer, "activation", definitions, "identity"),
        bias=layer.boolean("bias", True),
        exceptions=_exceptions(layer, units, definitions),
        weights=weights,
        table=layer,
    )


def _activation(table: Table, key: str, definitions: Definitions, default: str | None = None) -> Named:
    name, options = table.name_or_table(key, default) if default is not None else table.name_or_table(key)
    known = {**activations(), **definitions.activations}
    if name not in known and not is_open(name, upper=False):
        listed = [known_name for known_name, entry in known.items() if entry.listed]
        hint = f"{near_misses(name, listed)} `derive list activations` prints all {len(listed)}.".strip()
        raise table.error(f"unknown activation {name!r}", key, hint=hint)
    _check_options(table, key, name, options, {option.name for option in known[name].options} if name in known else set())
    return Named(name, options.data, table.place(key))


def _check_options(table: Table, key: str, name: str, options: Table, known: set[str]) -> None:
    for option in options.data:
        if option not in known:
            raise table.error(
                f"{name!r} has no option {option!r}", key, option, hint=near_misses(option, sorted(known)) or None
            )
        options.number(option)


def _exceptions(layer: Table, units: int | str | None, definitions: Definitions) -> dict[int, Named]:
    """``{ 3 = "relu" }``: unit 3, counted from 1, has another activation."""
    table = layer.table("exceptions")
    table = Table({str(key): value for key, value in table.data.items()}, table.file, table.positions, table.path, table.what)
    found = {}
    for key in table.data:
        unit = int(key) if re.fullmatch("[1-9][0-9]{0,8}", key) else 0
        if not unit or (isinstance(units, int) and unit > units):
            raise table.error(f"there is no unit {key}", key, hint=f"Units count from 1 to {units}.")
        found[unit] = _activation(table, key, definitions)
        if (entry := {**activations(), **definitions.activations}.get(found[unit].name)) and entry.vector:
            raise table.error(f"{entry.name!r} speaks of the whole layer and cannot be the activation of one unit", key)
    return found


def _cost(table: Table, definitions: Definitions) -> Named:
    name, options = table.name_or_table("cost")
    known = {**costs(), **definitions.costs}
    if name not in known and not is_open(name, upper=True):
        hint = f"{near_misses(name, known)} `derive list costs` prints all {len(known)}.".strip()
        raise table.error(f"unknown cost {name!r}", "cost", hint=hint)
    _check_options(table, "cost", name, options, {option.name for option in known[name].options} if name in known else set())
    return Named(name, options.data, table.place("cost"))


def _penalty(table: Table) -> dict[str, float]:
    penalty = table.table("penalty")
    penalty.only("l2", "l1")
    found = {key: float(penalty.number(key)) for key in ("l2", "l1") if penalty.has(key)}
    for key, value in found.items():
        if value < 0:
            raise penalty.error(f"{key!r} should not be negative", key)
    return {key: value for key, value in found.items() if value}
