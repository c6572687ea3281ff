"""Values with their axes in another order: as views, or as copies.

``arrange`` without repetition is a permutation of axes; ``pack`` copies into another order.
"""

from __future__ import annotations

from derive.emit.program import Axes, Program, Value

Factor = tuple[Value, Axes]
"""A value, with the label of each of its axes."""


def is_turned(value: Value) -> bool:
    """Whether a value is another with its axes in another order."""
    return value.op == "arrange" and sorted(value.axes[0]) == sorted(value.out) and not value.args[0].is_number


def source(value: Value, axes: Axes) -> tuple[Value, Axes]:
    """What a turned value shows, with the labels in its order."""
    while is_turned(value):
        label = dict(zip(value.out, axes, strict=True))
        value, axes = value.args[0], tuple(label[i] for i in value.axes[0])
    return value, axes


def turned(program: Program, value: Value, axes: Axes, out: Axes) -> Value:
    """The value with its axes in another order, as a view."""
    if axes == out:
        return value
    place = {label: i for i, label in enumerate(out)}
    shape = [value.shape[axes.index(label)] for label in out]
    own = tuple(place[label] for label in axes)
    return program.make("arrange", [value], [own], tuple(range(len(out))), shape=shape, kind=value.kind)


def in_order(program: Program, value: Value, axes: Axes, order: Axes) -> Value:
    """The value with its axes in an order, copied if it is stored in another one."""
    return value if axes == order else program.make("pack", [value], [axes], order, kind=value.kind)
