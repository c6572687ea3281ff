"""Steps that nothing reads: ``g[t] = tanh(h[t-1])`` could be computed one step beyond the last one, which nobody asks for.

An index that stands in a shifted place only gets the largest range that fits.  Where all readers want fewer steps, a recurrence
ends with these.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import sympy
from sympy import Basic, Expr, Symbol

from derive.algebra import Entry, Tensor
from derive.algebra.contract import at_most
from derive.algebra.sums import rename
from derive.model import Equation


def without_idle_steps(equations: Sequence[Equation], recurrent: Collection[str]) -> list[Equation]:
    """The equations, without the last steps of ``recurrent`` quantities that only equations with fewer steps read."""
    found = list(equations)
    for equation in reversed(equations):
        step = equation.lhs.indices[0] if equation.lhs.indices else None
        if equation.tensor.name not in recurrent or not isinstance(step, Symbol) or _count(found, equation.tensor) != 1:
            continue
        tensor = next(e.tensor for e in found if e.tensor.name == equation.tensor.name)
        last = _last_read(found, tensor)
        lo, hi = tensor.ranges[0]
        if last is not None and last != hi and at_most(last, hi, {}) and at_most(lo, last, {}):
            found = _shortened(found, tensor, last)
    return found


def _count(equations: Sequence[Equation], tensor: Tensor) -> int:
    return sum(equation.tensor.name == tensor.name for equation in equations)


def _last_read(equations: Sequence[Equation], tensor: Tensor) -> Expr | None:
    """The last step at which a tensor is read; None where that is not one step for each step of its readers, or where no
    reader is a step of a recurrence."""
    ends: list[Expr] = []
    for equation in equations:
        for entry in equation.rhs.atoms(Entry):
            if entry.tensor != tensor:
                continue
            step = equation.lhs.indices[0] if equation.lhs.indices else None
            if not isinstance(step, Symbol) or not (entry.indices[0] - step).is_Integer:
                return None
            end = next(hi for k, _, hi in equation.bounds if k == step)
            ends.append(sympy.expand(end + entry.indices[0] - step))
    return next((end for end in ends if all(at_most(other, end, {}) for other in ends)), None)


def _shortened(equations: Sequence[Equation], tensor: Tensor, last: Expr) -> list[Equation]:
    (lo, _), *rest = tensor.ranges
    exchange: dict[Basic, Basic] = {tensor: tensor.like(ranges=[(lo, last), *rest])}

    def bounds(equation: Equation) -> tuple[tuple[Symbol, Expr, Expr], ...]:
        if equation.tensor != tensor:
            return equation.bounds
        return tuple((k, a, last if k == equation.lhs.indices[0] else b) for k, a, b in equation.bounds)

    return [replace(e, lhs=rename(e.lhs, exchange), rhs=rename(e.rhs, exchange), bounds=bounds(e)) for e in equations]
