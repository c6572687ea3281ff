"""Sizes that the module reads from its arguments: the number of examples, and every size that the model leaves open.

Input: a model.  Output: the names of those sizes, and for each the array and the axis that show it.  Parameters are looked at
first, so that the error of an input says what the parameters ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.algebra import Tensor
from derive.emit.names import identifier
from derive.emit.program import Size, Value
from derive.model import Model


@dataclass(frozen=True)
class RunTimeSize:
    """A size without a number: its name in the code, and where the code reads it."""

    name: str
    tensor: Tensor
    axis: int


def run_time_sizes(model: Model) -> tuple[RunTimeSize, ...]:
    """The number of examples first, then the others in declared order."""
    found = [RunTimeSize(identifier(size.name), *place) for size, place in model.shown_sizes.items()]
    first = identifier(model.example_size.name) if model.example_size is not None else ""
    return tuple(sorted(found, key=lambda size: size.name != first))


def shown_by(sizes: tuple[RunTimeSize, ...], role: str) -> list[RunTimeSize]:
    """Those that arrays of one role (``parameter`` or ``input``) show."""
    return [size for size in sizes if size.tensor.role == role]


def needed_by(sizes: tuple[RunTimeSize, ...], tensors: tuple[Tensor, ...], values: Mapping[Tensor, Value]) -> list[str]:
    """The names among ``sizes`` that the shapes of some tensors mention."""
    lengths = [length for tensor in tensors for length in values[tensor].shape]
    return [size.name for size in sizes if any(mentions(length, size.name) for length in lengths)]


def mentions(length: Size, name: str) -> bool:
    """Whether the text of a length (``2*n + 1``) holds a name."""
    if isinstance(length, int):
        return False
    words = "".join(c if c.isidentifier() or c.isdigit() else " " for c in length).split()
    return name in words
