"""A sigmoid and a softplus of the same numbers, from one exponential: for real numbers only (an absolute value has no complex
slope).

With ``t = exp(-|z|)``, which never overflows, and h = 1 where z is positive, else 0:

    1/(1 + exp(-z))                          = max(t, h)/(1 + t)
    log(1 + exp(z))                          = max(z, 0) + log(1 + t)
    (1 - y) log(1 + exp(z)) + y log(1 + exp(-z)) = (h - y) z + log(1 + t)

Neither term of the last two is negative (for 0 <= y <= 1), so that their sums over all entries are taken one by one: nothing
cancels.  The total of the last one takes fewer operations from ``e = exp(-z)``, of which the sigmoid is ``1/(1 + e)``:

    sum((1 - y) z) + sum(log(1 + e))

where little of it cancels and no e overflows, which the two sums show; a target takes the other form elsewhere (``unless``).

Input: a lowered model.  Output: the same with fewer exponentials.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Program, Value

_COSTS = frozenset({"softplus", "softplus_neg", "logistic"})
_SIGMOIDS = frozenset({"sigmoid", "sigmoid_neg"})


def with_paired_exponentials(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph, output=False)
    both = {value.args[0] for value in users if value.op in _COSTS} & {
        value.args[0] for value in users if value.op in _SIGMOIDS
    }

    odds = {z for z in both if z.rank and _needs_odds(users[z], users)}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op == "sum" and not value.out:
            cost = _summed(value, users)
            if cost.op in _COSTS and _is_paired(cost, both):
                return _total_by_odds(build, cost) if cost.args[0] in odds else _added(build, cost, total=True)
        if value.op in _SIGMOIDS and value.args[0] in odds:
            return _by_odds(build, value)
        if value.op in _COSTS and _is_paired(value, both):
            return _added(build, value, total=False)
        return _quotient(build, value) if value.op in _SIGMOIDS and _is_paired(value, both) else None

    return rebuilt(graph, rule)


def _is_paired(value: Value, both: set[Value]) -> bool:
    return bool(value.rank) and value.args[0] in both and all(axes == value.out for axes in value.axes)


def _needs_odds(found: list[Value], users: dict[Value, list[Value]]) -> bool:
    """Whether a number's cross-entropy is needed in total only, and its sigmoid as it stands."""
    costs = [user for user in found if user.op in _COSTS]
    plain = all(user.op == "logistic" and all(axes == user.out for axes in user.axes) for user in costs)
    return plain and not any(user.op == "sigmoid_neg" for user in found) and all(_is_total(cost, users) for cost in costs)


def _is_total(value: Value, users: dict[Value, list[Value]]) -> bool:
    """Whether only the sum of all entries is needed."""
    while value.rank:
        (user, *others) = users[value]
        if others or user.op != "sum":
            return False
        value = user
    return True


def _total_by_odds(build: Rebuild, cost: Value) -> Value:
    """``sum((1 - y) z) + sum(log(1 + e))``, unless that cancels."""
    program, labels, (z, y) = build.program, cost.out, (build[arg] for arg in cost.args)
    rest = program.make("subtract", [program.constant(1.0), y], [(), labels], labels)
    linear = program.make("contract", [rest, z], [labels, labels], ())
    positive = program.make("sum", [_apply(program, "log1p", _apply(program, "odds", z))], [labels], ())
    return program.make("logistic_total", [positive, linear, z, y], [(), (), labels, labels], ())


def _by_odds(build: Rebuild, value: Value) -> Value:
    """``1/(1 + e)``, or its opposite."""
    program, labels = build.program, value.out
    below = program.make("add", [_apply(program, "odds", build[value.args[0]]), program.constant(1.0)], [labels, ()], labels)
    return program.make("divide", [program.constant(-1.0 if value.detail else 1.0), below], [(), labels], labels)


def _summed(value: Value, users: dict[Value, list[Value]]) -> Value:
    """What a sum of sums adds up, if nothing else needs the sums."""
    while value.op == "sum" and len(users[value.args[0]]) == 1:
        value = value.args[0]
    return value


def _added(build: Rebuild, cost: Value, *, total: bool) -> Value:
    """The cost's two terms, added for each entry or in total."""
    program, labels, z = build.program, cost.out, build[cost.args[0]]
    rest = _apply(program, "log1p", _decay(program, z))
    if cost.op == "logistic":
        factor = _apply(program, "subtract", _sign(program, z, opposite=False), build[cost.args[1]])
        if total:
            product = program.make("contract", [factor, z], [labels, labels], ())
            return program.make("add", [product, program.make("sum", [rest], [labels], ())], [(), ()], ())
        return _apply(program, "add", _apply(program, "multiply", factor, z), rest)
    zero, opposite = program.constant(0.0), cost.op == "softplus_neg"
    limited = program.make("minimum" if opposite else "maximum", [z, zero], [labels, ()], labels)
    joined = "subtract" if opposite else "add"
    if total:
        parts = [program.make("sum", [part], [labels], ()) for part in (rest, limited)]
        return program.make(joined, parts, [(), ()], ())
    return _apply(program, joined, rest, limited)


def _quotient(build: Rebuild, value: Value) -> Value:
    """``max(t, h)/(1 + t)``; a minus goes below the line."""
    program, z = build.program, build[value.args[0]]
    decay, one = _decay(program, z), program.constant(-1.0 if value.detail else 1.0)
    above = _apply(program, "maximum", decay, _sign(program, z, opposite=value.op == "sigmoid_neg"))
    below = program.make("subtract" if value.detail else "add", [one, decay], [(), value.out], value.out)
    return _apply(program, "divide", above, below)


def _decay(program: Program, z: Value) -> Value:
    return _apply(program, "exp", _apply(program, "negate", _apply(program, "absolute", z)))


def _sign(program: Program, z: Value, *, opposite: bool) -> Value:
    """One where z is positive (or negative), else zero."""
    labels = tuple(range(z.rank))
    op = "less" if opposite else "greater"
    mask = program.make(op, [z, program.constant(0.0)], [labels, ()], labels, kind="boolean")
    return _apply(program, "real", mask)


def _apply(program: Program, op: str, *args: Value) -> Value:
    labels = tuple(range(args[0].rank))
    return program.make(op, args, [labels] * len(args), labels)
