"""What is computed from what: the tensors that equations read, all that lies behind a tensor, and circles among them.

A recurrence is such a circle: ``h`` is computed from its own earlier entries, perhaps through other tensors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from derive.algebra import Tensor
from derive.model import Equation

Reads = Mapping[Tensor, Collection[Tensor]]
"""The tensors that the equations of each tensor read."""


def reads_of(equations: Iterable[Equation]) -> dict[Tensor, set[Tensor]]:
    """The tensors that each computed tensor reads, in the order of the equations."""
    reads: dict[Tensor, set[Tensor]] = {}
    for equation in equations:
        reads.setdefault(equation.tensor, set()).update(equation.reads)
    return reads


def all_in_order(equations: Iterable[Equation]) -> bool:
    """Whether each equation reads tensors only that are complete before it: then nothing is computed from itself."""
    equations = list(equations)
    last = {equation.tensor: number for number, equation in enumerate(equations)}
    return all(last.get(tensor, -1) < number for number, e in enumerate(equations) for tensor in e.reads)


def reach(tensor: Tensor, reads: Reads) -> set[Tensor]:
    """All that a tensor is computed from: itself only if it is part of a circle."""
    found: set[Tensor] = set()
    waiting = list(reads[tensor])
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(reads.get(here, ()))
    return found


def circles(reads: Reads) -> dict[Tensor, frozenset[Tensor]]:
    """The tensors that are computed from themselves, each with all those of its circle."""
    behind = {tensor: reach(tensor, reads) for tensor in reads}
    return {t: frozenset(u for u in behind[t] if t in behind.get(u, ())) for t in reads if t in behind[t]}
