"""Conditions in the prose before a display: ``when $y (w^T x + b) \\ge 1$, then`` the rows below hold there, and nowhere else.

A row that is wrong is looked at again under the inequality that stands last before its display, behind a word such as *when*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from derive.check.judging.outcome import HOLDS, UNDER, WRONG
from derive.check.judging.pages.judges import Judges
from derive.check.judging.pages.one_row import safely
from derive.check.judging.pages.verdict import Judged, named
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Name, Relation

_WHEN = re.compile(
    r"(?:\b(?:when(?:ever)?|if|where|for|case|lorsque|quand|si|wenn|falls|f\u00fcr|cuando|quando|se|para|\u0435\u0441\u043b\u0438|\u043f\u0440\u0438)\b"
    r"|[\u5f53\u7576\u82e5]|\u5982\u679c)[^$.\n]{0,24}\$([^$\n]{3,90})\$",
    re.IGNORECASE,
)
_FAR = 600
"""Prose is read so many characters back."""
_LAPSES = re.compile(
    r"^\s*#|\\(?:sub)*section|\b(?:otherwise|else|sonst|sinon|altrimenti)\b|\u5426\u5219", re.MULTILINE | re.IGNORECASE
)
"""Where a condition of the prose ends."""
_ORDERS = ("<", ">", "<=", ">=")


Condition = tuple[str, Relation]
"""An inequality as it is written, and read."""


def held(rows: Sequence[Judged], judges: Judges, document: Document) -> list[Judged]:
    """The rows, those that are wrong and hold under such a condition with that as their convention.

    A condition on values reaches the displays that follow, up to a heading or a word for the other case."""
    found: list[Judged] = []
    last: tuple[int, Condition] | None = None
    for judged in rows:
        start = judged.row.place.start
        if last is not None and _LAPSES.search(document.text[last[0] : start]):
            last = None
        own = _condition(judged.row, document) if not judged.row.inline or judged.verdict == WRONG else None
        if own is not None and not isinstance(own[1].left, Name):
            last = start, own
        condition = own or (last[1] if last is not None else None)
        found.append(_again(judged, judges, condition) if judged.verdict == WRONG and condition is not None else judged)
    return found


def _again(judged: Judged, judges: Judges, found: Condition) -> Judged:
    words, condition = found
    restricted = replace(judged.row, conditions=(*judged.row.conditions, condition))
    other = safely(judges(judged.row.number), restricted)
    zero = bool(other.outcomes) and all(outcome.zero for outcome in other.outcomes if outcome.is_fine)
    if other.verdict not in (HOLDS, UNDER) or zero:
        return judged
    return named(replace(other, row=judged.row), f"where {words}, as the text says")


def _condition(row: Row, document: Document) -> Condition | None:
    """The inequality of which the prose right before a row's display speaks, in words and read."""
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    block = [other.place.start for other in document.rows if other.block == row.block]
    before = [r.place.end for r in document.rows if r.block < row.block and not r.inline and r.place.end <= min(block)]
    start = max([*before, min(block) - _FAR, 0])
    found = _WHEN.findall(document.text[start : min(block)])
    if not found:
        return None
    try:
        node = parse(found[-1])
    except ReadError:
        return None
    return (found[-1].strip(), node) if isinstance(node, Relation) and node.op in _ORDERS else None
