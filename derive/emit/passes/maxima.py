"""Maxima over a short last axis: of a transposed copy, over its first axis.

NumPy compares whole rows at once over the first axis and entry by entry over the last one; up to 32 columns the copy is
repaid two to four times (measured in both dtypes).

Input: a lowered model.  Output: the same with such copies.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Value

SHORT = 32
"""The longest axis that is worth it."""


def over_first_axis(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "max" or value.rank < 1 or value.args[0].op == "window":
        return None
    (axes,) = value.axes
    length = value.args[0].shape[-1]
    if value.out != axes[:-1] or not isinstance(length, int) or not 1 < length <= SHORT:
        return None
    order = (axes[-1], *axes[:-1])
    turned = build.program.make("pack", [build[value.args[0]]], [axes], order)
    return build.program.make("max", [turned], [order], value.out)
