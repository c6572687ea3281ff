"""The document as one self-contained HTML page: MathML, no script, proofs that unfold."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

from derive.render.document import Cite, Document, Formula, Inline, Proof, Section, Stage, Statement
from derive.render.templates import fill

_REPAIRS = (
    (re.compile(r"<mo>(?:/|&#x0002F;)</mo>"), '<mo lspace="0" rspace="0">/</mo>'),
    (re.compile(r"<mo>([A-Za-z_ ]{2,})</mo>"), r"<mi>\1</mi>"),
    # A bracket of a given size is set as an operator, with space around it.
    (re.compile(r'<mo (stretchy="true" fence="true" minsize)'), r'<mo lspace="0" rspace="0" \1'),
    # Browsers know no letter shapes by attribute any more: a bold one is a character of its own.
    (re.compile(r'<mn mathvariant="bold">1</mn>'), "<mn>\U0001d7cf</mn>"),
)
"""What the converter's MathML needs before it looks in a browser as LaTeX does on paper."""
Row = tuple[Formula, str, Formula]


def to_html(document: Document) -> str:
    """The page; ends with a newline."""
    contents = [("network", "The network")] + [(s.anchor, s.title) for s in document.sections]
    contents += [(anchor, title) for anchor, title, _ in document.procedures]
    return fill(
        "derivation.html",
        escape=True,
        title=document.title,
        subtitle=document.subtitle,
        contents=contents,
        functions=[(safe(block(f.left)), safe(block(f.right)), f.words) for f in document.functions],
        remarks=[safe(inline(r)) for r in document.remarks],
        introduction=[safe(inline(p)) for p in document.introduction],
        definitions=[
            {
                "label": d.label,
                "left": safe(block(d.left)),
                "right": safe(block(d.right)),
                "ranges": safe(inline(d.quantifier)),
            }
            for d in document.definitions
        ],
        symbols=[[safe(inline(cell)) for cell in ((r.symbol,), r.shape, r.meaning, r.defined)] for r in document.symbols],
        conventions=[safe(inline(c)) for c in document.conventions],
        sections=[_section(section, document.form) for section in document.sections],
        procedures=[
            {"anchor": anchor, "title": title, "stages": [_stage(stage) for stage in stages]}
            for anchor, title, stages in document.procedures
        ],
    )


def safe(html: str) -> Any:
    """HTML that is not to be escaped again: only what ``inline`` and ``block`` made, which escape every word themselves."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704


def inline(words: Inline) -> str:
    """A sentence as HTML: words escaped, formulas as MathML, citations as links."""
    return "".join(_part(part) for part in words)


def _part(part: str | Formula | Cite) -> str:
    if isinstance(part, Formula):
        return _mathml(part.latex.text, "inline")
    if isinstance(part, Cite):
        words = escape(part.words)
        return f'<a href="#{escape(part.anchor)}">{words}</a>' if part.anchor else words
    return escape(part)


def block(formula: Formula) -> str:
    """A displayed formula."""
    return _mathml(formula.latex.text, "block")


@lru_cache(maxsize=20_000)
def _mathml(latex: str, display: str) -> str:
    """MathML of our own LaTeX (nothing else is ever handed to the converter)."""
    from latex2mathml.converter import convert

    # The converter gives functions and slashes the spacing of letters and of operators.
    spaced = re.sub(r"\\(log|exp|sin|cos|tanh|sinh|cosh) ", r"\\\1\\,", latex)
    # It sets single upright letters (gates) in italics, and loses the thin space of arg max.
    spaced = re.sub(r"\\mathrm\{([A-Za-z])\}", r"\\text{\1}", spaced).replace(r"\operatorname{arg\,max}", r"\text{arg max}")
    mathml = str(convert(spaced, display=display))
    for pattern, instead in _REPAIRS:
        mathml = pattern.sub(instead, mathml)
    return mathml


def _section(section: Section, form: str) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "title": section.title,
        "opening": safe(inline(section.opening)),
        "statements": [_statement(statement, form) for statement in section.statements],
    }


def _statement(statement: Statement, form: str) -> dict[str, Any]:
    return {
        "anchor": statement.anchor,
        "name": statement.name,
        "title": safe(inline(statement.title)),
        "lead": safe(f"For {inline(statement.quantifier)}:") if statement.quantifier else "",
        "rows": _rows(statement.rows(form)),
        "proof": statement.proof and _proof(statement.proof),
    }


def _rows(rows: list[Row]) -> list[tuple[Any, str, Any]]:
    return [(safe(block(left)), sign, safe(block(right))) for left, sign, right in rows]


def _proof(proof: Proof) -> dict[str, Any]:
    lines = []
    for number, line in enumerate(proof.lines):
        left = block(proof.left) if proof.left and number == 0 else ""
        skipped = [(safe(block(s.formula)), safe(inline(s.reason))) for s in line.skipped]
        lines.append((safe(left), safe(block(line.formula)), safe(inline(line.reason)), skipped))
    return {"opening": safe(inline(proof.opening)), "lines": lines, "closing": safe(inline(proof.closing))}


def _stage(stage: Stage) -> dict[str, Any]:
    return {"name": stage.name, "words": safe(inline(stage.words)), "rows": _rows(list(stage.equations))}
