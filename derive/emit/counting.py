"""From where the indices of a model's formulas count, in words for the head of a module."""

from __future__ import annotations

from derive.model import Model


def first_index(model: Model) -> int:
    """0 for formulas whose arrays begin with the entry 0 (states, classes by number), else 1."""
    firsts = {low for tensor in (*model.inputs, *model.parameters) for low, _ in tensor.ranges}
    return 0 if firsts == {0} else 1
