"""Transposed views, kept out of the way: a value is stored as its operation makes it, and who reads it turns the labels.

``arrange`` without repetition is a permutation of axes.  It moves from the operands of an elementwise operation to its result,
and disappears into the labels of whatever reads it: a sum, a contraction, a copy.

Input: a lowered model.  Output: the same with fewer views, and fewer copies of them.
"""

from __future__ import annotations

from derive.emit.buffers import in_one_piece, root
from derive.emit.graph import Graph
from derive.emit.matrices import fits, groups
from derive.emit.passes.products import following, is_product, regrouped
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.views import Factor, in_order, is_turned, source, turned
from derive.emit.program import Axes, Program, Value

SPECIAL = frozenset(
    {
        "input", "constant", "size", "positions", "contract", "sum", "max", "slice", "gather", "place", "arrange", "window",
        "pack", "scatter", "take", "add_at", "first", "state", "row", "loop", "copy", "pick", "change", "place_of", "route",
        "spread",
    }
)  # fmt: skip
"""Operations that are not elementwise."""


def unturned(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    operands = [source(build[arg], axes) for arg, axes in zip(value.args, value.axes, strict=True)]
    if not any(is_turned(build[arg]) for arg in value.args):
        return following(build.program, value, operands) if value.op == "contract" else None
    if value.op in ("sum", "max"):
        ((found, axes),) = operands
        order = tuple(label for label in axes if label in value.out)
        reduced = build.program.make(value.op, [found], [axes], order, detail=value.detail, kind=value.kind)
        return turned(build.program, reduced, order, value.out)
    if value.op == "contract" and is_product(operands, value.out):
        return build.program.make(
            value.op, [found for found, _ in operands], [axes for _, axes in operands], value.out, kind=value.kind
        )
    if value.op == "pack":
        ((found, axes),) = operands
        whole = found.op not in ("window", "slice", "input", "arrange", "row")
        whole = whole or (found.op == "slice" and in_one_piece(found) and root(found).op != "input")
        return found if axes == value.out and whole else build.program.make("pack", [found], [axes], value.out, kind=value.kind)
    if value.op == "arrange" and is_turned(value):
        ((found, axes),) = operands
        return turned(build.program, found, axes, value.out)
    if value.op == "contract":
        return regrouped(build.program, value, operands)
    if value.op in ("scatter", "route", "spread"):
        return _straight(build, value)
    if value.op in SPECIAL or not value.rank:
        return None
    operands, order = _agreed(build.program, operands, value.out)
    result = build.program.elementwise(value.op, operands, order, value.kind)
    return turned(build.program, result, order, value.out)


def _agreed(program: Program, operands: list[Factor], out: Axes) -> tuple[list[Factor], Axes]:
    """Operands of an elementwise operation, and the order of axes in which all those are stored that have all axes; a product
    of matrices is stored as another operand is, if it can be."""
    for order in dict.fromkeys([axes for _, axes in operands if len(axes) == len(out)]):
        stored = [_remade(program, found, axes, order) for found, axes in operands]
        if all(axes == order for _, axes in stored if len(axes) == len(out)):
            return stored, order
    computed = {axes for found, axes in operands if len(axes) == len(out) and found.op != "input"}
    return operands, computed.pop() if len(computed) == 1 else out  # data are read across once, what follows runs along


def _remade(program: Program, value: Value, axes: Axes, order: Axes) -> tuple[Value, Axes]:
    """A plain product of matrices, stored in another order if it can be; other values as they are."""
    if value.op != "contract" or axes == order or len(axes) != len(order):
        return value, axes
    label = dict(zip(axes, value.out, strict=True))
    wanted = tuple(label[i] for i in order)
    for a, b in ((0, 1), (1, 0)):
        parts = groups(value.axes[a], value.axes[b], wanted)
        if parts is None or parts.stack or parts.result != wanted:
            continue
        found, moved = [], 0
        for side, rest in ((a, parts.rest_a), (b, parts.rest_b)):
            own = value.axes[side]
            fine = fits(own, parts, rest)
            order_ = own if fine else parts.summed + rest if own[-1] in rest else rest + parts.summed
            moved += 0 if fine else value.args[side].elements
            found.append((in_order(program, value.args[side], own, order_), order_))
        if moved > value.elements:  # rather the result is copied
            continue
        return program.make("contract", [found[0][0], found[1][0]], [found[0][1], found[1][1]], wanted), order
    return value, axes


def _straight(build: Rebuild, value: Value) -> Value:
    """An operation that reads its operands as they are labelled: turned ones are copied, products of matrices stored so."""
    args = []
    for arg in value.args:
        labels = tuple(range(arg.rank))
        found, axes = _remade(build.program, *source(build[arg], labels), labels)
        args.append(in_order(build.program, found, axes, labels))
    return build.program.make(value.op, args, value.axes, value.out, detail=value.detail, shape=value.shape, kind=value.kind)
