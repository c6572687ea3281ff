"""The document as plain text for a terminal, in Unicode, 100 columns wide."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

from derive.render.document import Cite, Document, Formula, Inline, Proof, Stage, Statement
from derive.render.templates import fill

WIDTH = 100
Row = tuple[Formula, str, Formula]


def to_text(document: Document) -> str:
    """The text; ends with a newline."""
    return fill(
        "derivation.txt",
        title=document.title,
        rule="═" * len(document.title),
        subtitle=document.subtitle,
        introduction=[wrapped(inline(p)) for p in document.introduction],
        functions=_functions(document),
        remarks=[wrapped(inline(r)) for r in document.remarks],
        definitions=_definitions(document),
        symbols=_table([[r.symbol.text.text, inline(r.shape), inline(r.meaning), inline(r.defined)] for r in document.symbols]),
        conventions=[wrapped(inline(c)) for c in document.conventions],
        sections=[
            {
                "title": s.title,
                "rule": "─" * len(s.title),
                "opening": wrapped(inline(s.opening)),
                "statements": [_statement(statement, document.form) for statement in s.statements],
            }
            for s in document.sections
        ],
        procedures=[
            {
                "anchor": anchor,
                "title": title,
                "rule": "─" * len(title),
                "stages": [_stage(number, stage) for number, stage in enumerate(stages, 1)],
            }
            for anchor, title, stages in document.procedures
        ],
    )


def inline(words: Inline) -> str:
    """A sentence."""
    return "".join(
        part.text.text if isinstance(part, Formula) else part.words if isinstance(part, Cite) else part for part in words
    )


def columns(text: str) -> int:
    """How many columns a terminal gives to a text: accents that stand over a letter take none."""
    return sum(not unicodedata.combining(c) for c in text)


def padded(text: str, width: int) -> str:
    """The text filled up with spaces."""
    return text + " " * (width - columns(text))


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph."""
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _definitions(document: Document) -> list[str]:
    rows = []
    for d in document.definitions:
        ranges = f"    for {inline(d.quantifier)}" if d.quantifier else ""
        rows.append((f"({d.label})", d.left.text.text, d.right.text, ranges))
    label, left = (max((columns(row[i]) for row in rows), default=0) for i in (0, 1))  # type: ignore[arg-type]
    lines = []
    for name, head, right, ranges in rows:
        start = f"  {padded(name, label)}  {padded(head, left)} = "
        lines += _cut(start, right, ranges)
    return lines


def _functions(document: Document) -> list[str]:
    left = max((columns(f.left.text.text) for f in document.functions), default=0)
    lines = []
    for f in document.functions:
        start = f"  {padded(f.left.text.text, left)} = "
        if not f.words:
            lines += _cut(start, f.right.text, "")
            continue
        cut = _cut(start, f.right.text, f"    {f.words}")
        long = columns(cut[-1]) > WIDTH
        lines += [*cut[:-1], wrapped(cut[-1].strip(), " " * (columns(start) + 2))] if long else cut
    return lines


def _cut(start: str, formula: Any, end: str) -> list[str]:
    """A line, or several if it is too long; what comes at the end moves to a line of its own where it does not fit."""
    indent = " " * columns(start)
    first, *rest = formula.lines(WIDTH - columns(start)) or [""]
    lines = [start + first, *(f"{indent}  {more}" for more in rest)]
    if columns(lines[-1]) + columns(end) <= WIDTH:
        lines[-1] += end
    elif end.strip():
        lines.append(f"{indent}  {end.strip()}")
    return lines


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    head = ["symbol", "shape", "meaning", "defined in"]
    widths = [max(columns(row[i]) for row in [head, *rows]) for i in range(4)]
    widths[2] = min(widths[2], max(20, WIDTH - 10 - widths[0] - widths[1] - widths[3]))
    lines = ["  " + "  ".join(padded(cell, width) for cell, width in zip(head, widths, strict=True)).rstrip()]
    lines.append("  " + "  ".join("─" * width for width in widths))
    for row in rows:
        meaning = textwrap.wrap(row[2], widths[2]) or [""]
        cells = [row[0], row[1], meaning[0], row[3]]
        lines.append("  " + "  ".join(padded(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip())
        lines += [" " * (widths[0] + widths[1] + 6) + more for more in meaning[1:]]
    return lines


def _statement(statement: Statement, form: str) -> dict[str, Any]:
    lead = f" For {inline(statement.quantifier)}:" if statement.quantifier else ""
    return {
        "head": wrapped(f"{statement.name} ({inline(statement.title)}).{lead}"),
        "rows": _rows(statement.rows(form), "    "),
        "proof": statement.proof and _proof(statement.proof),
    }


def _rows(rows: Sequence[Row], indent: str) -> list[str]:
    left = max((columns(row[0].text.text) for row in rows), default=0)
    return [line for a, sign, b in rows for line in _cut(f"{indent}{padded(a.text.text, left)} {sign} ", b.text, "")]


def _proof(proof: Proof) -> dict[str, Any]:
    lines: list[str] = []
    if proof.left:
        head = f"    {proof.left.text.text} = "
        ends = [columns(head) + columns(line.formula.text.text) for line in proof.lines]
        column = _reason_column(ends, [columns(inline(line.reason)) for line in proof.lines])
        for number, line in enumerate(proof.lines):
            start = head if number == 0 else " " * (columns(head) - 2) + "= "
            lines += _with_reason(start, line.formula.text, inline(line.reason), column)
    opening = wrapped(f"Proof. {inline(proof.opening)}".strip(), "  ")
    return {"opening": opening, "rows": lines, "closing": wrapped(inline(proof.closing), "  ")}


def _reason_column(ends: Sequence[int], reasons: Sequence[int]) -> int:
    """The column for the reasons: the furthest at which those of all lines that end before it still fit."""
    for end in sorted(set(ends), reverse=True):
        if all(end + 3 + reason <= WIDTH for own, reason in zip(ends, reasons, strict=True) if own <= end):
            return end + 3
    return 0


def _with_reason(start: str, formula: Any, reason: str, column: int) -> list[str]:
    """A line of a proof with its reason beside it, or below it where there is no room."""
    if not reason:
        return _cut(start, formula, "")
    if columns(start) + columns(formula.text) + 3 <= column:
        return [f"{padded(start + formula.text, column)}{reason}"]
    lines = _cut(start, formula, "")
    if columns(lines[-1]) + columns(reason) + 3 <= WIDTH:
        return [*lines[:-1], f"{lines[-1]}   {reason}"]
    indent = " " * (columns(start) + 4)
    return [*lines, wrapped(f"({reason})", indent)]


def _stage(number: int, stage: Stage) -> dict[str, Any]:
    return {"head": wrapped(f"{number}. {stage.name}. {inline(stage.words)}"), "rows": _rows(stage.equations, "     ")}
