"""Ranges in words and signs: ``l = 1, ..., L``, ``u = 0, 1``, and sets of layers.

Input: an index with its ends, and the printers of both spellings.  Output: a formula.
"""

from __future__ import annotations

from sympy import Expr

from derive.render.document import Formula
from derive.render.formula import Printer
from derive.render.layers import LayerNumbers
from derive.render.piece import Piece

_DOTS = (r"\dots", "…")
_BRACES = ((r"\{", r"\}"), ("{", "}"))
_UNION = (r" \cup ", " ∪ ")
_IN = (r"\in", "∈")
_LISTED = 3
"""Longer progressions are printed with dots."""


def run(latex: Printer, text: Printer, k: Expr, lo: Expr, hi: Expr) -> Formula:
    """The values of an index, from ``lo`` to ``hi`` (or back, if they are exchanged)."""
    return Formula(_run(latex, 0, k, lo, hi), _run(text, 1, k, lo, hi))


def _run(printer: Printer, spelling: int, k: Expr, lo: Expr, hi: Expr) -> Piece:
    index, comma = printer.index(k).text, (",", ", ")[spelling]
    if isinstance(hi, LayerNumbers):
        said = _sets(hi.runs, spelling)
    elif isinstance(lo, LayerNumbers):
        said = _sets([numbers[::-1] for numbers in lo.runs], spelling)
    else:
        first, last = printer.index(lo).text, printer.index(hi).text
        between = [] if hi - lo in (0, 1, -1) else [_DOTS[spelling]]
        said = "= " + comma.join([first, *between, *([last] if lo != hi else [])])
    whole = f"{index} {said}"
    return printer.style.pick(whole, whole, 6.0 if "{" not in said else 0.5 * len(said))


def _sets(runs: list[list[int]], spelling: int) -> str:
    """``in {3, 10, ..., 80}``, or in the union of several such sets."""
    comma, (opening, closing) = (",", ", ")[spelling], _BRACES[spelling]
    sets = []
    for numbers in runs:
        shown = [*map(str, numbers)]
        if len(numbers) > _LISTED:
            shown = [*shown[:2], _DOTS[spelling], shown[-1]]
        sets.append(f"{opening}{comma.join(shown)}{closing}")
    return f"{_IN[spelling]} {_UNION[spelling].join(sets)}"
