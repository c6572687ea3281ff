"""What was defined entry by entry, ``D_i = \\sum_j P_{ij} g_{ij}``, as a whole: ``D``; and the last step of a quantity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import Unknown
from derive.check.judging.sums import ranges
from derive.check.judging.sums.uses import agreed
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.gather import trimmed
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import Entries, LastOf

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def collected(evaluator: Evaluator, node: Entries, frame: Frame) -> Value:
    """The array with an axis for each letter of its entries.

    Raises:
        Unknown: nothing says how far a letter runs, or the entries are no numbers.
        MustLoop: how many entries there are depends on the layer, which has no value yet.
    """
    frame = replace(frame, scope={letter: span for letter, span in frame.scope.items() if letter not in node.letters})
    found = ranges.letters(evaluator, (node.body,), frame)
    for letter in node.letters:
        span = agreed(found.get(letter, []))
        if span is None:
            raise Unknown(f"the range of the index '{letter}' is not known", node.span)
        frame = frame.bind(**{letter: Span(letter, span.low, span.high - span.low + 1)})
    value = evaluator.value(node.body, frame)
    if value.rank or not set(node.letters) <= set(value.labels):
        raise Unknown("what was defined by its entries has no value as a whole", node.span)
    others = tuple(label for label in value.labels if label not in node.letters)
    order = [value.labels.index(label) for label in (*others, *node.letters)]
    whole = Value(value.array.transpose(order), others, len(node.letters))
    return trimmed(whole, others) if evaluator.world.is_ragged else whole


def last_step(evaluator: Evaluator, node: LastOf, frame: Frame) -> Value:
    """The number of the last step of a quantity."""
    axis = evaluator.world.quantities[node.quantity].axes[0]
    return Value(np.asarray(axis.first + len(frame.instance.values[node.quantity]) - 1))
