"""A report as plain data: what a worker sends, what ``--json`` prints, what every other output is made from.

The schema (version 1), for each file:

    version, file, spec    1; the file as it was named; the specification or null
    status                 0 all rows hold; 1 a row is wrong; 2 something cannot be told; 3 the file cannot be read; 4 a bug
    error                  null, or why the file could not be judged
    understood             list of sentences: what was read as what
    first_wrong            number of the first wrong row, or null
    counts                 how many rows have each verdict
    seconds                time taken
    rows                   list of rows:
      number, line, column   from one; ``start`` and ``end`` are offsets in the text
      latex                  the row as written (of a Python file: the name of the gradient)
      verdict                holds | holds under | wrong | cannot tell | unreadable | not a claim
      reason                 words
      convention             what a row that "holds under" needs, or null
      counterexample         null, or an object with words, sizes, entry, left and right
      explanation            the smallest slip that explains a wrong row, or null; formulas stand between dollars
      correction             the row as it should be, in LaTeX, or null
      proof                  the right line from the proof of the model, in LaTeX, or null
      place                  null, or offsets, line and column of the piece that is wrong or unreadable
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

VERSION = 1
VERDICTS = ("holds", "holds under", "wrong", "cannot tell", "unreadable", "not a claim")
ALL_WELL, WRONG, CANNOT_TELL, UNREADABLE, BUG = range(5)


@dataclass(frozen=True)
class Spot:
    """A place in the author's file: offsets, and line and column from one."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True)
class RowData:
    """One row with its verdict; see the schema above."""

    number: int
    latex: str
    verdict: str
    line: int = 1
    column: int = 1
    start: int = 0
    end: int = 0
    reason: str = ""
    convention: str | None = None
    counterexample: Mapping[str, Any] | None = None
    explanation: str | None = None
    correction: str | None = None
    proof: str | None = None
    place: Spot | None = None


@dataclass(frozen=True)
class FileData:
    """One judged file; see the schema above."""

    file: str
    spec: str | None = None
    rows: tuple[RowData, ...] = ()
    understood: tuple[str, ...] = ()
    error: str | None = None
    error_status: int = 0
    seconds: float = 0.0
    text: str = field(default="", repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def first_wrong(self) -> RowData | None:
        """The headline."""
        return next((row for row in self.rows if row.verdict == "wrong"), None)

    @property
    def status(self) -> int:
        """The exit status of this file alone."""
        if self.error is not None:
            return self.error_status
        counts = self.counts
        if counts["wrong"]:
            return WRONG
        if counts["cannot tell"] or counts["unreadable"]:
            return CANNOT_TELL
        return ALL_WELL if counts["holds"] or counts["holds under"] else CANNOT_TELL

    def to_json(self) -> dict[str, Any]:
        """The schema above; the text itself is left out."""
        first = self.first_wrong
        return {
            "version": VERSION,
            "file": self.file,
            "spec": self.spec,
            "status": self.status,
            "error": self.error,
            "understood": list(self.understood),
            "first_wrong": first.number if first else None,
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "rows": [asdict(row) for row in self.rows],
        }


def worst(reports: Iterable[FileData]) -> int:
    """The exit status of several files: a bug before a file that cannot be read, a wrong row, one that cannot be told."""
    statuses = {report.status for report in reports}
    return next((status for status in (BUG, UNREADABLE, WRONG, CANNOT_TELL) if status in statuses), ALL_WELL)


def from_json(data: Mapping[str, Any], *, file: str, spec: str | None, text: str, seconds: float) -> FileData:
    """The report that a worker has sent."""
    rows = tuple(_row(row) for row in data["rows"])
    return FileData(file, spec, rows, tuple(data["understood"]), data["error"], data["error_status"], seconds, text)


def _row(data: Mapping[str, Any]) -> RowData:
    place = data.get("place")
    return RowData(**{**data, "place": Spot(**place) if place else None})


def rows_of(report: Any, text: str) -> list[dict[str, Any]]:
    """The rows of the judge's report as plain data."""
    return [_judged(judged, text) for judged in report.rows]


def _judged(judged: Any, text: str) -> dict[str, Any]:
    row = judged.row
    unreadable = row.problem is not None
    place = asdict(row.problem.place) if unreadable else None
    span = getattr(judged, "span", None)
    if place is None and judged.verdict == "wrong" and span and span[0] < span[1]:
        place = asdict(spot(text, *span))
    example = judged.counterexample
    return asdict(
        RowData(
            number=row.number,
            latex=row.latex,
            verdict="unreadable" if unreadable else judged.verdict,
            line=row.place.line,
            column=row.place.column,
            start=row.place.start,
            end=row.place.end,
            reason=judged.reason or (_problem(row.problem) if unreadable else ""),
            convention=judged.convention,
            counterexample=plain(example) if example is not None else None,
            explanation=judged.explanation,
            correction=judged.correction,
            proof=getattr(judged, "proof", None),
        )
    ) | {"place": place}


def _problem(problem: Any) -> str:
    return f"{problem.reason}. {problem.hint}".rstrip(". ") if problem.hint else problem.reason


def spot(text: str, start: int, end: int) -> Spot:
    """Offsets with their line and column."""
    line = text.count("\n", 0, start) + 1
    return Spot(start, end, line, start - text.rfind("\n", 0, start))


def plain(value: Any) -> Any:
    """A value as JSON has it: records as objects, complex and infinite numbers as text."""
    if is_dataclass(value) and not isinstance(value, type):
        words = getattr(value, "words", "")
        return {**{k: plain(v) for k, v in vars(value).items()}, "words": str(words() if callable(words) else words)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if hasattr(value, "item"):
        return plain(value.item())
    return str(value)
