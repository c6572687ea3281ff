"""Words that every output shares: the headline, the counts, what is said of a row."""

from __future__ import annotations

import unicodedata

from derive.check.report.data import FileData, RowData

MARKS = {"holds": "✓", "holds under": "✓", "wrong": "✗", "cannot tell": "?", "unreadable": "?", "not a claim": "·"}


def headline(report: FileData) -> str:
    """One sentence: the first wrong row, or that all is well."""
    if report.error is not None:
        return report.error
    first, counts = report.first_wrong, report.counts
    if not report.rows:
        return "no formula with a relation in it was found"
    if first:
        more = counts["wrong"] - 1
        others = f"; {more} more {'is' if more == 1 else 'are'} wrong" if more else ""
        return f"the first wrong row is row {first.number}, on line {first.line}{others}"
    open_rows = counts["cannot tell"] + counts["unreadable"]
    if open_rows:
        return f"no row is wrong; of {open_rows} {'row' if open_rows == 1 else 'rows'} nothing can be told"
    claims = counts["holds"] + counts["holds under"]
    if not claims:
        return "nothing is claimed in it: definitions and text only"
    return f"all {claims} claims hold" if claims != 1 else "the only claim holds"


def tally(report: FileData) -> str:
    """``12 hold, 1 wrong, 2 no claims``."""
    counts = report.counts
    words = {
        "holds": "hold",
        "holds under": "hold under a convention",
        "wrong": "wrong",
        "cannot tell": "cannot be told",
        "unreadable": "unreadable",
        "not a claim": "no claims",
    }
    return ", ".join(f"{counts[verdict]} {word}" for verdict, word in words.items() if counts[verdict])


def remarks(row: RowData) -> list[str]:
    """What is to be said of a row, each sentence by itself; formulas stand between dollars."""
    found = []
    if row.convention:
        found.append(f"It holds under a convention: {row.convention}")
    if row.reason and row.verdict not in ("holds", "holds under", "not a claim"):
        found.append(row.reason)
    example = (row.counterexample or {}).get("words")
    if example and example not in row.reason:
        found.append(str(example))
    if row.explanation:
        found.append(row.explanation)
    return [sentence(words) for words in found]


def sentence(words: str) -> str:
    """Words with a capital letter in front and a full stop behind."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".") if words else ""


def one_line(text: str) -> str:
    """A stranger's text on one line, without control characters: a terminal would obey them."""
    return " ".join("".join(_visible(c) for c in text).split())


def _visible(c: str) -> str:
    if c.isspace():
        return " "
    return "" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c
