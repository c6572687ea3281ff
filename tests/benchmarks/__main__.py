"""Measure what the README states: ``python -m tests.benchmarks``.

Times are medians; only ratios within one run mean anything.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: one thread, as in every table we publish

from tests.benchmarks import commands, minibatch


def main() -> None:
    """Run every benchmark and print its rows."""
    rows = [*commands.rows(), *minibatch.rows()]
    width = max(len(name) for name, _ in rows)
    for name, figure in rows:
        print(f"{name:<{width}}  {figure}")


main()
