"""Products of matrices whose operands have several axes on a side, which must lie one behind the other: what is copied for it.

Either an operand is brought into the order of the other or of the result, or the result follows the larger operand and is
turned: whichever moves fewer entries.
"""

from __future__ import annotations

from derive.emit.buffers import in_one_piece
from derive.emit.matrices import fits, groups, orders, spanned
from derive.emit.passes.views import Factor, in_order, turned
from derive.emit.program import Axes, Program, Value


def is_product(operands: list[Factor], out: Axes) -> bool:
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


def regrouped(program: Program, value: Value, operands: list[Factor]) -> Value | None:
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
    values = [in_order(program, *operand, order) for operand, order in zip(operands, (first, second), strict=True)]
    product = program.make("contract", values, [first, second], out)
    return turned(program, product, out, value.out)


def following(program: Program, value: Value, operands: list[Factor]) -> Value | None:
    """A product whose larger operand was copied to bring its axes into the result's order: rather the result, if it is smaller,
    is as the operand is stored."""
    for side, (copy, axes) in enumerate(operands):
        other = operands[1 - side][1]
        if copy.op != "pack" or copy.elements <= value.elements or copy.args[0].op in ("window", "input", "row"):
            continue
        if not in_one_piece(copy.args[0]):
            continue
        label = dict(zip(copy.out, axes, strict=True))
        own = tuple(label[i] for i in copy.axes[0])
        rows = tuple(i for i in own if i in value.out)
        out = rows + tuple(i for i in other if i in value.out and i not in own)
        if len(set(own)) < len(own) or set(own) & set(other) & set(value.out) or sorted(out) != sorted(value.out):
            continue
        pair = [(copy.args[0], own), operands[1 - side]][:: 1 if side == 0 else -1]
        if out != value.out and is_product(pair, out):
            values, labels = zip(*pair, strict=True)
            return turned(program, program.make("contract", values, labels, out), out, value.out)
    return None


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
