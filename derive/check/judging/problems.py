"""Why an expression has no value: shapes that do not fit, a symbol without a meaning, an index out of range."""

from __future__ import annotations


class NoValue(Exception):
    """An expression has no value under the readings that were picked; ``reason`` is for the verdict."""

    def __init__(self, reason: str, span: tuple[int, int] = (0, 0)) -> None:
        super().__init__(reason)
        self.reason, self.span = reason, span


class Unfit(NoValue):
    """Shapes do not fit: a product of a 3x4 and a 5x4 matrix, a sum of a vector and a longer one."""


class Unknown(NoValue):
    """A symbol has no meaning, or a construction has none here."""


class OutOfRange(NoValue):
    """An index that was given as a number lies outside its axis: nothing is claimed for it.

    ``above``: it is larger than the last one, and a longer axis would have it."""

    above: bool = False


class MustLoop(Exception):
    """A letter cannot be an axis of an array (its layers differ in shape): evaluate for each of its values in turn."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter)
        self.letter = letter.split(".")[0]  # labels of bound letters have a number behind a dot


class SecondOrder(Exception):
    """A derivative is asked for where numbers are perturbed already: the outer one has to be a difference quotient."""


class Unsized(Unknown):
    """An identity matrix stands where nothing says its size."""


class TooLarge(Unknown):
    """An array would have more entries than can be computed with: that says nothing of the row."""


class Unsaid(Unknown):
    """The text does not say how one quantity depends on another: no other reading of the row makes it wrong."""
