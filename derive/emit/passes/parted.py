"""The columns of a convolution that is pooled, stored by their places in the windows: all even ones before all odd ones.

Maxima over windows of two columns compare every other column with its neighbour, and the examples, which are innermost, are all
that lies in one piece.  Nothing asks for the columns' order but the pool and the copy of the image that the convolution starts
from; so that copy gets a first axis of places in the window, and what is compared then lies in memory in one piece.  A product
that sums over all columns sums over each half, and the halves are added.

Input: a lowered model whose pools are taken axis by axis.  Output: the same with an axis more wherever those columns are.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from derive.emit.graph import Graph
from derive.emit.passes.pools import Pooled
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.passes.together import Place, together
from derive.emit.passes.turned import SPECIAL
from derive.emit.program import Axes, Size, Value

Parted = dict[Value, Pooled]
"""The pool, with the axis that the value has in its place, of every value whose columns are parted."""


def with_parted_columns(graph: Graph) -> Graph:
    """The pass."""
    parted = _found(graph)
    return rebuilt(graph, lambda build, value: _rule(build, value, parted)) if parted else graph


def _found(graph: Graph) -> Parted:
    """For each pool all values that have its columns, or none."""
    users = uses(graph)
    parted: Parted = {}
    for value in users:
        pool = value.detail[0] if value.op == "route" else None
        if isinstance(pool, Pooled) and pool.step == pool.window and _covers(pool, value):
            group = together((value, pool.axis), users, partial(_reads_windows, pool))
            if not group.keys() & parted.keys():
                parted |= {member: replace(pool, axis=axis) for member, axis in group.items()}
    return parted


def _covers(pool: Pooled, value: Value) -> bool:
    return isinstance(pool.count, int) and value.shape[pool.axis] == pool.count * pool.step


def _reads_windows(pool: Pooled, place: Place, user: Value) -> bool:
    """Whether an operation is the pool itself, or its adjoint."""
    value, axis = place
    if user.op == "route":
        return (
            user.detail[0] == replace(pool, axis=axis) and user.args[1] is value and value not in (user.args[0], user.args[2])
        )
    return user.op == "slice" and user.detail[axis] in [("from", at, pool.count, pool.step) for at in range(pool.window)]


def _rule(build: Rebuild, value: Value, parted: Parted) -> Value | None:
    """The value with its columns parted, or what reads parted columns."""
    if value not in parted and not any(arg in parted for arg in value.args):
        return None
    if value.op == "pack" and value.args[0] not in parted:
        return _copied(build, value, parted[value])
    if value.op == "window":
        return _seen(build, value, parted[value.args[0]])
    if value.op == "slice":
        return _sliced(build, value, parted)
    axes, out = _labelled(value, parted)
    args = [build[arg] for arg in value.args]
    if value.op == "route":
        pool = value.detail[0]
        assert isinstance(pool, Pooled)
        whole = pool.axis == parted[value].axis
        detail = (replace(pool, axis=0, step=0) if whole else replace(pool, axis=pool.axis + 1),)
        return build.program.make("route", args, axes, out, detail=detail, shape=_longer(value.shape, parted[value]))
    if value.op == "contract" and value not in parted:
        halves = build.program.make("contract", args, axes, (axes[0][0], *out))
        return build.program.make("sum", [halves], [(axes[0][0], *out)], out)
    if value.op not in SPECIAL:
        return build.program.elementwise(value.op, list(zip(args, axes, strict=True)), out, value.kind)
    return build.program.make(value.op, args, axes, out, detail=value.detail, kind=value.kind)


def _labelled(value: Value, parted: Parted) -> tuple[list[Axes], Axes]:
    """The labels of the operands and of the result, with one more for the places in the windows."""
    new = 1 + max(label for labels in (*value.axes, value.out) for label in labels)

    def longer(labels: Axes, owner: Value) -> Axes:
        return (new, *labels) if owner in parted else labels

    return [longer(labels, arg) for arg, labels in zip(value.args, value.axes, strict=True)], longer(value.out, value)


def _longer(shape: tuple[Size, ...], pool: Pooled) -> tuple[Size, ...]:
    return (pool.window, *shape[: pool.axis], pool.count, *shape[pool.axis + 1 :])


def _copied(build: Rebuild, value: Value, own: Pooled) -> Value:
    """The copy that all this starts from: of a view with the columns' two axes."""
    (arg,), (labels,) = value.args, value.axes
    axis = labels.index(value.out[own.axis])
    here = replace(own, axis=axis)
    if arg.op == "window":
        source, starts, steps = build[arg.args[0]], arg.detail[0], arg.detail[1]
    else:
        source, starts, steps = build[arg], (0,) * arg.rank, tuple((i, 1) for i in range(arg.rank))
    assert isinstance(starts, tuple)
    assert isinstance(steps, tuple)
    along, step = steps[axis]
    moves = ((along, step), *steps[:axis], (along, step * own.window), *steps[axis + 1 :])
    rank = arg.rank + 1
    operand = [tuple(range(rank, rank + source.rank))]
    shape = _longer(arg.shape, here)
    view = build.program.make("window", [source], operand, tuple(range(rank)), detail=(starts, moves), shape=shape)
    axes, out = _labelled(value, {arg: here, value: own})
    return build.program.make("pack", [view], axes, out)


def _seen(build: Rebuild, value: Value, source: Pooled) -> Value:
    """A view in which all columns are an axis."""
    starts, steps = value.detail
    assert isinstance(starts, tuple)
    assert isinstance(steps, tuple)
    moves = ((0, 1), *((axis + 1, step) for axis, step in steps))
    lengths = [source.count if axis == source.axis else n for (axis, _), n in zip(steps, value.shape, strict=True)]
    shape, corner = [source.window, *lengths], (0, *starts)
    arg, rank = build[value.args[0]], len(shape)
    operand = [tuple(range(rank, rank + arg.rank))]
    return build.program.make("window", [arg], operand, tuple(range(rank)), detail=(corner, moves), shape=shape)


def _sliced(build: Rebuild, value: Value, parted: Parted) -> Value:
    """The columns at one place of all windows; or all of them, of some entries along other axes."""
    own = parted[value.args[0]]
    plan = value.detail[own.axis]
    assert isinstance(plan, tuple)
    whole = ("from", 0, own.count, 1)
    first = ("from", 0, own.window, 1) if value in parted else ("at", plan[1], 1, 1)
    detail = (first, *value.detail[: own.axis], whole, *value.detail[own.axis + 1 :])
    axes, out = _labelled(value, parted)
    shape = _longer(value.shape, parted[value]) if value in parted else value.shape
    return build.program.make("slice", [build[value.args[0]]], axes, out, detail=detail, shape=shape, kind=value.kind)
