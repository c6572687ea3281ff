"""``exp(x - log s) = exp(x)/s`` where exp(x) is computed anyway: the probabilities of a log-softmax cost no second exponential.

Input: a lowered model.  Output: the same with fewer exponentials.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Value


def without_repeated_exponentials(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _quotient)


def _quotient(build: Rebuild, value: Value) -> Value | None:
    if value.op != "exp":
        return None
    difference = build[value.args[0]]
    if difference.op != "subtract" or difference.args[1].op != "log" or difference.rank != value.rank:
        return None
    exponent, logarithm = difference.args
    if difference.axes[0] != difference.out:
        return None
    labels = difference.out
    known = build.program.found("exp", [exponent], [labels], labels)
    if known is None:
        return None
    (divisor,) = logarithm.args
    inner = {label: axis for axis, label in enumerate(logarithm.out)}
    axes = tuple(difference.axes[1][inner[label]] for label in logarithm.axes[0])
    return build.program.make("divide", [known, divisor], [labels, axes], labels)
