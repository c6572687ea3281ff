"""Work that is put off until fewer entries are left.

An entry that a label picks from a sum or a product is the sum or the product of picked entries (nobody needs the others); the
reciprocal of a sum, times a number, is that number over the sum.

Input: a lowered model.  Output: the same with smaller, or fewer, elementwise operations.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Value

_OPENED = frozenset({"add", "subtract", "multiply", "divide", "negate"})


def picked_early(graph: Graph) -> Graph:
    """The pass for labels."""
    single = {value for value, found in uses(graph, output=False).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "pick" or value.args[0] not in single or value.args[0].op not in _OPENED:
            return None
        source, at = build[value.args[0]], build[value.args[1]]
        if source.op not in _OPENED:
            return None
        args = []
        for arg, axes in zip(source.args, source.axes, strict=True):
            whole = arg.rank == 2 and axes == source.out and arg.op not in ("slice", "arrange", "window", "input", "row")
            if arg.rank == 2 and not whole:
                return None
            if axes == source.out[1:]:  # one number for each label: it would have to be read at the labels
                return None
            args.append(build.program.make("pick", [arg, at], [(0, 1), (0,)], (0,)) if whole else arg)
        return build.program.make(source.op, args, [(0,) if arg.rank else () for arg in args], (0,))

    return rebuilt(graph, rule)


def divided_once(graph: Graph) -> Graph:
    """The pass for reciprocals."""
    single = {value for value, found in uses(graph).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "multiply" or value.kind != "real":
            return None
        for i, number in ((0, value.args[1]), (1, value.args[0])):
            old = value.args[i]
            if (
                old.op == "divide"
                and old in single
                and number.is_number
                and _is_one(old.args[0])
                and value.axes[i] == value.out
            ):
                divisor = build[old].args[1] if build[old].op == "divide" else None
                if divisor is not None and _is_one(build[old].args[0]):
                    return build.program.make("divide", [build[number], divisor], [(), build[old].axes[1]], build[old].out)
        return None

    return rebuilt(graph, rule)


def _is_one(value: Value) -> bool:
    return value.op == "constant" and value.detail == (1.0,)
