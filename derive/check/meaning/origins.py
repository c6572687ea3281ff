"""Where instances come from: what lies behind each of a world's instances, kept as long as the instance is."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from derive.check.meaning.world import Instance

T = TypeVar("T")


class Origins(Generic[T]):
    """The origins of instances, and the instances that were ``drawn`` (by seed)."""

    def __init__(self) -> None:
        self.drawn: dict[int, Instance] = {}

    def of(self, instance: Instance) -> T:
        """The origin of an instance (one that is perturbed has none)."""
        origin: T = instance.origin
        assert origin is not None
        return origin

    def known(self, instance: Instance, origin: T) -> Instance:
        """The instance with its origin."""
        return replace(instance, origin=origin)

    def forget(self) -> None:
        """Forget what was drawn: the world has grown."""
        self.drawn.clear()
