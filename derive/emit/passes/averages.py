"""Sums over windows, axis by axis, in the order of axes in which the array is stored; and their adjoints.

``y_ik = sum_uv a[s i + u, s k + v]`` is ``sum_u m[s i + u, k]`` of ``m_rk = sum_v a[r, s k + v]``: sums of strided slices.  The
adjoint of an entry goes back to all entries of its window, as the operation ``spread``, rows first; a number that it is
multiplied by is applied before.

Input: a lowered model.  Output: the same without sums over windows, and without loops over their offsets.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.pools import Pooled, part, pooled, stored
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.passes.turned import SPECIAL
from derive.emit.passes.views import source, turned
from derive.emit.program import Axes, Value

LONGEST = 8
"""The longest window that is worth it: longer ones are better summed by NumPy at once."""

Users = dict[Value, list[Value]]


def by_axes_summed(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op == "sum" and value.args[0].op == "window":
            return _total(build, value)
        return _spread(build, value, users) if value.op == "scatter" else None

    return rebuilt(graph, rule)


def _total(build: Rebuild, value: Value) -> Value | None:
    found = pooled(value.args[0], value.axes[0], value.out)
    if found is None or any(pool.window > LONGEST for pool in found):
        return None
    own = stored(value.args[0].args[0], found)
    total = build[own.value]
    labels = tuple(range(total.rank))
    for pool in own.pools:
        parts = [part(build.program, total, pool, offset) for offset in range(pool.window)]
        total = parts[0]
        for other in parts[1:]:
            total = build.program.make("add", [total, other], [labels, labels], labels)
    return turned(build.program, total, own.order, labels)


def _spread(build: Rebuild, value: Value, users: Users) -> Value | None:
    """The adjoint of a sum over windows, stored as what it is multiplied by."""
    (arg, *_), moves = value.args, value.detail[1]
    assert isinstance(moves, tuple)
    offsets = {move[0] for _, move in moves}
    if value.detail[0] != "" or arg.op != "arrange" or arg.args[0].is_number or value.axes[0] != tuple(range(arg.rank)):
        return None
    inner, axes = arg.args[0], arg.axes[0]
    if offsets & set(axes) or set(value.out) != set(axes) or len(value.out) != len(axes) or len(set(axes)) != len(axes):
        return None
    pools = []
    for place, (_, count, start, step, by, length) in moves:
        if start or by != 1 or not isinstance(count, int) or count > LONGEST:
            return None
        pools.append(Pooled(place, count, step, length))
    order = _wanted(value, users)
    spread = turned(build.program, build[inner], tuple(value.out.index(label) for label in axes), order)
    labels = tuple(range(value.rank))
    for pool in pools:
        axis = order.index(pool.axis)
        shape = [value.shape[pool.axis] if at == axis else length for at, length in enumerate(spread.shape)]
        own = Pooled(axis, pool.window, pool.step, pool.count)
        spread = build.program.make("spread", [spread], [labels], labels, detail=(own,), shape=shape)
    return turned(build.program, spread, order, labels)


def scaled_before_spreading(graph: Graph) -> Graph:
    """The pass that multiplies by numbers before."""
    single = {value for value, found in uses(graph).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "multiply" or value.kind != "real":
            return None
        for spread, number in (value.args, value.args[::-1]):
            if spread.op == "spread" and spread in single and number.is_number:
                return _scaled(build, spread, number, single)
        return None

    return rebuilt(graph, rule)


def _scaled(build: Rebuild, value: Value, number: Value, single: set[Value]) -> Value:
    """A value times a number, which goes behind what spreads it."""
    if value.op != "spread" or value not in single:
        labels = tuple(range(value.rank))
        return build.program.elementwise("multiply", [(build[value], labels), (build[number], ())], labels)
    inner = _scaled(build, value.args[0], number, single)
    return build.program.make("spread", [inner], value.axes, value.out, detail=value.detail, shape=value.shape)


def _wanted(value: Value, users: Users) -> Axes:
    """The order of axes in which another operand of what reads a value is stored."""
    for user in users[value]:
        if user.op in SPECIAL or user is value:
            continue
        own = user.axes[user.args.index(value)]
        for other, axes in zip(user.args, user.axes, strict=True):
            order = source(other, axes)[1]
            if other is not value and len(order) == len(own) and order != own:
                return tuple(own.index(label) for label in order)
        if user.shape == value.shape and own == user.out:
            return _wanted(user, users)
    return tuple(range(value.rank))
