"""Nested tuples: how arrays look in plain Python, as patterns, as results, as first values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod


def nested(names: Sequence[str], shape: Sequence[int]) -> str:
    """``((w_1_1, w_1_2), (w_2_1, w_2_2))``: some texts as nested tuples of a shape, row by row."""
    if not shape:
        return names[0]
    step = prod(shape[1:])
    parts = [nested(names[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def suffixes(shape: Sequence[int]) -> Iterator[str]:
    """``_1_1``, ``_1_2``, ...: what the name of each entry ends with, counted from one as in the formulas."""
    if not shape:
        yield ""
        return
    for i in range(shape[0]):
        for rest in suffixes(shape[1:]):
            yield f"_{i + 1}{rest}"


def shape_words(shape: tuple[int, ...]) -> str:
    """``2 x 3 numbers``, or what a single number is called."""
    return f"{' x '.join(map(str, shape))} number{'s' * (shape != (1,))}" if shape else "a number"


def flat(numbers: object) -> list[float]:
    """Nested lists of numbers, row by row."""
    if isinstance(numbers, list):
        return [number for part in numbers for number in flat(part)]
    if isinstance(numbers, (int, float)) and not isinstance(numbers, bool):
        return [float(numbers)]
    raise ValueError(f"initial values must be numbers, not {numbers!r}")
