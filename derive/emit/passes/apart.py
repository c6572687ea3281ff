"""What is left of a softmax's cross-entropy, whose targets may have any sum, row by row where it can be.

``sum_nj y_nj (z_nj - log s_n)`` is ``sum_nj y_nj z_nj - sum_n (sum_j y_nj) log s_n``: nothing is written out for each entry,
and nothing cancels, for the exponents are shifted.  And a row's factors meet before they meet the row: ``u_n (e_nj (1/s_n))``
is ``e_nj (u_n/s_n)``.

Input: a lowered model.  Output: the same with less arithmetic on large arrays.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Program, Value


def summed_apart(graph: Graph) -> Graph:
    """The pass for sums."""
    single = {value for value, found in uses(graph, output=False).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "contract" or value.out or value.axes[0] != value.axes[1] or value.args[0] is value.args[1]:
            return None
        for weights, difference in (value.args, value.args[::-1]):
            if difference in single and difference.op == "subtract" and weights.kind == "real":
                return _apart(build, build[weights], difference)
        return None

    return rebuilt(graph, rule)


def _apart(build: Rebuild, weights: Value, old: Value) -> Value | None:
    (whole, same), (own, axes) = old.args, old.axes
    if own != old.out or len(axes) >= old.rank or whole.op != "shifted" or same.op != "log":
        return None
    program, labels = build.program, old.out
    first = program.make("contract", [weights, build[whole]], [labels, labels], ())
    total = program.make("sum", [weights], [labels], axes)
    second = _product(program, total, build[same])
    return program.make("subtract", [first, second], [(), ()], ())


def _product(program: Program, total: Value, same: Value) -> Value:
    """The sum of the products of two small arrays, or the product of two numbers."""
    labels = tuple(range(total.rank))
    return program.make("contract" if labels else "multiply", [total, same], [labels, labels], ())


def joined_factors(graph: Graph) -> Graph:
    """The pass for products, where nobody else needs the inner one."""
    single = {value for value, found in uses(graph, output=False).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "multiply" or value.kind != "real":
            return None
        for i, inner in enumerate(value.args):
            small, axes = value.args[1 - i], value.axes[1 - i]
            if inner not in single or inner.op != "multiply" or value.axes[i] != value.out or small.is_number:
                continue
            for j, other in enumerate(inner.args):
                if inner.axes[j] == axes and len(axes) < value.rank and not other.is_number and inner.out == value.out:
                    large = (build[inner.args[1 - j]], inner.axes[1 - j])
                    factor = _factor(build.program, build[small], build[other])
                    return build.program.elementwise("multiply", [large, (factor, axes)], value.out)
        return None

    return rebuilt(graph, rule)


def _factor(program: Program, small: Value, other: Value) -> Value:
    """The product; the quotient, if the other factor is a reciprocal."""
    own = tuple(range(other.rank))
    if other.op == "divide" and other.args[0].detail == (1.0,) and other.axes[1] == own:
        return program.make("divide", [small, other.args[1]], [own, own], own)
    return program.make("multiply", [small, other], [own, own], own)
