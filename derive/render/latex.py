"""The document in LaTeX: a complete article, or a fragment for ``\\input`` that needs amsmath and amssymb only."""

from __future__ import annotations

from typing import Any

from derive.render.document import Cite, Definition, Document, Formula, Inline, Section, Stage, Statement
from derive.render.glyphs import escape
from derive.render.latex_lines import LINE, aligned, fits_when_cut, listed, proof_lines, width_of
from derive.render.templates import fill

_TAG = 6.0
"""The width of a label at the margin and of the gaps between the columns."""


def to_latex(document: Document, fragment: bool = False) -> str:
    """The source text; ends with a newline."""
    return fill("fragment.tex" if fragment else "derivation.tex", **_values(document))


def _values(document: Document) -> dict[str, Any]:
    return {
        "title": escape(document.title),
        "subtitle": escape(document.subtitle),
        "introduction": [inline(p) for p in document.introduction],
        "functions": listed(document.functions),
        "remarks": [inline(r) for r in document.remarks],
        "definitions": _definitions(document.definitions, "," if document.functions else "."),
        "tables": _tables(document),
        "conventions": [inline(c) for c in document.conventions],
        "sections": [_section(section, document.form) for section in document.sections],
        "procedures": [
            {"anchor": anchor, "title": title, "stages": [_stage(stage) for stage in stages]}
            for anchor, title, stages in document.procedures
        ],
    }


def inline(words: Inline) -> str:
    """A sentence: words escaped, formulas between dollars, citations tied to their numbers."""
    return "".join(_part(part) for part in words)


def _part(part: str | Formula | Cite) -> str:
    if isinstance(part, Formula):
        return f"${part.latex.text}$"
    if isinstance(part, Cite):
        return escape(part.words).replace(" ", "~")
    return escape(part)


def _definitions(definitions: tuple[Definition, ...], last: str) -> list[str]:
    rows = []
    left = max(d.left.latex.width for d in definitions)
    column = max(width_of(d.quantifier) for d in definitions)
    room = LINE - _TAG - left - column
    # The ranges stand in a column of their own if every formula fits beside it; otherwise each stands where it finds room.
    beside = all(d.right.latex.width <= room or fits_when_cut(d.right, room) for d in definitions)
    for number, definition in enumerate(definitions):
        stop = last if number == len(definitions) - 1 else ","
        own = width_of(definition.quantifier)
        cut = definition.right.latex.lines(room if beside else LINE - _TAG - left)
        ranges = "".join(_range_rows(definition.quantifier, 1000.0))
        if ranges and beside:
            ranges = f" && {ranges}"
        elif ranges and definition.right.latex.width + own + 3 <= LINE - _TAG - left:
            ranges = rf" \qquad {ranges}"
        elif ranges:
            below = _range_rows(definition.quantifier, LINE - _TAG - left - 2)
            cut = [*cut[:-1], cut[-1] + ",", *(rf"\qquad {row}" for row in below)]
            ranges = ""
        tag = rf"\tag{{{escape(definition.label)}}}"
        first = rf"{definition.left.latex.text} &= {cut[0]}"
        for more in cut[1:]:
            rows.append(first + r" \notag")
            first = rf"&\quad {{}}{more}"
        rows.append(f"{first}{stop}{ranges} {tag}")
    return rows


def _range_rows(quantifier: Inline, room: float) -> list[str]:
    """The ranges of a definition inside a formula, on as many rows as they need."""
    rows, width = [""], 0.0
    for part in quantifier:
        own = width_of((part,))
        if isinstance(part, Formula):
            if rows[-1] and width + own > room:
                rows.append("")
                width = 0.0
            rows[-1] += part.latex.text
        else:
            rows[-1] += r",\; " if part == ", " else rf"\text{{{part}}}"
        width += own
    return [row for row in rows if row]


def _tables(document: Document) -> list[list[str]]:
    rows = [
        f"${row.symbol.latex.text}$ & {inline(row.shape).replace('$$', '')} & {inline(row.meaning)} & {inline(row.defined)}"
        for row in document.symbols
    ]
    return [rows[start : start + 32] for start in range(0, len(rows), 32)]


def _section(section: Section, form: str) -> dict[str, Any]:
    return {
        "title": escape(section.title),
        "opening": inline(section.opening),
        "statements": [_statement(statement, form) for statement in section.statements],
    }


def _statement(statement: Statement, form: str) -> dict[str, Any]:
    proof = statement.proof
    return {
        "environment": statement.kind.lower(),
        "before": statement.number - 1,
        "name": statement.name,
        "title": inline(statement.title),
        "lead": _lead(statement),
        "rows": aligned(statement.rows(form), "."),
        "proof": proof and {
            "opening": inline(proof.opening),
            "rows": proof_lines(proof, inline),
            "closing": inline(proof.closing),
        },
    }  # fmt: skip


def _lead(statement: Statement) -> str:
    """``For j = 1, ..., n_1`` before the formula."""
    return f"For {inline(statement.quantifier)}," if statement.quantifier else ""


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "name": escape(stage.name),
        "words": inline(stage.words),
        "rows": aligned(list(stage.equations), "."),
    }


__all__ = ["inline", "to_latex"]
