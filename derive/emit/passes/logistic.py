"""Signs around the sigmoid and the softplus, which both cost nothing inside: ``1/(1 + exp(-z))`` has a minus of its own.

``sigmoid(-u)`` becomes ``sigmoid_neg(u)``, ``softplus(-u)`` becomes ``softplus_neg(u)``; a minus before a product goes into the
sigmoid's numerator.

Input: a lowered model.  Output: the same with fewer ``negate``.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Program, Value

OPPOSITE = {"sigmoid": "sigmoid_neg", "sigmoid_neg": "sigmoid", "softplus": "softplus_neg", "softplus_neg": "softplus"}
_SIGMOIDS = ("sigmoid", "sigmoid_neg")


def without_signs(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)
    single = {value for value, found in users.items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op in OPPOSITE and value.rank and build[value.args[0]].op == "negate" and not value.detail:
            (inner,) = build[value.args[0]].args
            return _elementwise(build.program, OPPOSITE[value.op], value, inner)
        if value.op == "negate" and value.args[0].op == "multiply" and value.args[0] in single:
            return _into_numerator(build, value, single)
        return None

    return rebuilt(graph, rule)


def _into_numerator(build: Rebuild, value: Value, single: set[Value]) -> Value | None:
    """``-(sigmoid(z) y)`` with the minus in the sigmoid."""
    product = value.args[0]
    for i, factor in enumerate(product.args):
        new = build[factor]
        if new.op in _SIGMOIDS and factor in single and new.rank and not new.detail:
            args = [build[arg] for arg in product.args]
            args[i] = _elementwise(build.program, new.op, new, new.args[0], (-1.0,))
            return build.program.make("multiply", args, product.axes, product.out)
    return None


def _elementwise(program: Program, op: str, like: Value, arg: Value, detail: tuple[object, ...] = ()) -> Value:
    return program.make(op, [arg], like.axes, like.out, detail=detail)
