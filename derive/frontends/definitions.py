"""A user's own activations and costs: ``[define.activations]`` and ``[define.costs]``, formulas like the library's.

Input: the ``[define]`` table.  Output: the same records as the library's.  Their syntax is checked here, so that a
mistake is reported where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.errors import SpecError
from derive.frontends import reading
from derive.frontends import syntax as s
from derive.frontends.calls import FUNCTIONS
from derive.frontends.document import Table
from derive.layers.signatures import FUNCTIONS as LAYERS
from derive.library import Activation, Cost, activations, costs
from derive.library.catalogue import Option, Target
from derive.names import check_name

REDUCING = frozenset({"sum", "mean", "logsumexp", "dot", "matmul", "outer", "transpose"})
"""Functions of arrays: an activation that uses one is a function of the whole vector."""


@dataclass(frozen=True)
class Definitions:
    """What a specification defines: activations and costs by their names."""

    activations: Mapping[str, Activation]
    costs: Mapping[str, Cost]


def read(table: Table) -> Definitions:
    """The definitions of a specification.

    Raises:
        SpecError: a syntax error in a formula, an unknown key, a name that is taken.
    """
    table.only("activations", "costs")
    own, own_costs = table.table("activations"), table.table("costs")
    return Definitions(_activations(own), {name: _cost(own_costs, name) for name in own_costs.data})


def _activations(group: Table) -> dict[str, Activation]:
    """Every own activation; one that sums over the entries of z, or uses one that does, speaks of the whole vector."""
    found: dict[str, Activation] = {}
    calls: dict[str, set[str]] = {}
    for name in group.data:
        _check(group, name, "activation")
        entry, text, where = _entry(group, name, ("vector",))
        calls[name] = {node.function for node in _walked(text, where) if isinstance(node, s.Call)}
        _check_places(_walked(text, where), where[0])
        reduces = any(_reduces(node) for node in _walked(text, where))
        vector = entry.boolean("vector", reduces) if entry is not None else reduces
        if reduces and not vector and entry is not None:
            raise entry.error("the formula sums over the entries of z, so that it speaks of the whole vector", "vector")
        words = f"{name}, an activation of this specification"
        found[name] = Activation(name, text, words, vector=vector, options=_options(entry), place="{}:{}".format(*where))
    known = {**activations(), **found}
    while more := {
        name for name in found if not found[name].vector and any(known[f].vector for f in calls[name] & known.keys())
    }:
        for name in more:
            found[name] = known[name] = replace(found[name], vector=True)
    return found


def _check_places(nodes: list[s.Node], file: str) -> None:
    """An activation treats all entries alike: it may cut its vector in parts, and does not count entries."""
    for node in nodes:
        indices = node.indices if isinstance(node, (s.Subscript, s.Take)) else ()
        counts = isinstance(node, s.Call) and node.function == "arange"
        if counts or not all(isinstance(index, s.Slice) for index in indices):
            hint = "It is the same function for every entry; write a model by formulas instead."
            raise SpecError("an activation cannot pick entries by number", place=f"{file}:{node.line}:{node.column}", hint=hint)


def _walked(text: str, where: tuple[str, int]) -> list[s.Node]:
    return list(reading.expression(text, *where).walk())


def _reduces(node: s.Node) -> bool:
    """Whether a node makes one number of several entries, or speaks of the place of an entry."""
    if isinstance(node, s.Call):
        return node.function in REDUCING
    return isinstance(node, (s.Subscript, s.Take)) or (isinstance(node, s.Chain) and "@" in node.operators)


def _cost(group: Table, name: str) -> Cost:
    _check(group, name, "cost")
    entry, text, where = _entry(group, name, ("target",))
    if reading.is_statement(text):
        reading.statements(text, *where)
    else:
        reading.expression(text, *where)
        text = f"C = ({text})"
    targets: tuple[Target, ...] = ("vector", "class", "half")
    target = next(t for t in targets if t == (entry.choice("target", targets, "vector") if entry is not None else "vector"))
    words = f"{name}, a cost of this specification"
    return Cost(name, text, words, target, _options(entry), place="{}:{}".format(*where))


def _check(group: Table, name: str, what: str) -> None:
    check_name(name, what, group.place(name))
    if name in FUNCTIONS or name in LAYERS or name == "pi":
        raise SpecError(
            f"'{name}' is already a function of the formula language", place=group.place(name), hint="Use another name."
        )
    if name in (activations() if what == "activation" else costs()):
        hint = "Use another name: the proof would print yours as the built-in one."
        raise SpecError(f"'{name}' is already a built-in {what}", place=group.place(name), hint=hint)
    if len(name) == 1:
        hint = "A single letter stands for any function. Use a longer name."
        raise SpecError(f"the {what} {name!r} needs a longer name", place=group.place(name), hint=hint)


def _entry(group: Table, name: str, extra: tuple[str, ...]) -> tuple[Table | None, str, tuple[str, int]]:
    if isinstance(group.data[name], Mapping):
        entry = group.table(name, f"'{name}'")
        entry.only("formula", "options", *extra)
        return entry, entry.string("formula"), entry.text_place("formula")
    text = group.get(name, "a formula or a table with a formula", lambda value: isinstance(value, str))
    return None, text, group.text_place(name)


def _options(entry: Table | None) -> tuple[Option, ...]:
    if entry is None:
        return ()
    options = entry.table("options")
    return tuple(Option(check_name(key, "option", options.place(key)), key, options.number(key)) for key in options.data)
