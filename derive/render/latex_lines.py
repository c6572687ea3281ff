"""Displayed lines in LaTeX that fit the page.

Long formulas are cut at a plus or minus, long reasons stand on a line of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.render.document import Definition, Formula, Inline, Line, Proof
from derive.render.glyphs import escape

LINE = 39.0
"""The width of a line in em: A4 with margins of 25 mm, 11 pt, less a little for safety."""
_GAP = 3.0
_LIST = 5.0
"""The indent of a numbered list, in em, with some safety: its formulas are the longest."""
_EQUALS = 1.4
_NARROWEST = 13.0
_WRAPPED = 12.0


def width_of(words: Inline) -> float:
    """The width in em of a sentence set small."""
    return sum(0.9 * part.latex.width if isinstance(part, Formula) else 0.42 * len(_text(part)) for part in words)


def _text(part: object) -> str:
    return part if isinstance(part, str) else str(getattr(part, "words", ""))


def proof_lines(proof: Proof, inline: Callable[[Inline], str]) -> list[str]:
    """The rows of the aligned display of a proof, without the row ends.

    The reasons stand in a column beside the formulas; if that is too wide, they are wrapped there; if it still is, they
    stand below.
    """
    if proof.left is None:
        return []
    room = LINE - proof.left.latex.width - _EQUALS
    longest = max(width_of(line.reason) for line in proof.lines)
    for column in (longest, min(longest, _WRAPPED)):
        if fits(proof.lines, room - _GAP - column):
            reasons = [[_beside(line, inline, column)] for line in proof.lines]
            return _rows(proof, room - _GAP - column, reasons)
    reasons = [_below(line, inline, room - 2) for line in proof.lines]
    return _rows(proof, room - 2, reasons)


def _beside(line: Line, inline: Callable[[Inline], str], column: float) -> str:
    if not line.reason:
        return ""
    reason = inline(line.reason)
    if width_of(line.reason) > column:
        reason = rf"\parbox[t]{{{column:g}em}}{{\raggedright\small {reason}}}"
    return rf" \reason{{{reason}}}"


def _below(line: Line, inline: Callable[[Inline], str], room: float) -> list[str]:
    """The reason after the formula, or on a row of its own."""
    if not line.reason:
        return [""]
    reason, width = inline(line.reason), width_of(line.reason)
    if line.formula.latex.width + 3 + width <= room:
        return [rf" \qquad\text{{\small {reason}}}"]
    if width > room - 3:
        return ["", rf"&\qquad\parbox{{0.75\textwidth}}{{\raggedright\small ({reason})}}"]
    return ["", rf"&\qquad\text{{\small ({reason})}}"]


def fits(lines: Sequence[Line], width: float) -> bool:
    """Whether every formula fits the width beside the reasons, cut into two rows at most."""
    if width < _NARROWEST and any(line.formula.latex.width > width for line in lines):
        return False
    return all(line.formula.latex.width <= width or fits_when_cut(line.formula, width) for line in lines)


def fits_when_cut(formula: Formula, width: float) -> bool:
    """Whether a formula can be cut between its terms, outside all brackets, into two rows."""
    blocks = formula.latex.blocks(0)
    return all(block.width <= width for block in blocks) and len(formula.latex.lines(width, 0)) == 2


def _rows(proof: Proof, width: float, reasons: list[list[str]]) -> list[str]:
    rows: list[str] = []
    assert proof.left is not None
    for number, line in enumerate(proof.lines):
        first, *rest = line.formula.latex.lines(width)
        start = f"{proof.left.latex.text} &= " if number == 0 else "&= "
        printed = [start + first, *(rf"&\qquad {{}}{more}" for more in rest)]
        printed[-1] += "." if number == len(proof.lines) - 1 else ""
        same_row, *below = reasons[number]
        printed[-1] += same_row
        rows += [*printed, *below]
    return rows


_SIGNS = {"=": "&=", "←": r"&\leftarrow", ":": "&:"}
"""The relations of an aligned display: equal, becomes, and what a quantity takes."""


def aligned(equations: Sequence[tuple[Formula, str, Formula]], stop: str = "", lead: str = "") -> list[str]:
    """Rows ``left = right`` of an aligned display, cut where they are too long."""
    rows: list[str] = []
    for number, (left, relation, right) in enumerate(equations):
        sign = _SIGNS[relation]
        first, *rest = right.latex.lines(LINE - _LIST - left.latex.width - _EQUALS)
        rows.append(f"{lead}{left.latex.text} {sign} {first}")
        rows += [rf"&\qquad {{}}{more}" for more in rest]
        rows[-1] += stop if number == len(equations) - 1 else ","
    return rows


def listed(functions: Sequence[Definition]) -> list[str]:
    """Rows ``f(z) = formula`` with the words about each function beside or below it."""
    rows: list[str] = []
    for number, f in enumerate(functions):
        room = LINE - f.left.latex.width - _EQUALS
        first, *rest = f.right.latex.lines(room)
        rows.append(f"{f.left.latex.text} &= {first}")
        rows += [rf"&\qquad {{}}{more}" for more in rest]
        rows[-1] += "." if number == len(functions) - 1 else ","
        words = width_of((f.words,))
        if not rest and f.right.latex.width + words + 2 <= room:
            rows[-1] += rf" \qquad\text{{\small {escape(f.words)}}}"
        elif f.words:
            rows.append(rf"&\qquad\parbox{{0.75\textwidth}}{{\raggedright\small ({escape(f.words)})}}")
    return rows
