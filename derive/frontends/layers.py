"""Reading the ``[network]`` table: what it says, checked, before anything is lowered.

Input: the table.  Output: ``NetworkSpec`` with one ``Node`` for each layer.  Wrong keys and types are reported here,
connections in ``graph``, sizes where they are lowered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from derive.errors import near_misses
from derive.frontends import limits
from derive.frontends.definitions import Definitions
from derive.frontends.document import Table
from derive.frontends.named import Named
from derive.library import activations, costs
from derive.names import check_name

if TYPE_CHECKING:
    from derive.layers.registry import LayerKind

Batch = Literal["mean", "sum", "none"]
KEYS = ("input", "cost", "batch", "layers", "penalty", "depth", "gradients", "input_gradients", "output")
NODE_KEYS = ("layer", "name", "input", "weights", "from")
"""Keys that every layer may have; the others are the layer's own options."""


@dataclass(frozen=True)
class InputSpec:
    """An input of the network: its sizes without the examples; ``integer`` where the specification says so."""

    name: str
    shape: tuple[int | str, ...]
    integer: bool | None
    table: Table
    keys: tuple[str, ...]

    @property
    def place(self) -> str:
        return self.table.place(*self.keys)


@dataclass(frozen=True)
class Node:
    """A layer as written; ``sources`` are the names or numbers of the layers and inputs that it reads, in order."""

    number: int
    name: str
    kind: LayerKind
    options: Mapping[str, Any]
    weights: str | None
    table: Table
    sources: tuple[str | int, ...] = ()

    @property
    def place(self) -> str:
        return self.table.place()

    @property
    def key(self) -> str | int:
        return self.name or self.number

    @property
    def activation(self) -> Named:
        """The activation of a dense layer."""
        return self.options.get("activation", Named("identity"))


@dataclass(frozen=True)
class NetworkSpec:
    """A network as its table describes it, every key and type checked; ``nodes`` stand in an order of computation."""

    name: str
    title: str
    inputs: tuple[InputSpec, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[str | int, ...]
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
        SpecError: unknown keys and names, wrong types, connections that lead nowhere.
    """
    from derive.frontends.formula_model import wants_input_gradients
    from derive.frontends.graph import connect
    from derive.frontends.network_inputs import read_inputs

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
    inputs = read_inputs(table) if not depth or table.has("input") else ()
    nodes = tuple(_node(table, number, definitions) for number in range(1, len(layers) + 1))
    ordered, outputs = connect(table, inputs, nodes) if not depth else (nodes, ())
    return NetworkSpec(
        name=name,
        title=title,
        inputs=inputs,
        nodes=ordered,
        outputs=outputs,
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


def _node(table: Table, number: int, definitions: Definitions) -> Node:
    from derive.layers.registry import kinds

    layer = table.element("layers", number - 1, f"layer {number}")
    kind = layer.string("layer", "dense")
    layer = Table(layer.data, layer.file, layer.positions, layer.path, f"layer {number} ('{kind}')")
    if kind not in kinds():
        hint = f"{near_misses(kind, kinds())} `derive list layers` prints all {len(kinds())}.".strip()
        raise layer.error(f"unknown kind of layer {kind!r}", "layer", hint=hint)
    readers = {
        "activation": lambda given, key: _activation(given, key, definitions),
        "exceptions": lambda given, key: _exceptions(given, definitions),
    }
    name = check_name(layer.string("name"), "name", layer.place("name")) if layer.has("name") else ""
    options = kinds()[kind].read(layer, NODE_KEYS, readers)
    weights = layer.string("weights") if layer.has("weights") else None
    return Node(number, name, kinds()[kind], options, weights, layer)


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


def _exceptions(layer: Table, definitions: Definitions) -> dict[int, Named]:
    """``{ 3 = "relu" }``: unit 3, counted from 1, has another activation."""
    units = layer.data.get("units")
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
