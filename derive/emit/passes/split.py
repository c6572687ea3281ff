"""Sums over axes on both sides of those that stay, as two sums: each is a product with a vector of ones.

``sum_ikn d[i, c, k, n]`` is ``sum_i (sum_kn d[i, c, k, n])``.  Sums of sums are one, before they are split.

Input: a lowered model.  Output: the same with more sums, of which only the first one is large.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Axes, Value


def split_sums(graph: Graph) -> Graph:
    """The pass."""
    single = {value for value, found in uses(graph).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "sum" or not value.out or value.args[0].kind != "real":
            return None
        source, axes = _summed(value, single)
        return _split(build, build[source], axes, value.out) or _merged(build, value)

    return rebuilt(graph, rule)


def _summed(value: Value, single: set[Value]) -> tuple[Value, Axes]:
    """What a sum of sums adds up, and its labels, if nobody else needs the sums."""
    (inner,), (axes,) = value.args, value.axes
    while inner.op == "sum" and inner in single and inner.out:
        label = dict(zip(inner.out, axes, strict=True))
        unused = max((*label, *inner.axes[0], *axes)) + 1
        axes = tuple(label.get(own, unused + own) for own in inner.axes[0])
        (inner,) = inner.args
    return inner, axes


def _split(build: Rebuild, source: Value, axes: Axes, out: Axes) -> Value | None:
    """First the sum over the last axes, then that over the others; None where the sum is over one side only."""
    kept = [i for i, label in enumerate(axes) if label in out]
    last = kept[-1]
    if tuple(axes[i] for i in kept) != out or len(kept) == last + 1 or last == len(axes) - 1:
        return None
    inner = build.program.make("sum", [source], [axes], axes[: last + 1])
    return build.program.make("sum", [inner], [axes[: last + 1]], out)


def _merged(build: Rebuild, value: Value) -> Value | None:
    """A sum over the first axes of a sum over first axes."""
    inner, (axes,) = build[value.args[0]], value.axes
    if inner.op != "sum" or inner.out != inner.axes[0][-inner.rank :] or value.out != axes[-value.rank :]:
        return None
    (labels,) = inner.axes
    return build.program.make("sum", inner.args, [labels], labels[-value.rank :])
