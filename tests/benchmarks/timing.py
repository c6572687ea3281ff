"""Timing: medians of interleaved runs, so that a change in the machine's speed meets all candidates alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Run = Callable[[], object]


def seconds(run: Run, times: int = 5) -> float:
    """The median wall time of one run."""
    return statistics.median(_once(run) for _ in range(times))


def interleaved(candidates: dict[str, Run], rounds: int = 15, calls: int = 40) -> dict[str, float]:
    """The median time of one call of each candidate, in seconds, measured in turn: A B C, A B C, ..."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for run in candidates.values():
        run()
    for _ in range(rounds):
        for name, run in candidates.items():
            times[name].append(_once(lambda run=run: [run() for _ in range(calls)]) / calls)
    return {name: statistics.median(measured) for name, measured in times.items()}


def _once(run: Run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
