"""Exponents less the largest of their row, as one operation.

``exp(z_j - m)/sum_k exp(z_k - m)`` is the same number whatever m is: the largest z keeps the exponentials from overflowing.
Where nothing but that difference needs m, a target may take another m, or none at all where no exponential can overflow.

Where a row is cut short (attention that does not look ahead), the largest is sought among the entries that count.

Input: a lowered model.  Output: the same with ``shifted`` for such differences, of the entries and of what says which count.
"""

from __future__ import annotations

import math

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
        if largest.detail != ("peak",) or value.axes[0] != value.out or value.axes[1] != value.out[:-1]:
            return None
        (labels,) = largest.axes
        compared = largest.args[0]
        if largest.out != labels[:-1]:
            return None
        if compared is entries:
            return build.program.make("shifted", [entries], [value.out], value.out)
        if compared.op == "select" and compared.args[1] is entries and _is_cut(compared):
            mask, axes = compared.args[0], tuple(value.out[compared.out.index(label)] for label in compared.axes[0])
            return build.program.make("shifted", [entries, mask], [value.out, axes], value.out)
        return None

    return rebuilt(graph, rule)


def _is_cut(value: Value) -> bool:
    """Whether a choice leaves out entries, for which minus infinity stands."""
    return value.axes[1] == value.out and value.args[2].op == "constant" and value.args[2].detail == (-math.inf,)
