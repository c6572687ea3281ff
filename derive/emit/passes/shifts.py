"""Exponents less the largest of their row, as one operation.

``exp(z_j - m)/sum_k exp(z_k - m)`` is the same number whatever m is: the largest z keeps the exponentials from overflowing.
Where nothing but that difference needs m, a target may take another m, or none at all where no exponential can overflow.

Input: a lowered model.  Output: the same with ``shifted`` for such differences.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Value


def shifted_exponents(graph: Graph) -> Graph:
    """The pass."""
    single = {value for value, found in uses(graph).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "subtract" or value.args[1] not in single:
            return None
        entries, largest = (build[arg] for arg in value.args)
        if largest.detail != ("peak",) or largest.args[0] is not entries or value.axes[0] != value.out:
            return None
        (labels,) = largest.axes
        if largest.out != labels[:-1] or value.axes[1] != value.out[:-1]:
            return None
        return build.program.make("shifted", [entries], [value.out], value.out)

    return rebuilt(graph, rule)
