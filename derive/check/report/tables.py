"""Several files at once: a row for each file, as CSV for a marker's spreadsheet and as cells for the terminal's table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from derive.check.report.data import FileData
from derive.check.report.words import headline, one_line

COLUMNS = ("file", "rows", "hold", "wrong", "cannot tell", "first wrong row", "verdict")
CSV_COLUMNS = (
    "file", "status", "rows", "holds", "holds under", "wrong", "cannot tell", "unreadable", "not a claim",
    "first wrong row", "line", "explanation", "error", "seconds",
)  # fmt: skip
_OUTCOME = {0: "ok", 1: "wrong", 2: "cannot tell", 3: "not judged", 4: "not judged"}


def cells(report: FileData) -> tuple[str, ...]:
    """The row of a file in the terminal's table."""
    counts, first = report.counts, report.first_wrong
    where = f"{first.number} (line {first.line})" if first else ""
    said = one_line(headline(report)) if report.error else where
    numbers = (
        len(report.rows),
        counts["holds"] + counts["holds under"],
        counts["wrong"],
        counts["cannot tell"] + counts["unreadable"],
    )
    return (one_line(report.file), *map(str, numbers), said, _OUTCOME[report.status])


def to_csv(reports: Sequence[FileData]) -> str:
    """The table as CSV (RFC 4180), with a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for report in reports:
        counts, first = report.counts, report.first_wrong
        writer.writerow(
            [
                _harmless(report.file),
                report.status,
                len(report.rows),
                *counts.values(),
                first.number if first else "",
                first.line if first else "",
                _harmless((first.explanation or first.reason).replace("$", "")) if first else "",
                _harmless(report.error or ""),
                f"{report.seconds:.2f}",
            ]
        )
    return out.getvalue()


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = one_line(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
