"""Products of stacks of matrices, stored as their readers want them.

A contraction over a stack (the heads of attention) comes out as (stack, row, column).  Where its readers would copy it into
another order that keeps the columns last, it is stored so from the start: ``matmul`` writes into a transposed view.

Input: a lowered model.  Output: the same with fewer copies.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.matrices import groups
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.passes.views import turned
from derive.emit.program import Axes, Value


def stored_for_readers(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)
    wanted = {value: order for value in users if (order := _order(value, users)) is not None}

    def rule(build: Rebuild, value: Value) -> Value | None:
        order = wanted.get(value)
        if order is None:
            return None
        args = [build[arg] for arg in value.args]
        return turned(build.program, build.program.make("contract", args, value.axes, order), order, value.out)

    return rebuilt(graph, rule)


def _copies(value: Value, users: dict[Value, list[Value]]) -> list[Value]:
    """The copies of a value in another order, also of it times a number."""
    others = [user for user in users[value] if user is not value]  # a result counts as its own user
    found = [user for user in others if user.op == "pack"]
    scaled = [user for user in others if user.op == "multiply" and any(arg.is_number for arg in user.args)]
    return found + [copy for user in scaled for copy in _copies(user, users)]


def _order(value: Value, users: dict[Value, list[Value]]) -> Axes | None:
    """The order of labels in which most copies of a contraction want it; None if it may stay."""
    if value.op != "contract":
        return None
    parts = groups(value.axes[0], value.axes[1], value.out)
    if parts is None or not parts.stack or len(parts.rest_a) != 1 or len(parts.rest_b) != 1:
        return None
    orders: list[Axes] = []
    for user in _copies(value, users):
        label = dict(zip(user.axes[0], value.out, strict=True))
        orders.append(tuple(label[i] for i in user.out))
    best = max(orders, key=orders.count, default=value.out)
    return best if best != value.out and best[-1] == value.out[-1] else None
