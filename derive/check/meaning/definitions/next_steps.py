"""Definitions for the next step, ``z^{l+1} = ...``, told for the step itself."""

from __future__ import annotations

from derive.check.meaning.definitions.sorting import Sorted
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node, Number, Sum
from derive.check.reading.tree import T, rewrite


def next_step(parts: Sorted) -> str:
    """The letter of the steps, if a left side stands at the next one: ``z^{l+1}``."""
    if not parts.above or not isinstance(index := parts.above[0][0], Sum) or len(index.terms) != 2:
        return ""
    (_, first), (sign, second) = index.terms
    return (letter_of(first) or "") if sign > 0 and isinstance(second, Number) and second.text == "1" else ""


def earlier(node: T, letter: str) -> T:
    """An expression at the step before."""

    def before(inner: Node) -> Node | None:
        if isinstance(inner, Sum) and len(inner.terms) == 2 and letter_of(inner.terms[0][1]) == letter:
            (_, first), (sign, second) = inner.terms
            if isinstance(second, Number) and second.text.isdigit():
                by = int(second.text) * sign - 1
                return first if by == 0 else Sum(((1, first), (1 if by > 0 else -1, Number(str(abs(by))))), span=inner.span)
        if isinstance(inner, Name) and letter_of(inner) == letter:
            return Sum(((1, inner), (-1, Number("1"))), span=inner.span)
        return None

    return rewrite(node, before)
