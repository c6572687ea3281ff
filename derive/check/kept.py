"""What is made of a model, and kept for the next text on the same model: a marker has a stack of pages."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from derive.model import Model

T = TypeVar("T")


class Kept(Generic[T]):
    """Things by the model of which they are made, itself and no equal one; those of the last few are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[tuple[int, Hashable], tuple[Model, T]] = {}

    def of(self, model: Model, make: Callable[[], T], how: Hashable = None) -> T:
        """What was made of a model (in one of several ways) before, or is made now."""
        key = id(model), how
        # The model is kept, too: no other one gets its identity meanwhile.
        found = self._made.pop(key, None) or (model, make())
        self._made[key] = found  # the last one used comes last
        if len(self._made) > self._most:
            del self._made[next(iter(self._made))]
        return found[1]
