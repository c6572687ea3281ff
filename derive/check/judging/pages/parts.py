"""A text in parts, each with its own model or symbols: what a ``[notation]`` table declares with ``[[notation.part]]``.

Input: the whole document and the parts.  Output: one document for each part, with the text of the others blanked out, so
that what is read from words (a layout, a supposition) is the part's own, and places stay those of the file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.pages.verdict import Report
from derive.check.reading.rows import Document
from derive.errors import SpecError

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.meaning.notation.declared import Part


def split(document: Document, parts: Sequence[Part]) -> Iterator[Document]:
    """What stands before the first part, and each part.

    Raises:
        SpecError: the words where a part begins do not stand in the text.
    """
    begins = _beginnings(document.text, parts)
    for start, end in zip([0, *begins], [*begins, len(document.text)], strict=True):
        rows = tuple(row for row in document.rows if start < max(row.place.end, 1) and row.place.end <= end)
        text = _blank(document.text[:start]) + document.text[start:end] + _blank(document.text[end:])
        yield replace(document, text=text, rows=rows, elsewhere=tuple(row for row in document.rows if row not in rows))


def in_order(text: str, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts as they stand in the text.  Words that stand there several times are meant where they follow the part above;
    failing that, where they stand first.

    Raises:
        SpecError: the words where a part begins do not stand in the text, or two parts begin at the same place.
    """
    found: list[tuple[int, Part]] = []
    for part in parts:
        words = _words(part)
        match = words.search(text, found[-1][0] + 1 if found else 0) or words.search(text)
        if match is None:
            raise _missing(part, text)
        if any(match.start() == start for start, _ in found):
            message = f"{part.begins!r} stands in the text only where a part above begins"
            raise SpecError(message, place=part.place, hint="Give words that stand at the beginning of this part alone.")
        found.append((match.start(), part))
    return tuple(part for _, part in sorted(found, key=lambda one: one[0]))


def joined(document: Document, reports: Sequence[Report]) -> Report:
    """One report of all parts."""
    judges = {row.row.number: report.judges for report in reports for row in report.rows}

    def judge_of(number: int) -> Judge:
        found = judges.get(number)
        assert found is not None, "a row of the document"
        return found(number)

    rows = tuple(row for report in reports for row in report.rows)
    said = [words for report in reports if report.rows for words in _told(report)]
    return Report(rows, tuple(said), document, next((one.judge for one in reports if one.rows), None), judge_of)


def _told(report: Report) -> Iterator[str]:
    line = report.rows[0].row.place.line
    return (f"from line {line}: {words}" for words in report.understood)


def _beginnings(text: str, parts: Sequence[Part]) -> list[int]:
    """Where each part begins; they are in order."""
    found: list[int] = []
    for part in parts:
        match = _words(part).search(text, found[-1] + 1 if found else 0)
        if match is None:
            raise _missing(part, text)
        found.append(match.start())
    return found


def _words(part: Part) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, part.begins.split())))


def _missing(part: Part, text: str) -> SpecError:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    near = difflib.get_close_matches(part.begins.strip(), lines, 1)
    hint = f"Did you mean {near[0]!r}?" if near else "Give words as they stand in the file, such as the heading of the part."
    return SpecError(f"{part.begins!r}, where a part begins, does not stand in the text", place=part.place, hint=hint)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
