"""Where a maximum is taken: ``[(u, v) = \\arg\\max_{p,q} a_{p,q}]`` is one at the first place of the largest number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import Unknown
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.values import Value, spread
from derive.check.reading.syntax import Big, Group, Name, Node, Relation

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_SIGNS = {"argmax": 1, "argmin": -1}


def is_place(condition: Node) -> bool:
    """Whether a statement says that indices are the place of a maximum or a minimum."""
    return isinstance(condition, Relation) and isinstance(condition.right, Big) and condition.right.kind in _SIGNS


def place(evaluator: Evaluator, condition: Relation, frame: Frame) -> Value:
    """Where the statement holds.  The letters below the sign run as far as those that they are compared with.

    Raises:
        Unknown: the letters on both sides do not correspond.
    """
    big = condition.right
    assert isinstance(big, Big)
    given = condition.left.items if isinstance(condition.left, Group) else (condition.left,)
    if len(given) != len(big.under):
        raise Unknown("it is not clear over what the maximum is taken", condition.span)
    spans: list[Span] = []
    inner = frame
    for outer, letter in zip(given, big.under, strict=True):
        span = frame.scope.get(outer.base) if isinstance(outer, Name) else None
        if not isinstance(span, Span) or not isinstance(letter, Name):
            raise Unknown("it is not clear over what the maximum is taken", condition.span)
        spans.append(span)
        inner = inner.bind(**{letter.base: Span(f"{letter.base}.place", span.low, span.count)})
    body = evaluator.value(big.body, inner)
    labels = [f"{letter.base}.place" for letter in big.under if isinstance(letter, Name)]
    rest = tuple(label for label in body.labels if label not in labels)
    array = spread(body, (*rest, *labels)).real
    counts = tuple(span.count for span in spans)
    flat = np.broadcast_to(array, (*array.shape[: len(rest)], *counts)).reshape((*array.shape[: len(rest)], -1))
    keys = np.where(np.isnan(flat), -np.inf, _SIGNS[big.kind] * flat)
    first = keys.argmax(axis=-1)
    marks = np.arange(keys.shape[-1]) == first[..., None]
    return Value(marks.reshape((*first.shape, *counts)), (*rest, *(span.label for span in spans)))
