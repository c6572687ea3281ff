"""The report as one HTML page without scripts: the author's formulas with green, red and grey marks, and what is said of each.

A formula is set by latex2mathml if it consists of commands that are known to it; otherwise its source is shown. Both ways
nothing of the author's reaches the page unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from derive.check.report.data import FileData, RowData
from derive.check.report.words import MARKS, headline, one_line, remarks, tally
from derive.render.templates import fill

_CLASSES = {
    "holds": "good",
    "holds under": "good",
    "wrong": "bad",
    "cannot tell": "open",
    "unreadable": "open",
    "not a claim": "none",
}
_LONGEST = 4000
_STRANGE = re.compile(
    r"[^ -~\u00a0-\u024f\u0370-\u03ff]|\\(?:input|include|href|url|class|id|style|html|write|def|require|begin\s*\{verbatim)"
)


def to_html(reports: Sequence[FileData], *, title: str = "Checked derivations") -> str:
    """The page for one file or several; ends with a newline."""
    return fill("check.html", escape=True, title=title, files=[_file(report) for report in reports])


def _file(report: FileData) -> dict[str, Any]:
    return {
        "name": one_line(report.file),
        "headline": one_line(headline(report)),
        "tally": tally(report),
        "failed": report.error is not None,
        "understood": [_sentence(said) for said in report.understood],
        "rows": [_row(row, report.text) for row in report.rows],
    }


def _row(row: RowData, text: str) -> dict[str, Any]:
    source = text[row.start : row.end] if row.end > row.start else row.latex
    place = row.place
    marked = None
    if place and row.start <= place.start < place.end <= row.end and row.end > row.start:
        marked = (text[row.start : place.start], text[place.start : place.end], text[place.end : row.end])
    return {
        "number": row.number,
        "line": row.line,
        "verdict": row.verdict,
        "mark": MARKS[row.verdict],
        "kind": _CLASSES[row.verdict],
        "formula": formula(row.latex, "block"),
        "source": source,
        "marked": marked,
        "remarks": [_sentence(said) for said in remarks(row)],
        "correction": formula(row.correction, "block") if row.correction else "",
        "proof": formula(row.proof, "block") if row.proof else "",
    }


def _sentence(words: str) -> Any:
    """Words with formulas between dollars, as HTML."""
    from markupsafe import Markup, escape

    parts = words.split("$")
    if len(parts) % 2 == 0:
        return escape(words)
    return Markup("").join(formula(part, "inline") if n % 2 else escape(part) for n, part in enumerate(parts))


@lru_cache(maxsize=4000)
def formula(latex: str, display: str) -> Any:
    """A formula as MathML, or as escaped source where the converter does not know it."""
    from markupsafe import Markup, escape

    found = _mathml(_unaligned(latex).strip(), display)
    return Markup(found) if found else Markup("<code>{}</code>").format(escape(latex))  # noqa: S704 - see _mathml


_MARK = re.compile(r"\\(begin|end)\b|\\&|&")


def _unaligned(latex: str) -> str:
    """A formula without the marks that align it with other rows; those of a matrix or of cases part its columns."""
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        depth += {"begin": 1, "end": -1}.get(found[1], 0)
        return " " if found[0] == "&" and not depth else found[0]

    return _MARK.sub(kept, latex)


def _mathml(latex: str, display: str) -> str | None:
    """MathML made of harmless elements only, or nothing.

    The converter escapes text; that no element or attribute but MathML's own comes out is checked all the same.
    """
    if not latex or len(latex) > _LONGEST or _STRANGE.search(latex) or latex.count("{") > 400:
        return None
    from latex2mathml.converter import convert

    try:
        found = str(convert(latex, display=display))
    except Exception:
        return None  # an unfinished or unknown command: the source is shown instead
    return found if _is_mathml(found) else None


_TAG = re.compile(r"<(/?)([A-Za-z]+)((?:\s+[a-z:A-Z-]+=\"[^\"<>]*\")*)\s*/?>")
_ELEMENTS = frozenset(
    {
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "mfenced",
        "menclose",
        "semantics",
    }
)
_ATTRIBUTES = frozenset(
    {
        "xmlns",
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "form",
        "lspace",
        "rspace",
        "minsize",
        "maxsize",
        "linethickness",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "columnlines",
        "rowlines",
        "movablelimits",
        "accent",
        "accentunder",
        "displaystyle",
        "scriptlevel",
        "largeop",
        "separator",
        "width",
        "height",
        "depth",
        "mathsize",
    }
)


def _is_mathml(text: str) -> bool:
    """Whether a text consists of known MathML elements with known attributes, and of text without angle brackets."""
    for match in _TAG.finditer(text):
        attributes = re.findall(r'([a-z:A-Z-]+)="', match[3])
        if match[2] not in _ELEMENTS or not _ATTRIBUTES.issuperset(attributes):
            return False
    return not re.search(r"[<>]", _TAG.sub("", text))
