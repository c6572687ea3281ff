"""Where instances come from: what lies behind each of a world's instances, remembered under its token."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from derive.check.meaning.world import Instance

T = TypeVar("T")

_REMEMBERED = 1024
"""How many instances with replaced values are remembered: second derivatives take two for each entry."""


class Origins(Generic[T]):
    """The origins of instances; those of ``drawn`` ones (by seed) are kept, of others the last ones."""

    def __init__(self) -> None:
        self.drawn: dict[int, Instance] = {}
        self._origins: dict[int, T] = {}
        self._tokens = 0

    def of(self, instance: Instance) -> T:
        """The origin of an instance."""
        return self._origins[instance.token]

    def known(self, instance: Instance, origin: T) -> Instance:
        """The instance with a number under which its origin is remembered."""
        self._tokens += 1
        self._origins[self._tokens] = origin
        drawn = {one.token for one in self.drawn.values()}
        for old in [t for t in self._origins if t < self._tokens - _REMEMBERED and t not in drawn]:
            del self._origins[old]
        return replace(instance, token=self._tokens)

    def forget(self) -> None:
        """Forget all: the world has grown."""
        self.drawn.clear()
        self._origins.clear()
