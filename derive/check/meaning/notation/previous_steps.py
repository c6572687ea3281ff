"""A model of one step, and text that numbers its steps: h_t is the model's ``h``, and h_{t-1} its ``hp`` or ``h_prev``.

Input: a specification by formulas without an axis of time.  Output: the letter that marks the step, and entries for what comes
from the step before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.forms import BRACKETS, pattern
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number, Sum

_MARKS = "t"
_EARLIER = re.compile(r"([A-Za-z]+?)_?(?:p|pr|prv|prev|previous|old|last|m1|tm1|0)")


def marks(world: SpecWorld, names: Sequence[Name], declared: Iterable[Entry]) -> frozenset[str]:
    """The letter t, if a text writes it below or above symbols, and t - 1 too, and the model has no steps to count; none where
    a declaration says that it counts something (``"x^t" = "x"`` says that it does not).

    A text that writes ``h`` beside ``h_{t-1}`` means so, too, if the model has the state before that of ``h``."""
    if any(_MARKS in entry.pattern.letters for entry in declared):
        return frozenset()
    if world.is_network or any(axis.kind == "time" for q in world.quantities.values() for axis in q.axes):
        return frozenset()
    written = [item for name in names for item, _ in (*items(name.sub), *items(name.sup))]
    steps = any(item == _before(_MARKS) for item in written)
    now = any(letter_of(item) == _MARKS for item in written) or any(True for _ in _states_before(world))
    return frozenset(_MARKS if steps and now else "")


def entries(world: SpecWorld, marked: frozenset[str]) -> Iterator[Entry]:
    """``h_{t-1}``, ``c^{(t-1)}`` for what a model names after its states and does not compute from them: inputs, parts of
    an input."""
    for letters, quantity in _states_before(world) if _MARKS in marked else ():
        step = _before(_MARKS)
        yield QuantityEntry(pattern(spelled(letters), ((step, ""),), ()), quantity)
        for bracket in BRACKETS:
            yield QuantityEntry(pattern(spelled(letters), (), ((step, bracket),)), quantity)


def _states_before(world: SpecWorld) -> Iterator[tuple[str, Quantity]]:
    """What a model names after its states and does not compute from them, with the letters of the state."""
    for name, quantity in world.quantities.items():
        found = _EARLIER.fullmatch(name)
        if found is None or found[1] not in world.quantities or world.quantities[found[1]].role != "intermediate":
            continue
        if quantity.role in ("input", "parameter", "intermediate") and not world.depends(name, found[1]):
            yield found[1], quantity


def _before(letter: str) -> Node:
    return Sum(((1, Name(letter)), (-1, Number("1"))))
