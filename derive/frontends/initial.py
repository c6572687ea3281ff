"""Initial values of parameters, given as numbers in a specification (``[initial] W1 = [[0.15, 0.20], [0.25, 0.30]]``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sympy import Symbol

from derive.algebra import Tensor
from derive.frontends.document import Table, describe, is_number
from derive.frontends.values import in_numbers, size_of

HINTS = ("zeros", "normal/sqrt(fan_in)")


def shape_in_numbers(tensor: Tensor, numbers: Mapping[Symbol, int | None]) -> tuple[int | None, ...]:
    """The shape of a parameter; None for a size that is not given."""
    sizes = (in_numbers(size_of(span), numbers) for span in tensor.ranges)
    return tuple(int(size) if size.is_Integer else None for size in sizes)


def numbers_as_text(table: Table, key: str, shape: tuple[int | None, ...]) -> str:
    """The hint for ``init``: nested numbers as JSON, or the name of a rule.

    Raises:
        SpecError: no numbers, or another shape than the parameter's.
    """
    value = table.data[key]
    if isinstance(value, str):
        return table.choice(key, HINTS)
    check_shape(table, key, shape)
    return json.dumps(value)


def check_shape(table: Table, key: str, shape: tuple[int | None, ...]) -> None:
    """Refuse what is not nested numbers of this shape."""
    _check(table, key, table.data[key], shape, shape)


def _check(table: Table, key: str, value: Any, shape: tuple[int | None, ...], whole: tuple[int | None, ...]) -> None:
    printed = "(" + ", ".join("?" if size is None else str(size) for size in whole) + ")"
    if not shape:
        if not is_number(value):
            raise table.error(f"'{key}' should hold numbers in the shape {printed}, not {describe(value)}", key)
        return
    if not isinstance(value, (list, tuple)):
        raise table.error(f"'{key}' should hold numbers in the shape {printed}, not {describe(value)}", key)
    if shape[0] is not None and len(value) != shape[0]:
        raise table.error(f"'{key}' has the shape {printed}: {shape[0]} entries are needed, not {len(value)}", key)
    for item in value:
        _check(table, key, item, shape[1:], whole)
