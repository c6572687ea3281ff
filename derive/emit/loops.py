"""What a ``loop`` value does: the assignments of every step, and which values of a program belong inside.

Filled by ``derive.emit.recurrence``; read by every pass and by every target.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sympy import Expr, Symbol

from derive.emit.program import Size, Value
from derive.model import Equation

STEP = Symbol("t", integer=True)


@dataclass(frozen=True)
class Store:
    """One assignment of a step: the entry of a state array, the value, and the equation that says so."""

    state: int
    at: tuple[Expr | str, ...]
    value: Value
    equation: Equation


@dataclass(frozen=True)
class Segment:
    """Steps from ``first`` to ``last`` with the same assignments; ``single`` if it is one step only."""

    first: Expr
    last: Expr
    single: bool
    stores: tuple[Store, ...]


@dataclass(eq=False)
class Loop:
    """What a ``loop`` value does: arrays of states, filled segment by segment, forwards or backwards in time."""

    forwards: bool
    kinds: list[tuple[Size, ...]]
    segments: list[Segment] = field(default_factory=list)
    states: list[Value] = field(default_factory=list)
    local: set[int] = field(default_factory=set)
    """The states that only their own step reads: they need no array over all steps."""


def inside(stored: Iterable[Value]) -> list[Value]:
    """The values that the stored ones need and that depend on the step, in order."""
    found: dict[Value, bool] = {}
    return sorted((value for value in _visited(stored, found) if found[value]), key=lambda value: value.number)


def outside(stored: Iterable[Value]) -> list[Value]:
    """The values that the stored ones need and that do not: they are computed before the loop."""
    found: dict[Value, bool] = {}
    stored = list(stored)
    every = _visited(stored, found)
    needed = {arg for value in every if found[value] for arg in value.args if not found[arg]}
    return sorted(
        needed | {value for value in stored if not found[value] and not is_filled(value)}, key=lambda value: value.number
    )


def is_filled(value: Value) -> bool:
    """Whether all entries are one number, known before any array is seen."""
    return value.is_number or (value.op == "arrange" and value.args[0].is_number)


def _visited(stored: Iterable[Value], found: dict[Value, bool]) -> list[Value]:
    """All values behind the stored ones, noting for each whether it depends on a row."""
    waiting = list(stored)
    while waiting:
        value = waiting[-1]
        open_args = [arg for arg in value.args if arg not in found]
        if open_args and value.op != "state":
            waiting += open_args
            continue
        waiting.pop()
        found[value] = value.op == "row" or (value.op != "state" and any(found[arg] for arg in value.args))
    return list(found)
