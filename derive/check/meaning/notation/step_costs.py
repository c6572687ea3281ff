"""The cost of one step, ``E_t`` or ``L^{(t)}``, where the specification has their sum (``specification/costs_of_steps``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.check.meaning.notation.forms import BRACKETS, TIME, pattern
from derive.check.meaning.notation.patterns import Head, Match
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.costs_of_steps import cost_of_steps
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import Reading
from derive.check.reading.syntax import Name, Number


@dataclass(frozen=True)
class StepCost(QuantityEntry):
    """The letter of the cost with the letter of a step."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if not any(isinstance(index, Number) for index in match.letters.values()):
            yield from super()._meanings(name, match)


def entries(world: SpecWorld, letters: Iterable[Head]) -> Iterator[QuantityEntry]:
    """The entries for the letters of the cost; none where the specification has no such sum."""
    own = cost_of_steps(world.model)
    if own is None:
        return
    quantity, any_step = world.quantities[own.name], "t"
    for letter in letters:
        yield StepCost(pattern(letter, ((TIME, ""),), (), any_step), quantity, (TIME,), guess=True)
        for bracket in BRACKETS[1:]:
            yield StepCost(pattern(letter, (), ((TIME, bracket),), any_step), quantity, (TIME,), guess=True)
