"""The document in Markdown with ``$`` and ``$$``, as notebooks and code hosts render it."""

from __future__ import annotations

import re
from typing import Any

from derive.render.document import Cite, Document, Formula, Inline, Proof, Stage, Statement
from derive.render.glyphs import escape
from derive.render.latex_lines import aligned
from derive.render.templates import fill

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$&])")
Row = tuple[Formula, str, Formula]


def to_markdown(document: Document) -> str:
    """The Markdown text; ends with a newline."""
    return fill(
        "derivation.md",
        title=_escape(document.title),
        subtitle=_escape(document.subtitle),
        introduction=[inline(p) for p in document.introduction],
        functions=[[d.left.latex.text, d.right.latex.text, _escape(d.words)] for d in document.functions],
        remarks=[inline(r) for r in document.remarks],
        definitions=[
            rf"{d.left.latex.text} = {d.right.latex.text}{_ranges(d.quantifier)} \tag{{{escape(d.label)}}}"
            for d in document.definitions
        ],
        symbols=[[f"${r.symbol.latex.text}$", inline(r.shape), inline(r.meaning), inline(r.defined)] for r in document.symbols],
        conventions=[inline(c) for c in document.conventions],
        sections=[
            {
                "title": _escape(s.title),
                "opening": inline(s.opening),
                "statements": [_statement(statement, document.form) for statement in s.statements],
            }
            for s in document.sections
        ],
        procedures=[
            {"anchor": anchor, "title": title, "stages": [_stage(stage) for stage in stages]}
            for anchor, title, stages in document.procedures
        ],
    )


def inline(words: Inline) -> str:
    """A sentence."""
    return "".join(
        f"${part.latex.text}$" if isinstance(part, Formula) else _escape(part.words if isinstance(part, Cite) else part)
        for part in words
    )


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _ranges(quantifier: Inline) -> str:
    return (r",\qquad " + "".join(_within(part) for part in quantifier)) if quantifier else ""


def _within(part: str | Formula | Cite) -> str:
    """A part of a sentence inside a formula."""
    if isinstance(part, Formula):
        return part.latex.text
    return rf"\text{{{escape(part if isinstance(part, str) else part.words)}}}"


def _statement(statement: Statement, form: str) -> dict[str, Any]:
    return {
        "name": statement.name,
        "title": inline(statement.title),
        "lead": f"For {inline(statement.quantifier)}:" if statement.quantifier else "",
        "rows": aligned(statement.rows(form)),
        "proof": statement.proof and _proof(statement.proof),
    }


def _proof(proof: Proof) -> dict[str, Any]:
    rows = []
    for number, line in enumerate(proof.lines):
        left = proof.left.latex.text if proof.left and number == 0 else ""
        reason = "".join(_within(part) for part in line.reason)
        rows.append(f"{left} &= {line.formula.latex.text} && {reason}".strip())
    return {"opening": inline(proof.opening), "rows": rows, "closing": inline(proof.closing)}


def _stage(stage: Stage) -> dict[str, Any]:
    return {"name": _escape(stage.name), "words": inline(stage.words), "rows": aligned(list(stage.equations))}
