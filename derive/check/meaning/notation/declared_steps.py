"""From which number a text counts its steps, as its declarations say: ``"e_t" = "e[t-1]"`` counts them from one.

Input: the declared entries.  Output: for each axis of steps how far the model's own number is from the text's; symbols that are
not declared are counted likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.forms import shifted
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.symbols import GradientOf, Part, Reading
from derive.check.meaning.world import World
from derive.check.reading.syntax import Name, Node, Number, Sum

Steps = Mapping[tuple[str, int], int]
"""By the size of an axis and its first number."""


def steps(declared: Iterable[Entry]) -> Steps:
    """The shifts on which all declarations of symbols with one index for the step agree."""
    found: dict[tuple[str, int], set[int]] = {}
    for entry in declared:
        if isinstance(entry, QuantityEntry) and entry.indices and entry.quantity.axes:
            axis, by = entry.quantity.axes[0], _shift(entry.indices[0])
            if by is not None and axis.kind == "time":
                found.setdefault((axis.size, axis.first), set()).add(by)
    return {axis: next(iter(by)) for axis, by in found.items() if len(by) == 1 and by != {0}}


def counted(reading: Reading, world: World, by: Steps) -> Reading:
    """A reading by usage, with the step as the declarations count it."""
    meaning = reading.meaning
    part = meaning.part if isinstance(meaning, GradientOf) else meaning
    axes = world.quantities[part.quantity].axes if isinstance(part, Part) else ()
    if not isinstance(part, Part) or not axes or part.indices[0] is None or (axes[0].size, axes[0].first) not in by:
        return reading
    moved = replace(part, indices=(shifted(part.indices[0], by[axes[0].size, axes[0].first]), *part.indices[1:]))
    return replace(reading, meaning=replace(meaning, part=moved) if isinstance(meaning, GradientOf) else moved)


def without_other_steps(readings: Iterable[tuple[Entry, Reading]], world: World) -> list[tuple[Entry, Reading]]:
    """Where ``h_t`` is declared as a step of h, the number above ``h_j^2`` is an exponent: no reading by usage in which it is
    the step, and j an entry."""
    found = list(readings)
    declared = {
        step
        for entry, reading in found
        if entry.declared and reading.rest and all(isinstance(node, Number) for node in reading.rest)
        if (step := _step(reading, world)) is not None
    }
    quantities = {quantity for quantity, _ in declared}

    def fits(entry: Entry, reading: Reading) -> bool:
        step = _step(reading, world)
        return entry.declared or step is None or step[0] not in quantities or step in declared

    return [(entry, reading) for entry, reading in found if fits(entry, reading)] if declared else found


def _step(reading: Reading, world: World) -> tuple[str, Node] | None:
    """The quantity that a symbol means (or the gradient by it), and its step."""
    part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
    axes = world.quantities[part.quantity].axes if isinstance(part, Part) else ()
    step = part.indices[0] if isinstance(part, Part) and axes and axes[0].kind == "time" else None
    return (part.quantity, step) if isinstance(part, Part) and step is not None else None


def _shift(index: Node | None) -> int | None:
    """How far ``t - 1`` is from its letter; None if it is no letter with a number."""
    if isinstance(index, Name):
        return 0
    if isinstance(index, Sum) and len(index.terms) == 2:
        (first, letter), (sign, number) = index.terms
        if first == 1 and isinstance(letter, Name) and isinstance(number, Number) and number.text.isdigit():
            return sign * int(number.text)
    return None
