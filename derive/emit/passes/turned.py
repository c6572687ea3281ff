"""Transposed views, kept out of the way: a value is stored as its operation makes it, and who reads it turns the labels.

``arrange`` without repetition is a permutation of axes.  It moves from the operands of an elementwise operation to its result,
and disappears into the labels of whatever reads it: a sum, a contraction, a copy.

Input: a lowered model.  Output: the same with fewer views, and fewer copies of them.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.matrices import fits, groups, orders, spanned
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Axes, Program, Value

Factor = tuple[Value, Axes]
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


def is_turned(value: Value) -> bool:
    """Whether a value is another with its axes in another order."""
    return value.op == "arrange" and sorted(value.axes[0]) == sorted(value.out) and not value.args[0].is_number


def source(value: Value, axes: Axes) -> tuple[Value, Axes]:
    """What a turned value shows, with the labels in its order."""
    while is_turned(value):
        label = dict(zip(value.out, axes, strict=True))
        value, axes = value.args[0], tuple(label[i] for i in value.axes[0])
    return value, axes


def _rule(build: Rebuild, value: Value) -> Value | None:
    operands = [source(build[arg], axes) for arg, axes in zip(value.args, value.axes, strict=True)]
    if not any(is_turned(build[arg]) for arg in value.args):
        return None
    if value.op in ("sum", "max"):
        ((found, axes),) = operands
        order = tuple(label for label in axes if label in value.out)
        reduced = build.program.make(value.op, [found], [axes], order, detail=value.detail, kind=value.kind)
        return turned(build.program, reduced, order, value.out)
    if value.op == "contract" and _is_product(operands, value.out):
        return build.program.make(value.op, *_split(operands), value.out, kind=value.kind)
    if value.op == "pack":
        ((found, axes),) = operands
        same = axes == value.out and found.op not in ("window", "slice", "input", "arrange", "row")
        return found if same else build.program.make("pack", [found], [axes], value.out, kind=value.kind)
    if value.op == "arrange" and is_turned(value):
        ((found, axes),) = operands
        return turned(build.program, found, axes, value.out)
    if value.op == "contract":
        return _regrouped(build.program, value, operands)
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
    return operands, out


def turned(program: Program, value: Value, axes: Axes, out: Axes) -> Value:
    """The value with its axes in another order, as a view."""
    if axes == out:
        return value
    place = {label: i for i, label in enumerate(out)}
    shape = [value.shape[axes.index(label)] for label in out]
    own = tuple(place[label] for label in axes)
    return program.make("arrange", [value], [own], tuple(range(len(out))), shape=shape, kind=value.kind)


def _split(operands: list[tuple[Value, Axes]]) -> tuple[list[Value], list[Axes]]:
    return [value for value, _ in operands], [axes for _, axes in operands]


def _is_product(operands: list[tuple[Value, Axes]], out: Axes) -> bool:
    """Whether a contraction is a product of matrices with its operands as they are stored."""
    (_, a), (_, b) = operands
    if not out and a == b:
        return True
    for one, other in ((a, b), (b, a)):
        parts, span = groups(one, other, out), spanned(one, other, out)
        if parts and parts.result == out and fits(one, parts, parts.rest_a) and fits(other, parts, parts.rest_b):
            return True
        if span and other == span.lead + span.summed + span.tail:
            return one in (span.rows + span.summed, span.summed + span.rows)
    return False


def _regrouped(program: Program, value: Value, operands: list[Factor]) -> Value | None:
    """A product whose operands would be copied to bring their axes together: as few entries as possible are copied."""
    if not any(_merges(value, axes) for (found, axes), arg in zip(operands, value.args, strict=True) if found is not arg):
        return None
    (a, own), (b, other) = operands
    strided = a.op == "window", b.op == "window"
    larger = own if a.elements > b.elements else other
    places = [i for i, label in enumerate(value.out) if label in larger]
    followed = list(value.out)
    for place, label in zip(places, [label for label in larger if label in value.out], strict=True):
        followed[place] = label  # the result follows the larger operand, too
    plans = [orders(own, other, wanted, strided, (a.elements, b.elements)) for wanted in (tuple(followed), value.out)]
    first, second, out = min(plans, key=lambda plan: _copied(program, operands, plan, value))
    values = [_in_order(program, *operand, order) for operand, order in zip(operands, (first, second), strict=True)]
    product = program.make("contract", values, [first, second], out)
    return turned(program, product, out, value.out)


def _copied(program: Program, operands: list[Factor], plan: tuple[Axes, Axes, Axes], value: Value) -> int:
    """How many entries are copied, of operands and of the result; what is copied already costs nothing."""
    *wanted, out = plan
    moved = [
        found.elements
        for (found, axes), order in zip(operands, wanted, strict=True)
        if axes != order and program.found("pack", [found], [axes], order, kind=found.kind) is None
    ]
    return sum(moved) + (value.elements if out != value.out else 0)


def _merges(value: Value, axes: Axes) -> bool:
    """Whether an operand's axes are brought together in groups of several."""
    other = next((labels for labels in value.axes if set(labels) != set(axes)), value.axes[1])
    summed = [label for label in axes if label not in value.out]
    rest = [label for label in axes if label in value.out and label not in other]
    return len(summed) > 1 or len(rest) > 1


def _in_order(program: Program, value: Value, axes: Axes, order: Axes) -> Value:
    """The value with its axes in an order, copied if it is stored in another one."""
    return value if axes == order else program.make("pack", [value], [axes], order, kind=value.kind)


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
            found.append((_in_order(program, value.args[side], own, order_), order_))
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
        args.append(_in_order(build.program, found, axes, labels))
    return build.program.make(value.op, args, value.axes, value.out, detail=value.detail, shape=value.shape, kind=value.kind)
