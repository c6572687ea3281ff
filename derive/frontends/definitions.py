"""A user's own activations and costs: ``[define.activations]`` and ``[define.costs]``, formulas like the library's.

Input: the ``[define]`` table.  Output: the same records as the library's.  Their syntax is checked here, so that a
mistake is reported where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.errors import SpecError
from derive.frontends import reading
from derive.frontends.calls import FUNCTIONS
from derive.frontends.document import Table
from derive.library import Activation, Cost
from derive.library.catalogue import Option, Target
from derive.names import check_name


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
    activations, costs = table.table("activations"), table.table("costs")
    return Definitions(
        {name: _activation(activations, name) for name in activations.data},
        {name: _cost(costs, name) for name in costs.data},
    )


def _activation(group: Table, name: str) -> Activation:
    _check(group, name, "activation")
    entry, text, where = _entry(group, name, ("vector",))
    reading.expression(text, *where)
    vector = entry is not None and entry.boolean("vector", False)
    options = _options(entry)
    return Activation(name, text, "defined in the specification", vector=vector, options=options, place="{}:{}".format(*where))


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
    return Cost(name, text, "defined in the specification", target, _options(entry), place="{}:{}".format(*where))


def _check(group: Table, name: str, what: str) -> None:
    check_name(name, what, group.place(name))
    if name in FUNCTIONS or name == "pi":
        raise SpecError(
            f"'{name}' is already a function of the formula language", place=group.place(name), hint="Use another name."
        )
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
