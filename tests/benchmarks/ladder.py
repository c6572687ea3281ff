"""The performance ladder: emitted code against hand-written NumPy and frameworks, on eleven workloads in both dtypes.

``python -m tests.benchmarks ladder [NAMES...]`` checks that all agree, times them in turn (A B C, A B C, ...) with one BLAS
thread, prints medians and ratios, and writes ``results.md``.  Only ratios within one run mean anything.
"""

from __future__ import annotations

import datetime
import importlib
import importlib.metadata
import os
import platform
import statistics
import time
import timeit
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.peers import frameworks, idiomatic
from tests.benchmarks.peers.optimised import OPTIMISED
from tests.benchmarks.problems import NAMES, Problem, problem

FOLDER = Path(__file__).parent
KERNELS = "OPENBLAS_CORETYPE"
"""What asks OpenBLAS for other kernels than those of the processor: such results go to a file of their own."""
PEERS = ("workspace", "plain", "optimised", "idiomatic", "autograd", "jax", "torch")
TOLERANCE = {"float64": 1e-9, "float32": 2e-3}
Call = Callable[[], tuple[Any, Any]]


def candidates(given: Problem) -> dict[str, Call]:
    """Every way to compute one workload that is available here."""
    module, params, x, y = given.module, given.params, given.x, given.y
    workspace = module.Workspace(*given.sizes, dtype=x.dtype)
    by_hand = idiomatic.of(given.name)
    found: dict[str, Call | None] = {
        "workspace": lambda: module.value_and_grad(params, x, y, workspace),
        "plain": lambda: module.value_and_grad(params, x, y),
        "optimised": OPTIMISED[given.name](given),
        "idiomatic": lambda: by_hand(params, x, y),
        "autograd": frameworks.autograd(given),
        "jax": frameworks.jax(given),
        "torch": frameworks.torch(given),
    }
    return {name: call for name, call in found.items() if call is not None}


def disagreement(calls: dict[str, Call]) -> float:
    """The largest difference of any cost or gradient from those by hand, against the largest entry."""
    cost, gradient = calls["idiomatic" if "idiomatic" in calls else "optimised"]()
    gradient = [np.array(g) for g in gradient]
    scale = max(float(np.max(np.abs(g))) for g in gradient)
    worst = 0.0
    for call in calls.values():
        other, found = call()
        worst = max(worst, abs(float(other) - float(cost)) / max(1.0, abs(float(cost))))
        pairs = zip(gradient, found, strict=True)
        worst = max([worst, *(float(np.max(np.abs(np.asarray(f) - g))) / scale for g, f in pairs)])
    return worst


def measured(calls: dict[str, Call], rounds: int, block: float) -> dict[str, list[float]]:
    """Processor seconds a call (of all threads), round by round: in each the best of five blocks of about ``block`` seconds."""
    timers = {name: timeit.Timer(call, timer=time.process_time) for name, call in calls.items()}
    repeats = {name: max(1, int(block / (min(timer.repeat(3, 2)) / 2))) for name, timer in timers.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, timer in timers.items():
            times[name].append(min(timer.repeat(5, repeats[name])) / repeats[name])
    return times


def ratio(times: dict[str, list[float]], name: str, base: str = "optimised") -> float:
    """The median of the ratios of equal rounds."""
    return statistics.median(a / b for a, b in zip(times[name], times[base], strict=True))


def row(name: str, dtype: str, rounds: int, block: float) -> list[str]:
    """One line of the table."""
    given = problem(name, np.dtype(dtype).type)
    calls = candidates(given)
    error = disagreement(calls)
    if error > TOLERANCE[dtype]:
        raise AssertionError(f"workload {name} in {dtype}: the candidates differ by {error:.1e}")
    times = measured(calls, rounds, block)
    ratios = [f"{ratio(times, peer):.2f}" if peer in times else "-" for peer in PEERS if peer != "optimised"]
    return [f"{name}: {given.title}", dtype, in_words(times["optimised"]), *ratios]


def in_words(times: Sequence[float]) -> str:
    """The median in microseconds or milliseconds."""
    middle = statistics.median(times) * 1e6
    return f"{middle:.1f} us" if middle < 1000 else f"{middle / 1000:.2f} ms"


def run(names: Sequence[str] = NAMES, rounds: int = 15, block: float = 0.003) -> str:
    """Measure, print, and give back the table."""
    others = [peer for peer in PEERS if peer != "optimised"]
    head = ["workload", "dtype", "hand-optimised NumPy", *others]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    print("\n".join(lines), flush=True)
    for name in names:
        for dtype in TOLERANCE:
            lines.append(f"| {' | '.join(row(name, dtype, rounds, block))} |")
            print(lines[-1], flush=True)
    return "\n".join(lines)


def save(table: str, others: str = "") -> None:
    """Write the tables (the ladder's, and that of its kinds in other sizes) with date, machine and versions."""
    versions = ", ".join(f"{name} {version}" for name in ("numpy", "autograd", "jax", "torch") if (version := _version(name)))
    asked = os.environ.get(KERNELS, "").lower()
    path = FOLDER / (f"results-{asked}.md" if asked else "results.md")
    path.write_text(
        "# The performance ladder\n\n"
        "Cost and all gradients per call, one BLAS thread. First the time of hand-optimised NumPy, then what each takes\n"
        "against it, interleaved in one run: the emitted module with and without a workspace, NumPy as people write it,\n"
        "frameworks (`-`: not installed). Processor time of all threads, medians of the ratios round by round.\n\n"
        f"{datetime.date.today()}, {_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}.\n"
        f"{_kernels()}\n\n"
        f"{table}\n" + (f"\n## The same kinds in other sizes\n\n{others}\n" if others else "")
    )


def _kernels() -> str:
    """Which kernels NumPy's BLAS runs: half of the speed of large products depends on it."""
    try:
        found = importlib.import_module("threadpoolctl").threadpool_info()
    except ImportError:
        return "The kernels of NumPy's BLAS are unknown (threadpoolctl is not installed)."
    names = [
        f"{info['internal_api']} with kernels for {info.get('architecture')}" for info in found if "numpy" in info["filepath"]
    ]
    chosen = f" as {KERNELS} asks" if os.environ.get(KERNELS) else ", its own choice"
    return f"NumPy's BLAS: {', '.join(names)}{chosen}."


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    found = (
        [line.split(":", 1)[1].strip() for line in path.read_text().splitlines() if line.startswith("model name")]
        if path.exists()
        else []
    )
    return found[0] if found else platform.processor() or platform.machine()
