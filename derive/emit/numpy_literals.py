"""Numbers, shapes, slices and places as Python text, and how tightly an expression binds."""

from __future__ import annotations

import sympy

from derive.emit.program import Size, Value
from derive.emit.scope import Length

SUM, PRODUCT, UNARY, POWER, ATOM = range(5)
"""How tightly an expression binds: Python's precedence."""

Text = tuple[str, int]


def number(value: Value) -> Text:
    """A number as Python reads it back exactly; whole numbers without a point."""
    constant = value.detail[0]
    assert isinstance(constant, (int, float))
    if constant != constant or constant in (float("inf"), float("-inf")):
        return f'float("{constant}")', ATOM
    text = str(int(constant)) if constant == int(constant) and abs(constant) < 1e15 else repr(constant)
    return text, UNARY if text.startswith("-") else ATOM


def places(value: Value, number: int = 0) -> str:
    """Where a part stands in the whole, between brackets: slices along the axes it has, positions along the others."""
    parts, axes = [], value.axes[number]
    starts = value.detail[number] if value.op == "join" else value.detail
    assert isinstance(starts, tuple)
    for axis, start in enumerate(starts):
        if axis not in axes:
            parts.append(str(start))
            continue
        length = value.args[number].shape[axes.index(axis)]
        if start == 0 and length == value.shape[axis]:
            parts.append(":")
            continue
        stop = length + int(str(start)) if isinstance(length, int) else f"{start} + {length}" if start else length
        parts.append(f"{start or ''}:{stop}")
    return ", ".join(parts)


def slice_text(plan: object) -> str:
    """One axis of a slice: a position, or start, stop and step."""
    assert isinstance(plan, tuple)
    kind, start, length, step = plan
    if kind == "at":
        return str(start)
    if isinstance(length, Length):
        stop = str(sympy.expand(start + step * (length.expr - 1) + 1))
    else:
        stop = str(start + step * (length - 1) + 1)
    return f"{start or ''}:{stop}" + (f":{step}" if step != 1 else "")


def shape_text(shape: tuple[Size, ...]) -> str:
    """A shape as a tuple."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
