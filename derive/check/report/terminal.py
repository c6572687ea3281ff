"""The report as text: the headline, then every row with its mark; under a wrong row the caret, the reason, the right line."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.report.data import FileData, RowData
from derive.check.report.words import MARKS, headline, one_line, remarks, tally

_CODES = {"holds": "32", "holds under": "32", "wrong": "1;31", "cannot tell": "33", "unreadable": "33", "not a claim": "2"}
_INDENT = " " * 6
_EXCERPT = 40
"""Characters shown on either side of the place that a caret points at."""


def page(report: FileData, *, width: int = 100, coloured: bool = False, quiet: bool = False) -> str:
    """The whole report of one file; ``quiet`` leaves only the headline."""
    head = f"{one_line(report.file)}: {one_line(headline(report))}"
    lines = [head if head.endswith((".", "?")) else f"{head}."]
    if report.rows and not report.error:
        rows = len(report.rows)
        lines.append(f"{rows} {'row' if rows == 1 else 'rows'}: {tally(report)}.")
    if quiet or report.error is not None:
        return lines[0]
    if report.understood:
        lines += ["", *(f"  {one_line(said)}" for said in report.understood)]
    lines.append("")
    for row in report.rows:
        lines += _row(row, report.text, width, coloured)
    return "\n".join(line.rstrip() for line in lines)


def _row(row: RowData, text: str, width: int, coloured: bool) -> Iterator[str]:
    verdict = _colour(row.verdict, row.verdict, coloured)
    lead = f"{MARKS[row.verdict]} {row.number:>3}  line {row.line}: "
    shown = one_line(row.latex)
    room = max(width - len(lead) - len(row.verdict) - 2, 24)
    if row.verdict not in ("wrong", "unreadable") or row.place is None:
        yield f"{_colour(MARKS[row.verdict], row.verdict, coloured)}{lead[1:]}{_clipped(shown, room)}  {verdict}"
    else:
        yield f"{_colour(MARKS[row.verdict], row.verdict, coloured)}{lead[1:]}{verdict}"
        yield from (_INDENT + line for line in caret(text, row.place.start, row.place.end))
    for said in remarks(row):
        yield _INDENT + one_line(said.replace("$", ""))
    if row.correction:
        yield f"{_INDENT}It should read: {one_line(row.correction)}"
    if row.proof:
        yield f"{_INDENT}The proof says: {one_line(row.proof)}"


def caret(text: str, start: int, end: int) -> list[str]:
    """The line of the file around a place, and a caret (and tildes) under it."""
    end = max(end, start + 1)
    first = max(text.rfind("\n", 0, start) + 1, start - _EXCERPT)
    last = min(_line_end(text, start), max(end, start) + _EXCERPT)
    before, at, after = (
        one_character_each(text[a:b]) for a, b in ((first, start), (start, min(end, last)), (min(end, last), last))
    )
    pad = len(before) - len(before.lstrip())
    return [(before + at + after).strip(), " " * (len(before) - pad) + "^" + "~" * (len(at) - 1)]


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found


def one_character_each(text: str) -> str:
    """The text with every control character or wide space as one space, so that columns stay."""
    return "".join(c if c.isprintable() and not c.isspace() else " " for c in text)


def _clipped(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def _colour(text: str, verdict: str, coloured: bool) -> str:
    return f"\x1b[{_CODES[verdict]}m{text}\x1b[0m" if coloured else text
