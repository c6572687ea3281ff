"""Gates by their letters: the gate with number 2 of an LSTM is the one that ``f`` is made of.

Input: a model.  Output: for each quantity of which one index is always read at fixed numbers (the weighted inputs of the
gates), that axis and the letter of what is made of each number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.algebra import Entry, Tensor
from derive.model import Equation, Model


@dataclass(frozen=True)
class Gates:
    """The axis of the gates of a quantity, and their letters by number."""

    axis: int
    letters: Mapping[int, str]


def gates(model: Model) -> dict[str, Gates]:
    """The gates of every quantity that has some, by its name."""
    found = {}
    for tensor in model.tensors.values():
        axis = _axis(model, tensor) if tensor.role == "intermediate" else None
        letters = _letters(model, tensor, axis) if axis is not None else {}
        if axis is not None and len(set(letters.values())) > 1:
            found[tensor.name] = Gates(axis, letters)
    return found


def _entries(equation: Equation, tensor: Tensor) -> list[Entry]:
    return [entry for entry in equation.rhs.atoms(Entry) if entry.tensor == tensor]


def _axis(model: Model, tensor: Tensor) -> int | None:
    """The axis at which every reader has a number."""
    read = [entry for reader in model.readers.get(tensor, ()) for entry in _entries(reader, tensor)]
    axes = range(1 if tensor.layered else 0, tensor.rank)
    return next((axis for axis in axes if read and all(e.indices[axis].is_Integer for e in read)), None)


def _letters(model: Model, tensor: Tensor, axis: int) -> dict[int, str]:
    """For each number the letter of the gate that reads it; nothing unless every number has one of its own."""
    found: dict[int, str] = {}
    for reader in model.readers[tensor]:
        made = _activation(model, reader)
        for entry in _entries(reader, tensor):
            if made is None or found.setdefault(int(entry.indices[axis]), made) != made:
                return {}
    return found if len(set(found.values())) == len(found) else {}


def _activation(model: Model, reader: Equation) -> str | None:
    """The letter of an activation, or of the one activation of a weighted input."""
    if reader.kind == "activation":
        return reader.tensor.base
    behind = [e.tensor.base for e in model.readers.get(reader.tensor, ()) if e.kind == "activation"]
    return behind[0] if len(behind) == 1 else None
