"""Choice points: where a formula can be read in several ways, the evaluator asks, and the judge tries.

The evaluator calls ``pick(key, options)`` wherever it could go on in more than one way; options come in order of
plausibility.  A plan fixes what is picked at some keys; everywhere else the first option is taken.  The judge starts with
the empty plan, and deviates from it, cheapest first, until the row holds or nothing is left.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Generic, TypeVar

Key = Hashable
T = TypeVar("T")


@dataclass(frozen=True)
class Option(Generic[T]):
    """One way to go on: ``words`` name it in a verdict when it is not the first (or say nothing), ``cost`` says how far it is
    from what people usually mean."""

    value: T
    words: str = ""
    cost: float = 1.0


@dataclass
class Chooser:
    """Picks by a plan, and notes every choice point it meets: ``seen`` maps keys to the options offered there."""

    plan: Mapping[Key, int] = field(default_factory=dict)
    seen: dict[Key, Sequence[Option[Any]]] = field(default_factory=dict)
    rough: bool = False
    """Whether a difference quotient took part."""

    def pick(self, key: Key, options: Sequence[Option[T]]) -> T:
        """The planned option at this key, or the first; a plan that asks for more options than there are gets the first."""
        self.seen[key] = options
        at = self.plan.get(key, 0)
        return options[at if at < len(options) else 0].value

    def picked(self, key: Key) -> int:
        """Which option is in force at a key."""
        at = self.plan.get(key, 0)
        return at if at < len(self.seen.get(key, ())) else 0

    def words(self) -> list[str]:
        """What was picked beyond the default, in words."""
        found = [self.seen[key][at].words for key, at in self.plan.items() if key in self.seen and at < len(self.seen[key])]
        return list(dict.fromkeys(words for words in found if words))


class Plans:
    """Plans in order of cost, growing from the choice points that evaluations meet."""

    def __init__(self, limit: int, habits: Sequence[Mapping[Key, int]] = ()) -> None:
        """``habits`` are plans that have held elsewhere: they come right after the empty one."""
        plans = [{}, *map(dict, habits)]
        self._queue: list[tuple[float, int, dict[Key, int]]] = [(0.01 * at, at, plan) for at, plan in enumerate(plans)]
        self._order = count(len(plans))
        self._known: set[frozenset[tuple[Key, int]]] = {frozenset(plan.items()) for plan in plans}
        self._count = 0
        self._limit = limit
        self._cost = 0.0
        self._plan: dict[Key, int] = {}
        self.exhausted = True

    def __iter__(self) -> Iterator[Chooser]:
        while self._queue:
            if self._count >= self._limit:
                self.exhausted = False
                return
            self._cost, _, self._plan = heapq.heappop(self._queue)
            self._count += 1
            chooser = Chooser(self._plan)
            yield chooser
            self._grow(chooser)

    def _grow(self, chooser: Chooser) -> None:
        """One more deviation from the plan that was just tried, at every choice point that it met."""
        for key, options in chooser.seen.items():
            if key in self._plan:
                continue
            for at in range(1, len(options)):
                plan = {**self._plan, key: at}
                signature = frozenset(plan.items())
                if signature not in self._known:
                    self._known.add(signature)
                    heapq.heappush(self._queue, (self._cost + options[at].cost, next(self._order), plan))
