"""Errors whose numbers are one ahead of the layers: ``\\delta_3 = \\hat y - y`` and ``\\delta_2`` in a network of two layers.

All else in such a text is numbered by the layers: ``W_1`` and ``W_2``, ``a_1``.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import head, items
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.syntax import Name, Number


def late_errors(world: SpecWorld, names: Iterable[Name], declared: Iterable[Entry]) -> int:
    """How far the numbers of a text's errors are ahead of all others: one, or nothing."""
    delta, names = spelled("\\delta"), list(names)
    stack = world.stacks.get("z@")
    if stack is None or any(entry.pattern.head == delta for entry in declared):
        return 0
    last = max(stack.members)
    others = {number for name in names if head(name) != delta for number in _numbers(name)}
    errors = {number for name in names if head(name) == delta for number in _numbers(name)}
    return 1 if errors and max(errors) == last + 1 not in others and 1 not in errors else 0


def _numbers(name: Name) -> list[int]:
    """The numbers that stand alone below or above a symbol."""
    scripts = (items(name.sub), items(name.sup))
    alone = (one[0][0] for one in scripts if len(one) == 1)
    return [int(item.text) for item in alone if isinstance(item, Number) and item.text.isdigit()]
