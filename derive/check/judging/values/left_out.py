"""All entries but one: ``w_{-d}^T x_{n,-d}`` is the sum over every index but d.

The entry is zero instead of missing: products and sums are the same, and the length does not depend on the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.names import bound
from derive.check.judging.values.values import Value, spread, union
from derive.check.reading.syntax import Name, Node, Sum


def letter_of(index: Node, frame: Frame) -> Value | None:
    """The value of d, if an index is ``-d`` for a letter that runs; None for any other index."""
    if not isinstance(index, Sum) or len(index.terms) != 1 or index.terms[0][0] > 0:
        return None
    letter = index.terms[0][1]
    runs = isinstance(letter, Name) and isinstance(frame.scope.get(letter.base), Span)
    return bound(letter, frame) if runs else None


def masked(value: Value, letters: Sequence[Value | None], firsts: Sequence[int], keep: int) -> Value:
    """A value with zeros where an open axis leaves an entry out; ``letters`` and ``firsts`` are given for the open axes, behind
    ``keep`` others."""
    for at, (letter, first) in enumerate(zip(letters, firsts, strict=True)):
        if letter is None:
            continue
        axis, labels = keep + at, union((value, letter))
        length = value.shape[axis]
        places = np.arange(length).reshape((length,) + (1,) * (value.rank - axis - 1))
        chosen = spread(Value(letter.array - first, letter.labels), labels)
        chosen = chosen.reshape((*chosen.shape, *(1,) * value.rank))
        value = replace(value, array=np.where(places == np.rint(chosen.real), 0, spread(value, labels)), labels=labels)
    return value
