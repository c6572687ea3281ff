"""A text with everything that is needed to ask further questions about it: its rows, their judge, and which of them hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derive.check.judging.pages.verdict import Judged
from derive.check.judging.rows.judge import Judge
from derive.check.reading.rows import Document
from derive.model import Model


@dataclass(frozen=True)
class Session:
    """A judged text: its rows, the judge of each (by its number), and the numbers of those that make a claim and hold."""

    document: Document
    judges: Callable[[int], Judge]
    sound: tuple[int, ...]
    rows: tuple[Judged, ...]


def open_session(model: Model | None, text: str, declarations: Any = None, *, notation: str = "") -> Session:
    """Judge a text, and keep the judge; ``declarations`` is a ``[notation]`` table, ``notation`` names a family of letters."""
    from derive.check import check

    report = check(model, text, declarations, notation_name=notation, explain=False)
    assert report.document is not None
    assert report.judges is not None
    sound = tuple(row.row.number for row in report.rows if row.verdict in ("holds", "holds under") and row.row.claims)
    return Session(report.document, report.judges, sound, report.rows)
