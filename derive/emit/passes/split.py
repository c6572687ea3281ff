"""Sums over axes on both sides of those that stay, as two sums: each is a product with a vector of ones.

``sum_ikn d[i, c, k, n]`` is ``sum_i (sum_kn d[i, c, k, n])``.  Sums of sums over first axes are one.

Input: a lowered model.  Output: the same with more sums, of which only the first one is large.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Value


def split_sums(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "sum" or not value.out or value.args[0].kind != "real":
        return None
    (axes,) = value.axes
    inner = build[value.args[0]]
    if inner.op == "sum" and inner.out == inner.axes[0][-inner.rank :] and value.out == axes[-value.rank :]:
        (labels,) = inner.axes
        return build.program.make("sum", inner.args, [labels], labels[-value.rank :])
    kept = [i for i, label in enumerate(axes) if label in value.out]
    first, last = kept[0], kept[-1]
    if tuple(axes[first : last + 1]) != value.out or first == 0 or last == len(axes) - 1:
        return None
    inner = build.program.make("sum", [build[value.args[0]]], [axes], axes[: last + 1])
    return build.program.make("sum", [inner], [axes[: last + 1]], value.out)
