"""Measure what the README states: ``python -m tests.benchmarks [ladder [NAMES...] | variants [NAMES...] | round-trip ...]``.

Without arguments everything is measured; with ``ladder`` only the emitted code against its peers; ``round-trip`` reads every
printed proof back and judges it.  Times are medians; only
ratios within one run mean anything.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: one thread, as in every table we publish
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

from tests.benchmarks import commands, ladder, minibatch, round_trip, variants


def main(arguments: list[str]) -> None:
    """Run the benchmarks and print their rows; a ladder of all workloads is saved."""
    if arguments[:1] == ["round-trip"]:
        round_trip.main(arguments[1:])
        return
    if arguments[:1] == ["variants"]:
        variants.run(arguments[1:])
        return
    if arguments[:1] != ["ladder"]:
        rows = [*commands.rows(), *minibatch.rows()]
        width = max(len(name) for name, _ in rows)
        for name, figure in rows:
            print(f"{name:<{width}}  {figure}")
    table = ladder.run(arguments[1:] or ladder.NAMES)
    if not arguments[1:]:
        ladder.save(table, variants.run())


if __name__ == "__main__":
    main(sys.argv[1:])
