"""Functions that a text defines by a formula, ``\\sigma(z) = 1/(1 + e^{-z})``, as callables with derivatives."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.check.judging.problems import Unknown
from derive.check.judging.values.evaluate import Evaluator
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.values import spread
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.world import STEP, Array, Axis, Instance, Quantity, World
from derive.check.reading.syntax import Name, Node

_ARGUMENT = "\u00a7"
_H = 1e-5


class Defined:
    """``f(parameter) = right``, entry by entry; derivatives by complex step, the second order by a difference of these."""

    def __init__(self, parameter: Name, right: Node, world: World, entries: tuple[Entry, ...]) -> None:
        self.parameter, self.right, self.world = parameter, right, world
        quantity = Quantity(_ARGUMENT, (Axis(_ARGUMENT),), "input")
        argument = QuantityEntry(Pattern.of(parameter), quantity, (Name(_ARGUMENT),))
        self.symbols = Dictionary(world, (argument, *entries))
        self.quantity = quantity

    def __call__(self, order: int, argument: Array) -> Array:
        """The value or a derivative at every entry of an array.

        Raises:
            NoValue: the formula needs more than its argument.
        """
        argument = np.asarray(argument) * 1.0
        if order == 0:
            return self._value(argument)
        if order == 1 and not np.iscomplexobj(argument):
            return self._value(argument + 1j * STEP).imag / STEP
        if order == 1:
            at, direction = argument.real, argument.imag
            slope = self._value(at + 1j * STEP).imag / STEP
            above, below = (self._value(at + s * _H + 1j * STEP).imag / STEP for s in (1, -1))
            return np.asarray(slope + 1j * direction * (above - below) / (2 * _H))
        above, below = (self(order - 1, argument.real + s * _H) for s in (1, -1))
        return np.asarray((above - below) / (2 * _H))

    def _value(self, argument: Array) -> Array:
        flat = argument.reshape(-1)
        instance = Instance({_ARGUMENT: flat.size}, {_ARGUMENT: flat}, {})
        view = _View(self.world, self.quantity)
        frame = Frame(instance, {_ARGUMENT: Span(_ARGUMENT, 1, flat.size)})
        value = Evaluator(view, self.symbols).value(self.right, frame)
        return np.array(np.broadcast_to(spread(value, [_ARGUMENT]), flat.shape)).reshape(argument.shape)


class _View(World):
    """A world with one more quantity."""

    def __init__(self, world: World, quantity: Quantity) -> None:
        self.quantities: Mapping[str, Quantity] = {**world.quantities, quantity.name: quantity}
        self.functions, self.constants = world.functions, world.constants
        self.cost: str | None = None
        self._world = world

    @property
    def specification(self) -> World:
        """Itself: what the formula reads is known."""
        return self

    def instance(self, seed: int) -> Instance:
        return self._world.instance(seed)

    def perturbed(self, *args: object, **options: object) -> Instance:
        raise Unknown("a function of the text cannot hold derivatives")

    def replaced(self, *args: object, **options: object) -> Instance:
        raise Unknown("a function of the text cannot hold derivatives")

    def depends(self, quantity: str, on: str) -> bool:
        return quantity == on
