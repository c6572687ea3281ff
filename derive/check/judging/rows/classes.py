"""Rows about one example by its number, whose class only the prose tells: ``L_1 = max(0, s_{12} - s_{11} + 1) + ...``.

Input: a row that differs.  Output: the classes that the examples which it names may have, with words for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from derive.check.judging.rows.question import Question
from derive.check.judging.rows.written_out import places
from derive.check.meaning.world import Instance, Quantity, World
from derive.check.reading.syntax import Number

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_MOST = 3
"""So many examples and classes are tried."""
Class = tuple[str, int, int]
"""A quantity, the number of an example, and its class."""


def possible(judge: Judge, asked: Question, sizes: dict[str, int]) -> Iterator[tuple[str, tuple[Class, ...]]]:
    """The classes of the examples that a row names by number, in words and as numbers."""
    for name, quantity in judge.world.quantities.items():
        count = sizes.get(quantity.classes, 0)
        if not quantity.integer or len(quantity.axes) != 1 or not 1 < count <= _MOST:
            continue
        named = sorted(_numbers(judge, asked, quantity))
        first = quantity.axes[0].first
        for values in product(range(first, first + count), repeat=len(named)) if 0 < len(named) <= _MOST else ():
            chosen = tuple((name, entry, value) for entry, value in zip(named, values, strict=True))
            yield f"where {', '.join(f'{name}_{entry} = {value}' for _, entry, value in chosen)}", chosen


def _numbers(judge: Judge, asked: Question, quantity: Quantity) -> set[int]:
    """The examples that a row names by number."""
    (axis,) = quantity.axes
    found = (place for side in asked.sides for place in places(judge, side))
    return {int(i.text) for a, i in found if a.size == axis.size and isinstance(i, Number) and i.text.isdigit()}


def given(world: World, instance: Instance, classes: tuple[Class, ...]) -> Instance:
    """The instance with the classes of some examples."""
    for name, entry, value in classes:
        array = instance.values[name].copy()
        array[entry - world.quantities[name].axes[0].first] = value
        instance = world.replaced(instance, name, array)
    return instance
