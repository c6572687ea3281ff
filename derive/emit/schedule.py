"""The order of equations: those that depend on one another in a circle are put together, to be lowered as one loop.

Input: equations in computable order.  Output: groups of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra import Tensor
from derive.dependence import circles, reads_of
from derive.errors import Refused
from derive.model import Equation


def scheduled(equations: Sequence[Equation]) -> list[list[Equation]]:
    """The equations in order; those of a circle together, where its last one stands."""
    _refuse_others(equations)
    reads = {tensor: {t for t in read if t.layered} for tensor, read in reads_of(equations).items() if tensor.layered}
    circle = circles(reads)
    result: list[list[Equation]] = []
    done: set[frozenset[Tensor]] = set()
    for number, equation in enumerate(equations):
        group = circle.get(equation.tensor)
        if not group:
            result.append([equation])
        elif not any(circle.get(later.tensor) == group for later in equations[number + 1 :]) and group not in done:
            done.add(group)
            result.append([other for other in equations if circle.get(other.tensor) == group])
    return result


def _refuse_others(equations: Sequence[Equation]) -> None:
    """Refuse what is computed from entries that come later, and has no step that a loop could run over."""
    last = {equation.tensor: number for number, equation in enumerate(equations)}
    for number, equation in enumerate(equations):
        ahead = any(last.get(tensor, -1) >= number and not tensor.layered for tensor in equation.reads)
        if ahead and not equation.tensor.layered:
            hint = "The step should be the first index everywhere: h[t, n, j] = ... h[t-1, n, k] ..."
            raise Refused(f"{equation.tensor} is computed from its own entries", place=equation.place or None, hint=hint)


def is_recurrence(group: Sequence[Equation]) -> bool:
    """Whether a group of the schedule is a circle."""
    return len(group) > 1 or group[0].tensor in group[0].reads
