"""Matrices that every step of a recurrence multiplies by, stored as the product reads them fastest: summed axis first.

BLAS reads a small matrix in its own order up to three times as fast as a transposed one; one copy before the loop is repaid
after a few steps.

Input: a lowered model.  Output: the same with copies of such matrices before their loops.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.loops import Loop, Segment, inside
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Axes, Value

STEPS = 8
"""From how many steps on the copy is repaid (measured in both dtypes)."""


def laid_out_for_steps(graph: Graph) -> Graph:
    """The pass."""
    within = {value for loop in _loops(graph) for segment in loop.segments if _is_long(segment) for value in _steps(segment)}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value not in within or value.op != "contract":
            return None
        args, axes = [build[arg] for arg in value.args], list(value.axes)
        for i, arg in enumerate(value.args):
            labels = axes[i]
            if arg not in within and arg.rank > 1 and arg.kind == "real" and _is_turned(labels, value.out):
                axes[i] = (labels[-1], *labels[:-1])
                args[i] = build.program.make("pack", [args[i]], [labels], axes[i])
        return build.program.make("contract", args, axes, value.out)

    return rebuilt(graph, rule)


def _loops(graph: Graph) -> list[Loop]:
    needed = graph.program.needed([graph.cost, *graph.gradients.values()])
    return [loop for value in needed for loop in value.detail if isinstance(loop, Loop)]


def _is_long(segment: Segment) -> bool:
    count = segment.last - segment.first + 1
    return not segment.single and not (count.is_number and count < STEPS)


def _steps(segment: Segment) -> list[Value]:
    """What a step computes."""
    return inside(store.value for store in segment.stores)


def _is_turned(labels: Axes, out: Axes) -> bool:
    """Whether the one axis that is summed over comes last."""
    return labels[-1] not in out and all(label in out for label in labels[:-1])
