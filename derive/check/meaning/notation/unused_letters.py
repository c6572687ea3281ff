"""A letter of a declared symbol that its meaning leaves out: ``"a^{(i, l)}" = "a[l]"`` speaks of one example, i.

Where the quantity has a row for each example, and neither a step nor a layer is open that the letter might count, the letter
in brackets above the symbol counts the examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node


def with_unused_letter(
    pattern: Pattern, quantity: Quantity, indices: Sequence[Node | None]
) -> tuple[Pattern, tuple[Node | None, ...]]:
    """The pattern and the indices of a declared quantity, with such a letter for the axis of examples."""
    letters = [letter for item, bracket in pattern.above if bracket and (letter := letter_of(item)) is not None]
    unused = [letter for letter in letters if letter not in pattern.letters and letter in INDEX_LETTERS]
    opened = [at for at, index in enumerate(indices) if index is None]
    kinds = [quantity.axes[at].kind for at in opened]
    if len(unused) != 1 or kinds.count("example") != 1 or {"time", "layer"} & {*kinds}:
        return pattern, tuple(indices)
    slots = list(indices)
    slots[opened[kinds.index("example")]] = Name(unused[0])
    return replace(pattern, letters=pattern.letters | {unused[0]}), tuple(slots)
