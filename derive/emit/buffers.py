"""Which buffer each value lives in, so that a call allocates nothing.

Input: the values that a function needs, in order, and those that it returns.  Output: a plan.  A buffer is free again after
the last use of its value; an elementwise operation works in place where its operand dies.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from derive.emit.program import Size, Value

VIEWS = frozenset({"input", "slice", "arrange", "positions", "window", "loop", "row"})
"""Operations that compute nothing: a view of an operand, or an array that is made once."""

_WHOLE = frozenset(
    {
        "contract",
        "sum",
        "max",
        "place",
        "join",
        "gather",
        "copy",
        "constant",
        "size",
        "pack",
        "scatter",
        "take",
        "add_at",
        "first",
        "state",
        "place_of",
        "route",
        "spread",
        "pick",
        "logistic",
    }
)
"""Operations whose result may not overwrite an operand."""

_COMPARISONS = frozenset({
    "equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "and", "or", "not", "real",
})  # fmt: skip
Kind = tuple[tuple[Size, ...], str]
Needs = Callable[[Value, bool], bool]


@dataclass
class Plan:
    """For every computed value its buffer; for every buffer its shape and kind; scratch buffers by value."""

    buffer: dict[Value, int] = field(default_factory=dict)
    kinds: list[Kind] = field(default_factory=list)
    scratch: dict[Value, int] = field(default_factory=dict)
    successor: dict[Value, Value] = field(default_factory=dict)
    """The value that took over the buffer of another in place."""


def is_scalar(value: Value) -> bool:
    """A real number: Python's and NumPy's own scalars are faster than an array without axes."""
    return value.rank == 0 and value.kind == "real" and value.op not in VIEWS


def is_fixed(value: Value) -> bool:
    """Whether an array follows from positions and numbers alone (which entries a position may look at): it is made once."""
    if value.op == "positions":
        return True
    if value.op not in _COMPARISONS or not value.rank:
        return False
    return any(map(is_fixed, value.args)) and all(arg.is_number or is_fixed(arg) for arg in value.args)


def root(value: Value) -> Value:
    """The value whose memory a view shows."""
    while value.op in ("slice", "arrange", "window") and value.args:
        value = value.args[0]
    return value


def _is_local(value: Value) -> bool:
    """Whether this is a state of a loop that no array is kept of."""
    return value.op == "state" and value.detail[0] in value.args[0].detail[0].local  # type: ignore[attr-defined]  # a Loop


def in_one_piece(value: Value) -> bool:
    """Whether an array lies in memory in one piece: a buffer does, and so do some leading rows of one."""
    if value.op == "slice":
        parts = list(zip(value.detail, value.args[0].shape, strict=True))
        while parts and parts[0][0][0] == "at":  # type: ignore[index]  # plans of a slice
            parts.pop(0)
        unbroken = not parts or parts[0][0][3] == 1  # type: ignore[index]
        return unbroken and all(part == ("from", 0, length, 1) for part, length in parts[1:]) and in_one_piece(value.args[0])
    if value.op == "arrange":
        return value.axes[0] == value.out and in_one_piece(value.args[0])
    return value.op != "window"


def plan(values: Iterable[Value], kept: Iterable[Value], scratch: Needs, placed: Container[Value] = frozenset()) -> Plan:
    """Assign buffers.  ``kept`` values are results; ``scratch`` says of an operation (and of whether it is done in place) that
    it needs a buffer of its own shape besides; ``placed`` values live elsewhere."""
    ordered = [value for value in values if not value.is_number]
    last: dict[Value, int] = {}
    for number, value in enumerate(ordered):
        for arg in value.args:
            last[root(arg)] = number
    for value in kept:
        last[root(value)] = len(ordered)
    results = set(kept)
    assigned = Plan()
    free: dict[Kind, list[int]] = {}
    for number, value in enumerate(ordered):
        if value.op in VIEWS or is_fixed(value) or _is_local(value) or (is_scalar(value) and value not in results):
            continue
        dying = {root(arg) for arg in value.args if last[root(arg)] == number and root(arg) in assigned.buffer}
        place = next((arg for arg in value.args if _in_place(value, arg, dying)), None)
        if value in placed:
            pass
        elif place is not None:
            assigned.buffer[value] = assigned.buffer[place]
            assigned.successor[place] = value
            dying.discard(place)
        else:
            assigned.buffer[value] = _take(assigned, free, (value.shape, value.kind))
        if scratch(value, place is not None and value not in placed):
            assigned.scratch[value] = _take(assigned, free, (value.shape, value.kind))
            free.setdefault((value.shape, value.kind), []).append(assigned.scratch[value])
        for dead in sorted(dying, key=lambda dead: dead.number):
            free.setdefault((dead.shape, dead.kind), []).append(assigned.buffer[dead])
    return assigned


def _in_place(value: Value, arg: Value, dying: set[Value]) -> bool:
    """Whether a value may overwrite an operand: elementwise, dying, same shape and axes, and not seen otherwise by another
    operand."""
    if value.op in _WHOLE or arg not in dying or (arg.shape, arg.kind) != (value.shape, value.kind):
        return False
    uses = [(other, axes) for other, axes in zip(value.args, value.axes, strict=True) if root(other) is arg]
    if any(other is not arg or axes != value.out for other, axes in uses):
        return False
    return value.op != "select" or (arg is value.args[2] and all(root(other) is not arg for other in value.args[:2]))


def _take(assigned: Plan, free: dict[Kind, list[int]], kind: Kind) -> int:
    available = free.get(kind)
    if available:
        return available.pop()
    assigned.kinds.append(kind)
    return len(assigned.kinds) - 1
