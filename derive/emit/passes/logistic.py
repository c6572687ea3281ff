"""Signs around the sigmoid and the softplus, which both cost nothing inside: ``1/(1 + exp(-z))`` has a minus of its own.

``sigmoid(-u)`` becomes ``sigmoid_neg(u)``, ``softplus(-u)`` becomes ``softplus_neg(u)``; a minus before a product goes into the
sigmoid's numerator, a minus inside a sum before the sum.  The cross-entropy ``(1 - y) softplus(z) + y softplus(-z)`` is
``logistic(z, y)``, as is ``softplus(z) - y z``; it is ``max(z, 0) - y z + log(1 + exp(-|z|))``: exact where y is 0 or 1, with
one exponential.

Input: a lowered model.  Output: the same with fewer ``negate``, and fewer exponentials.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.minus import opposite
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Program, Value

OPPOSITE = {"sigmoid": "sigmoid_neg", "sigmoid_neg": "sigmoid", "softplus": "softplus_neg", "softplus_neg": "softplus"}
_SIGMOIDS = ("sigmoid", "sigmoid_neg")


def cross_entropies(graph: Graph) -> Graph:
    """The pass for cross-entropies alone, and the minus signs before them; the sigmoid and the softplus stay as they are."""
    single = {value for value, found in uses(graph).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op == "add":
            return _cross_entropy(build, value)
        if value.op == "subtract":
            return _of_logit(build, value)
        return _simpler_sign(build, value, single)

    return rebuilt(graph, rule)


def without_signs(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)
    single = {value for value, found in users.items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op in OPPOSITE and value.rank and build[value.args[0]].op == "negate" and not value.detail:
            (inner,) = build[value.args[0]].args
            return _elementwise(build.program, OPPOSITE[value.op], value, inner)
        if value.op == "sigmoid" and value.rank:
            turned = opposite(build, value.args[0], single)
            return _elementwise(build.program, "sigmoid_neg", value, turned) if turned is not None else None
        if value.op == "negate" and value.args[0].op == "multiply" and value.args[0] in single:
            return _into_numerator(build, value, single)
        if value.op == "add" and value.rank:
            return _cross_entropy(build, value)
        if value.op == "subtract" and value.rank:
            return _of_logit(build, value)
        return _simpler_sign(build, value, single)

    return rebuilt(graph, rule)


def _simpler_sign(build: Rebuild, value: Value, single: set[Value]) -> Value | None:
    """A minus before a sum for one inside it; nothing for a minus before a minus."""
    if value.op == "sum" and value.args[0].op == "negate" and value.args[0] in single:
        return _negated_sum(build.program, value, build[value.args[0]])
    if value.op == "negate":
        inner = build[value.args[0]]
        straight = inner.op == "negate" and value.axes[0] == value.out and inner.axes[0] == inner.out
        return inner.args[0] if straight else None
    return None


def _negated_sum(program: Program, value: Value, terms: Value) -> Value | None:
    """``sum(-t)`` as ``-sum(t)``, which has fewer minus signs."""
    if terms.op != "negate" or terms.axes[0] != terms.out:
        return None
    total = program.make("sum", terms.args, value.axes, value.out)
    own = tuple(range(total.rank))
    return program.make("negate", [total], [own], own)


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


def _cross_entropy(build: Rebuild, value: Value) -> Value | None:
    """The sum of the two products of a cross-entropy, of arrays with the same axes."""
    for one, other in (value.args, value.args[::-1]):
        first, second = _weighted(build[one], "softplus"), _weighted(build[other], "softplus_neg")
        if first is None or second is None or first[1] is not second[1] or value.axes != (value.out, value.out):
            continue
        rest, y = first[0], second[0]
        if rest.op == "subtract" and rest.args[0].detail == (1.0,) and rest.args[1] is y and rest.axes[1] == rest.out:
            return build.program.make("logistic", [first[1], y], [value.out, value.out], value.out)
    return None


def _of_logit(build: Rebuild, value: Value) -> Value | None:
    """``softplus(z) - y z``, which is the same."""
    softplus, product = (build[arg] for arg in value.args)
    if softplus.op != "softplus" or product.op != "multiply" or {*value.axes, *product.axes} != {value.out}:
        return None
    (z,) = softplus.args
    for y, other in (product.args, product.args[::-1]):
        if other is z and y.kind == "real" and softplus.axes[0] == softplus.out:
            return build.program.make("logistic", [z, y], [value.out, value.out], value.out)
    return None


def _weighted(value: Value, op: str) -> tuple[Value, Value] | None:
    """The factor beside a function of that name in a product, and the function's argument."""
    if value.op != "multiply" or value.axes != (value.out, value.out):
        return None
    for factor, found in (value.args, value.args[::-1]):
        if found.op == op and factor.kind == "real":
            return factor, found.args[0]
        inner = found.args[0] if found.op == "softplus" and op == "softplus_neg" else None
        if inner is not None and inner.op == "negate" and inner.axes[0] == inner.out and factor.kind == "real":
            return factor, inner.args[0]
    return None


def _elementwise(program: Program, op: str, like: Value, arg: Value, detail: tuple[object, ...] = ()) -> Value:
    return program.make(op, [arg], like.axes, like.out, detail=detail)
