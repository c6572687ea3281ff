"""The random numbers on which claims are tried, in the order in which they are."""

from __future__ import annotations

from collections.abc import Callable

from derive.check.meaning.world import Instance, World

SEEDS = (1, 2, 3)
MORE_SEEDS = (4, 5)
"""Where rounding leaves a doubt, other numbers decide."""
POSITIVE_SEEDS = (11, 12)
"""Where both sides have no value on any of these, leaves are drawn positive (a logarithm or a root needs it)."""

Assumption = Callable[[World, Instance], Instance | None]
"""The same numbers with something taken for granted; None if it does not apply."""


class Instances:
    """A world's instances by seed, under an assumption."""

    def __init__(self, world: World, assumption: Assumption | None = None) -> None:
        self.world, self.assumption = world, assumption
        self._assumed: dict[int, Instance] = {}

    def __getitem__(self, seed: int) -> Instance:
        instance = self.world.instance(seed)
        if self.assumption is None:
            return instance
        if seed not in self._assumed:
            self._assumed[seed] = self.assumption(self.world, instance) or instance
        return self._assumed[seed]
