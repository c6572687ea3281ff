"""The sum of what a pool passes back is the sum of what it gets: each adjoint goes to one entry of its window.

Input: a lowered model whose pools are taken axis by axis.  Output: the same with sums of the smaller arrays.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.pools import Pooled
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Value


def summed_before_routing(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "sum" or build[value.args[0]].op != "route":
        return None
    found, axes = build[value.args[0]], value.axes[0]
    while found.op == "route":
        pool = found.detail[0]
        assert isinstance(pool, Pooled)
        if axes[pool.axis] in value.out:
            break
        found = found.args[0]
    return build.program.make("sum", [found], [axes], value.out)
