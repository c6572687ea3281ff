"""The table ``generated/coverage.md``: every layer and option, its shapes, and the largest error of its gradients.

    python -m tests.oracle.layers.coverage            writes it
    python -m tests.oracle.layers.coverage --check    measures again: every error below the bound, every row in the table

An error is printed as the power of ten above it; the check compares rows, not these figures, which differ between machines.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.oracle.layers import costs
from tests.oracle.layers.cases import CASES, SHAPES, Case
from tests.oracle.layers.judge import BOUND, largest_error
from tests.oracle.layers.problem import Problem, alone, inside

PATH = Path(__file__).resolve().parents[3] / "generated" / "coverage.md"
VIEWS = ("flatten", "reshape", "transpose", "split")
FAILS = "**fails**"

HEAD = f"""# What the oracle covers

Written by `python -m tests.oracle.layers.coverage`; do not edit.

Every row was derived, emitted and run with {SHAPES} random shapes, alone and between a layer of weights and a dense layer. The
gradient by every parameter and every input is compared, entry by entry, with HIPS autograd on a forward pass written for the
test, and with complex steps of the emitted cost where it is analytic; with and without a workspace. The columns give a power of
ten above the largest relative error, which must be below {BOUND:.0e}. Shapes are those of the inputs, without the examples.

"""


def settings(case: Case) -> list[Callable[[Case, int], Problem]]:
    """Where a layer is tried: a change of view computes nothing, and so has no gradient alone."""
    return [inside] if case.layer in VIEWS else [alone, inside]


def _measured(make: partial[Problem]) -> float:
    """The largest error; infinite if the result is wrong or there is none, with the reason on standard error."""
    try:
        return largest_error(make())
    except Exception as error:  # whatever goes wrong is a row that fails, and the other rows still count
        print(f"{_place(make)}: {type(error).__name__}: {error}", file=sys.stderr)
        return math.inf


def _place(make: partial[Problem]) -> str:
    first, number = make.args
    return f"{first if isinstance(first, str) else first.label}, {make.func.__name__}, shape {number}"


def _shown(errors: list[float]) -> str:
    worst = max(errors, default=None)
    if worst is None:
        return "a view"
    return FAILS if worst > BOUND else f"1e{max(-15, math.ceil(math.log10(max(worst, 1e-15))))}"


def layer_row(row: int) -> str:
    """One line of the table of layers, by its number (a case draws its shapes by a function, which cannot be sent)."""
    case = CASES[row]
    shapes = "; ".join(" and ".join(str(list(shape)) for shape in case.shapes(number)) for number in range(SHAPES))
    errors = {make: [_measured(partial(make, case, number)) for number in range(SHAPES)] for make in settings(case)}
    options = case.label.removeprefix(case.layer).strip()
    return f"| {case.layer} | {options} | {shapes} | {_shown(errors.get(alone, []))} | {_shown(errors[inside])} |"


def cost_row(name: str) -> str:
    """One line of the table of costs."""
    return f"| {name} | {_shown([_measured(partial(costs.problem, name, number)) for number in range(SHAPES)])} |"


def table() -> str:
    """The whole file, measured on all processors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        layers, ends = pool.map(layer_row, range(len(CASES))), pool.map(cost_row, costs.COSTS)
        lines = ["| layer | options | shapes | alone | in a network |", "|---|---|---|---|---|", *layers]
        lines += ["", "| cost, at the end of a network | error |", "|---|---|", *ends]
    return HEAD + "\n".join(lines) + "\n"


def rows(text: str) -> list[str]:
    """The lines of the file without the figures."""
    return ["|".join(c for c in line.split("|") if not c.strip().startswith("1e-")) for line in text.splitlines()]


def main(arguments: list[str]) -> int:
    """Write or check the file; 1 if something is wrong."""
    text = table()
    failing = [line for line in text.splitlines() if FAILS in line]
    if "--check" not in arguments:
        PATH.write_text(text, encoding="utf-8")
    elif not PATH.exists() or rows(PATH.read_text(encoding="utf-8")) != rows(text):
        print(f"{PATH.name} is out of date: run `python -m tests.oracle.layers.coverage`", file=sys.stderr)
        return 1
    print(*failing, sep="\n", file=sys.stderr)
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
