"""Sizes whose root the equations of a specification write as a number: ``S = Q @ K.T/sqrt(3)`` beside ``sizes = { d = 3 }``.

A text says ``\\sqrt{d}`` there, which is another number wherever d is drawn at random; so d is what the specification says.  So
is a size whose entries the equations name by their numbers, all of them: the determinant of a matrix of two rows.
"""

from __future__ import annotations

from collections import Counter

from sympy import Pow, Rational, Symbol

from derive.algebra import Entry
from derive.model import Model

_LEAST = 3
"""Smaller numbers stand in equations of all kinds (1/2 before a cost), and are the root of nothing."""
_MOST = 100
"""Longer axes make too much work."""


def written_sizes(model: Model) -> dict[Symbol, int]:
    """The sizes whose root the equations write, or divide by, if no other size has the same number; and those all of whose
    entries they name."""
    given = {size: value for size, value in model.sizes.items() if value is not None and _LEAST <= value <= _MOST}
    alike = Counter(given.values())
    rooted = {squared for equation in model.equations for squared in _squares(equation.rhs.atoms(Pow, Rational))}
    found = {size: value for size, value in given.items() if alike[value] == 1 and value in rooted}
    return found | _named_entries(model)


def _named_entries(model: Model) -> dict[Symbol, int]:
    """The sizes of which the equations name every entry by its number."""
    numbers: dict[Symbol, set[int]] = {}
    for entry in (entry for equation in model.equations for entry in equation.rhs.atoms(Entry)):
        for index, (low, high) in zip(entry.indices, entry.tensor.ranges, strict=True):
            if index.is_Integer and (size := high - low + 1) in model.sizes:
                numbers.setdefault(size, set()).add(int(index - low))
    given = {size: model.sizes[size] for size in numbers}
    return {size: n for size, n in given.items() if n is not None and n > 1 and numbers[size] == set(range(n))}


def _squares(numbers: set[Pow | Rational]) -> set[int]:
    """What the roots among some numbers are roots of: 3 for the root of three, 16 for a quarter."""
    roots = {int(n.base) for n in numbers if isinstance(n, Pow) and n.base.is_Integer and abs(n.exp) == Rational(1, 2)}
    return roots | {n.q**2 for n in numbers if isinstance(n, Rational) and n.q >= _LEAST}
