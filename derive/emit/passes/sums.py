"""Sums of elementwise products: factors that do not depend on the summed axes come before the sum, vectors along them turn the
sum into a product of a matrix and a vector.

    sum_n g_j a_nj      = g_j sum_n a_nj
    sum_j g_j a_nj b_nj = sum_j (a_nj b_nj) g_j

Input: a lowered model.  Output: the same, where equal products and sums are now equal values.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.views import turned
from derive.emit.program import Axes, Program, Value

Factor = tuple[Value, Axes]
"""A value, with the label of each of its axes."""


def factored_sums(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _sum)


def _sum(build: Rebuild, value: Value) -> Value | None:
    factors = _factors(build, value)
    if factors is None:
        return None
    labels = frozenset().union(*(axes for _, axes in factors))
    summed = labels - set(value.out)
    pulled = [factor for factor in factors if not summed & set(factor[1])]
    along = [factor for factor in factors if set(factor[1]) == summed and len(factor[1]) == 1]
    rest = [factor for factor in factors if factor not in pulled and factor not in along]
    if not rest or (not pulled and len(along) != 1 and value.op == "sum"):
        return None
    covered = frozenset().union(*(axes for _, axes in rest))
    if covered != labels - (frozenset().union(*(axes for _, axes in pulled)) - covered) or not set(value.out) <= covered:
        return None
    total = _summed(build.program, rest, along, value.out)
    for factor, axes in pulled:
        total = build.program.elementwise("multiply", [(factor, axes), (total, value.out)], value.out)
    return total


def _factors(build: Rebuild, value: Value) -> list[Factor] | None:
    """The factors of a sum, or of a contraction that is one: all its operands have the summed axes, and one has all axes."""
    if value.op == "sum" and value.args[0].kind == "real" and value.out:
        found = expanded(build[value.args[0]], value.axes[0])
        return found if len(found) > 1 else None
    if value.op != "contract" or not value.out:
        return None
    every = set(value.axes[0]) | set(value.axes[1])
    if not all(len(set(axes)) == len(axes) for axes in value.axes) or not every <= set(value.axes[0]):
        return None if not every <= set(value.axes[1]) else _ordered(build, value)
    return _ordered(build, value)


def _ordered(build: Rebuild, value: Value) -> list[Factor] | None:
    """Both operands' factors; a matrix times a vector stays what it is unless the matrix is a product."""
    found = [factor for arg, axes in zip(value.args, value.axes, strict=True) for factor in expanded(build[arg], axes)]
    same = set(value.axes[0]) == set(value.axes[1])
    return found if same or len(found) > 2 else None


def expanded(value: Value, axes: Axes) -> list[Factor]:
    """A product of a value and smaller ones as its factors."""
    if value.op != "multiply" or value.kind != "real" or not any(arg.rank < value.rank for arg in value.args):
        return [(value, axes)]
    if any(arg.kind != "real" or arg.is_number for arg in value.args):
        return [(value, axes)]
    label = dict(zip(value.out, axes, strict=True))
    return [f for arg, own in zip(value.args, value.axes, strict=True) for f in expanded(arg, tuple(label[i] for i in own))]


def _summed(program: Program, rest: Sequence[Factor], along: Sequence[Factor], out: Axes) -> Value:
    """The sum of the product of ``rest`` times the vectors ``along``."""
    body, axes = product(program, rest)
    order = tuple(label for label in axes if label in out)
    if len(along) == 1:
        ((vector, own),) = along
        return turned(program, program.make("contract", [body, vector], [axes, own], order), order, out)
    if along:
        body, axes = product(program, [(body, axes), *along])
    return turned(program, program.make("sum", [body], [axes], order), order, out)


def product(program: Program, factors: Sequence[Factor]) -> Factor:
    """The elementwise product, in the layout of the first factor that has all axes; small factors first."""
    ordered = sorted(factors, key=lambda factor: (factor[0].rank, factor[0].number))
    total, axes = ordered[0]
    for factor, own in ordered[1:]:
        labels = max((axes, own), key=len)
        if not set(axes) | set(own) <= set(labels):
            labels = (*axes, *(label for label in own if label not in axes))
        total, axes = program.elementwise("multiply", [(total, axes), (factor, own)], labels), labels
    return total, axes
