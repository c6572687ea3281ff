"""Which axes of which values are one: those that any change of the order along one of them has to change, too.

Input: an axis of a value, and what each value is used by.  Output: the axis in every value that has it; nothing if something
asks for its order.  A copy begins with any order, so the axis ends there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.emit.passes.turned import SPECIAL
from derive.emit.passes.views import is_turned
from derive.emit.program import Value

Place = tuple[Value, int]
"""A value and one of its axes."""

_LABELLED = frozenset({"contract", "sum", "max", "pack"})
"""Operations besides the elementwise ones that know an axis by its label alone."""


def together(seed: Place, users: dict[Value, list[Value]], reads: Callable[[Place, Value], bool]) -> dict[Value, int]:
    """The axis in every value that has it; ``reads`` says of an operation whether it knows what to do with any order."""
    found = dict([seed])
    waiting = [seed]
    while waiting:
        place = waiting.pop()
        around = [*_behind(place, reads), *(other for user in users[place[0]] for other in _ahead(place, user, reads))]
        for other in around:
            if other is None or found.get(other[0], other[1]) != other[1]:
                return {}
            if other[0] not in found:
                found[other[0]] = other[1]
                waiting.append(other)
    return found


def _behind(place: Place, reads: Callable[[Place, Value], bool]) -> Iterator[Place | None]:
    """The axis in the operands; None where there is no telling."""
    value, axis = place
    if value.op == "pack":
        return
    if value.op == "route":
        if reads((value.args[1], axis), value):
            yield value.args[1], axis
        else:
            yield from ((arg, axis) for arg in value.args if value.detail[0].axis != axis)  # type: ignore[attr-defined]
            if value.detail[0].axis == axis:  # type: ignore[attr-defined]  # a Pooled
                yield None
    elif value.op == "slice":
        own = value.axes[0].index(value.out[axis])
        yield (value.args[0], own) if _is_whole(value, own) else None
    elif value.op == "window":
        own = value.detail[1][axis][0]  # type: ignore[index]  # axes and steps
        yield (value.args[0], own) if _shows(value, own) == axis else None
    elif value.op in _LABELLED or value.op not in SPECIAL or is_turned(value):
        for arg, labels in zip(value.args, value.axes, strict=True):
            if labels.count(value.out[axis]) == 1:
                yield arg, labels.index(value.out[axis])
            elif value.out[axis] in labels:
                yield None
    else:
        yield None


def _ahead(place: Place, user: Value, reads: Callable[[Place, Value], bool]) -> Iterator[Place | None]:
    """The axis in what reads a value; None where there is no telling."""
    value, axis = place
    if user is value:  # a result: who called may ask for anything
        yield None
    elif reads(place, user):
        if user.op == "route":
            yield user, axis
    elif user.op == "route":
        yield (user, axis) if user.detail[0].axis != axis else None  # type: ignore[attr-defined]  # a Pooled
    elif user.op == "slice":
        yield (user, user.out.index(user.axes[0][axis])) if _is_whole(user, axis) else None
    elif user.op == "window":
        shown = _shows(user, axis)
        yield None if shown is None else (user, shown)
    elif user.op in _LABELLED or user.op not in SPECIAL or is_turned(user):
        yield from _through_labels(place, user)
    else:
        yield None


def _through_labels(place: Place, user: Value) -> Iterator[Place | None]:
    """The axis in the result, or, where it is summed over, in the other operand."""
    value, axis = place
    for arg, labels in zip(user.args, user.axes, strict=True):
        if arg is not value:
            continue
        label = labels[axis]
        if labels.count(label) > 1:
            yield None
        elif label in user.out:
            yield user, user.out.index(label)
        for other, own in zip(user.args, user.axes, strict=True):
            if label in own and other is not value:
                yield other, own.index(label)


def _is_whole(value: Value, axis: int) -> bool:
    """Whether a slice takes all of an axis."""
    return value.detail[axis] == ("from", 0, value.args[0].shape[axis], 1)


def _shows(value: Value, axis: int) -> int | None:
    """The axis of a window that shows all of an axis of its operand, which no other axis moves along."""
    starts, steps = value.detail
    places = [number for number, (along, _) in enumerate(steps) if along == axis]  # type: ignore[arg-type,var-annotated]
    if len(places) != 1 or starts[axis] or steps[places[0]][1] != 1:  # type: ignore[index]  # tuples of numbers
        return None
    return places[0] if value.shape[places[0]] == value.args[0].shape[axis] else None
