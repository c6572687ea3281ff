"""Free indices that run beyond the layer that they count: nothing is claimed there.

Layers have widths of their own, and their arrays are filled up.  On one side of ``a^l_j = \\sum_i a^l_i [i = j]`` there is no
number beyond the width, on the other one a sum without terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import NoValue
from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import GradientOf, Part, whole
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def inside(evaluator: Evaluator, frame: Frame, sides: Iterable[Node]) -> Iterator[Value]:
    """Masks of the values of free letters that lie within the layers."""
    if not evaluator.world.is_ragged:
        return
    for name in dict.fromkeys(node for side in sides for node in walk(side) if isinstance(node, Name)):
        if _is_free(evaluator, name, frame):
            try:
                value = evaluator.value(name, frame)
            except NoValue:
                continue
            if value.rank == 0 and value.labels:
                yield Value(~np.isnan(value.array), value.labels)


def _is_free(evaluator: Evaluator, name: Name, frame: Frame) -> bool:
    """Whether a symbol is an entry of a quantity with layers of several widths, with free letters as its indices."""
    meaning = whole(names.readings_of(evaluator, name))
    part = meaning.part if isinstance(meaning, GradientOf) else meaning
    if not isinstance(part, Part) or not evaluator.world.quantities[part.quantity].ragged:
        return False
    letters = [letter_of(index) for index in part.indices if index is not None]
    return len(letters) == len(part.indices) and all(letter is not None and letter in frame.scope for letter in letters)
