"""Declarations that cannot be used: the rest of the table holds without them, and nothing is guessed for their symbols.

A row with such a symbol cannot be judged.  The report names each of these lines of the table, with what is wrong there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import CANNOT_TELL, NO_CLAIM
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.patterns import Match
from derive.check.meaning.symbols import Reading, Unusable
from derive.check.reading.syntax import Name
from derive.errors import SpecError

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged, Report
    from derive.check.meaning.notation.declared import Declarations

UNUSABLE = "unusable"
"""The kind of a declaration whose meaning cannot be used; its text says why."""


@dataclass(frozen=True)
class UnreadKey:
    """A key of the table that cannot be read, as it is written, and why."""

    key: str
    said: str


@dataclass(frozen=True)
class UnusableEntry(Entry):
    """A symbol whose declaration cannot be used: with whatever scripts, it has no other meaning."""

    said: str

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        yield Reading(Unusable(self.said))


def without(declarations: Declarations, error: SpecError) -> Declarations | None:
    """The declarations with the one set aside that an error speaks of; None if it speaks of none of them."""

    def aside(one: Declaration) -> Declaration:
        meant = f"{error.place}:".startswith(f"{one.place}:")  # perhaps with a column
        return replace(one, kind=UNUSABLE, text=str(error), of=()) if meant and one.kind != UNUSABLE else one

    own = ((part, without(part.declarations, error)) for part in declarations.parts)
    parts = tuple(part if found is None else replace(part, declarations=found) for part, found in own)
    entries = tuple(map(aside, declarations.entries))
    if entries == declarations.entries and parts == declarations.parts:
        return None
    return replace(declarations, entries=entries, parts=parts)


def told(report: Report, declarations: Declarations) -> Report:
    """The report, with what was set aside named first; rows with a key that cannot be read are not judged."""
    tables = (declarations, *(part.declarations for part in declarations.parts))
    lost = [one.text for table in tables for one in table.of_kind(UNUSABLE)]
    unread = [one for table in tables for one in table.unread]
    said = dict.fromkeys(f"not used: {text}" for text in (*lost, *(one.said for one in unread)))
    rows = tuple(_unless_it_has(row, unread) for row in report.rows) if unread else report.rows
    return replace(report, rows=rows, understood=(*said, *report.understood))


def _unless_it_has(row: Judged, unread: list[UnreadKey]) -> Judged:
    """A row as it was judged, unless a key that cannot be read stands in it."""
    from derive.check.judging.pages.verdict import Judged

    written = _closed_up(row.row.latex)
    found = next((one for one in unread if _closed_up(one.key) in written), None)
    if found is None or row.verdict in (CANNOT_TELL, NO_CLAIM):
        return row
    return Judged(row.row, CANNOT_TELL, reason(found.said))


def _closed_up(latex: str) -> str:
    return re.sub(r"\s+", "", latex)


def reason(said: str) -> str:
    """Why a row with such a symbol cannot be judged."""
    return f"a symbol of this row is declared, and the declaration cannot be used ({said.rstrip('.')})"
