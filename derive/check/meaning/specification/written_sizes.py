"""Sizes that the equations of a specification write as numbers: ``S = Q @ K.T/sqrt(3)`` beside ``sizes = { d = 3 }``.

A text says ``\\sqrt{d}`` there, which is another number wherever d is drawn at random; so d is what the specification says.
"""

from __future__ import annotations

from collections import Counter
from math import isqrt

from sympy import Rational, Symbol

from derive.model import Model

_LEAST = 3
"""Smaller numbers stand in equations of all kinds (1/2 before a cost, a square), and count nothing."""
_MOST = 100
"""Longer axes make too much work."""


def written_sizes(model: Model) -> dict[Symbol, int]:
    """The sizes whose given number, or whose root, the equations write, if no other size has it."""
    given = {size: value for size, value in model.sizes.items() if value is not None and _LEAST <= value <= _MOST}
    alike = Counter(given.values())
    numbers = {part for equation in model.equations for n in equation.rhs.atoms(Rational) for part in (n.p, n.q)}
    return {size: value for size, value in given.items() if alike[value] == 1 and (value in numbers or _root(value) in numbers)}


def _root(number: int) -> int | None:
    root = isqrt(number)
    return root if root * root == number else None
