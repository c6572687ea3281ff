"""Where an expression is evaluated: on which numbers, and with which letters bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from derive.check.judging.values.values import Value
from derive.check.meaning.world import Instance
from derive.check.reading.syntax import Node

NUDGE = "∂"
"""The label of the axis of perturbations."""


@dataclass(frozen=True)
class Span:
    """A letter that runs over a range: the axis ``label`` of every value that depends on it."""

    label: str
    low: int
    count: int

    @property
    def value(self) -> Value:
        return Value(np.arange(self.low, self.low + self.count), (self.label,))


Binding = Span | int
"""A letter has a range, or one value at a time."""


@dataclass(frozen=True)
class Frame:
    """Numbers and bound letters; ``overrides`` are perturbed sub-expressions (derivatives by an expression)."""

    instance: Instance
    scope: Mapping[str, Binding] = field(default_factory=dict)
    depth: int = 0
    overrides: tuple[tuple[Node, Value], ...] = ()

    def bind(self, **letters: Binding) -> Frame:
        """The same with letters bound."""
        return replace(self, scope={**self.scope, **letters})

    def on(self, instance: Instance) -> Frame:
        """The same on other numbers."""
        return replace(self, instance=instance)

    @property
    def letters(self) -> tuple[object, ...]:
        """What the way a formula is read depends on besides the expression: which letters are bound, to whatever values."""
        return (id(self.instance), frozenset(self.scope))

    @property
    def signature(self) -> tuple[object, ...]:
        """What a cached value depends on besides the expression."""
        scope = tuple(sorted(self.scope.items(), key=lambda item: item[0]))
        return (id(self.instance), scope, tuple(id(value) for _, value in self.overrides))
