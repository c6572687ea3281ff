"""How values become text: names where they have one, else what a printer of operations writes, with brackets as needed.

Input: values of the program and the names of those that are variables.  Output: text.  ``Printer`` knows no operation; those
that derive from it write them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from derive.emit.numpy_contract import Operand
from derive.emit.numpy_literals import ATOM, Text
from derive.emit.program import Axes, Value

_LONG = 76
"""A sub-expression with more characters becomes a variable."""


class Printer(ABC):
    """Prints values; ``hoist`` is asked to make a variable of a sub-expression that has become long."""

    def __init__(
        self,
        names: Mapping[Value, str],
        hoist: Callable[[Value, str], str] | None = None,
        bind: Callable[[Value, str], Operand] | None = None,
    ) -> None:
        self.names, self._hoist, self._bind = names, hoist, bind

    def operand(self, value: Value) -> Operand:
        """The value as an operand of a contraction."""
        text = self._atom(value)
        return self._bind(value, text) if self._bind else Operand(text)

    def text(self, value: Value) -> str:
        """The value as it stands in an argument list."""
        return self._inner(value)[0]

    def definition(self, value: Value) -> str:
        """The right side of the line that defines a value."""
        return self._written(value)[0]

    def _inner(self, value: Value) -> Text:
        if value in self.names:
            return self.names[value], ATOM
        text, binding = self._written(value)
        if self._hoist and len(text) > _LONG and not value.is_number:
            return self._hoist(value, text), ATOM
        return text, binding

    def variable(self, value: Value) -> None:
        """Make the value a variable."""
        assert self._hoist is not None
        self._hoist(value, self._written(value)[0])

    def atom(self, value: Value) -> str:
        """The value so that it may be indexed."""
        return self._atom(value)

    def _at_least(self, text: Text, binding: int) -> str:
        return text[0] if text[1] >= binding else f"({text[0]})"

    def _atom(self, value: Value) -> str:
        return self._at_least(self._inner(value), ATOM)

    def aligned(self, value: Value, axes: Axes, rank: int) -> Text:
        """The operand with its axes where the result has them: transposed, and with new axes where it is repeated."""
        text = self._inner(value)
        suffix = _placing(axes, rank)
        if not suffix:
            return text
        plain = self._at_least(text, ATOM)
        return (self._bind(value, plain).view(suffix) if self._bind else f"{plain}{suffix}"), ATOM

    @abstractmethod
    def _written(self, value: Value) -> Text:
        """A value's operation."""


def _placing(axes: Axes, rank: int) -> str:
    """What puts the axes of an operand where the result has them."""
    if not axes:
        return ""
    suffix = ""
    if list(axes) != sorted(axes):
        order = sorted(range(len(axes)), key=lambda i: axes[i])
        suffix = ".T" if order == [1, 0] else f".transpose({', '.join(map(str, order))})"
    places = sorted(axes)
    if places == list(range(rank - len(places), rank)):
        return suffix
    marks = [":" if i in places else "None" for i in range(places[0], rank)]
    return f"{suffix}[{', '.join(marks)}]"
