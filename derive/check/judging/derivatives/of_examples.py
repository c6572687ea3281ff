r"""Derivatives of what has a number for each example by a table with a row for each: ``\partial L / \partial Z = A - Y``.

Where L is the cost of any one example and Z holds all of them, authors mean the slopes of each example by what is its own.
That is what such a derivative is read as if the examples do not act on one another, and the verdict says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.derivatives.raw_slopes import Raw
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def own(evaluator: Evaluator, raw: Raw, frame: Frame) -> Value | None:
    """The table of these slopes, if the derivative is such a one and read so."""
    if (raw.out, raw.inn) != (1, 2):
        return None
    sizes = frame.instance.sizes
    counts = {sizes[size] for size in example_sizes(evaluator.world) if size in sizes}
    slopes = _slopes(raw.value) if raw.value.shape[0] in counts else None
    return slopes if slopes is not None and evaluator.chooser.pick(("of examples",), conventions.OF_EXAMPLES) else None


def _slopes(value: Value) -> Value | None:
    """What stands where the two numbers of the example agree, in an array that is zero elsewhere."""
    count = value.shape[0]
    for axis in (-2, -1):
        if value.shape[axis] == count:
            pairs = np.moveaxis(value.array, axis, -2)  # ... n, n', k
            found = np.moveaxis(np.diagonal(pairs, axis1=-3, axis2=-2), -1, -2)
            if not np.any(pairs - found[..., None, :] * np.eye(count)[:, :, None]):
                return Value(found if axis == -2 else found.swapaxes(-1, -2), value.labels, 2)
    return None
