"""Formulas in LaTeX.  Needs amsmath and amssymb only, and stays within what latex2mathml reads."""

from __future__ import annotations

from collections.abc import Sequence

from derive.render.glyphs import Glyph, letters_width
from derive.render.piece import Chunk, Level, Piece, join, piece
from derive.render.style import Limit, Style, is_number

_SIZES = ("", "\\big", "\\Big", "\\bigg", "\\Bigg")
_SHORT = 12.0
_SIGN = 1.8
"""The width of a sign of summation with its space."""
_WIDE = 9.0
"""An exponent wider than this (in em) is written exp(...)."""


def _inside(inner: Piece) -> Piece:
    """What stands in brackets: never broken if it is short."""
    return inner.solid() if inner.width < _SHORT else inner.nested()


def _end(name: str, ends: Sequence[Piece]) -> Piece:
    """One end of a sum: ``0``, or ``\\max(0,i-2)``."""
    if len(ends) == 1:
        return ends[0]
    listed = ",".join(end.text for end in ends)
    return piece(f"{name}({listed})", 2.6 + sum(end.width + 0.4 for end in ends))


class LatexStyle(Style):
    """Displayed formulas: sets pieces as LaTeX source; widths are estimates in em of the text font."""

    def glyph(self, glyph: Glyph) -> Piece:
        width = letters_width(glyph.text)
        if not glyph.sub_latex:
            return piece(glyph.latex, width)
        return piece(f"{glyph.latex}_{{{glyph.sub_latex}}}", width + 0.75 * letters_width(glyph.sub_text))

    def pick(self, latex: str, text: str, width: float = 0.8) -> Piece:
        return piece(latex, width)

    def script(self, base: Piece, sub: Piece | None, sup: Piece | None) -> Piece:
        above = f"^{{{sup.text}}}" if sup else ""
        below = f"_{{{sub.text}}}" if sub else ""
        width = base.width + 0.75 * max(sub.width if sub else 0, sup.width if sup else 0) + 0.1
        return piece(
            base.text + above + below, width, Level.ATOM, max(base.height, 1 if sup else 0), bool(sup) or base.scripted
        )

    def fraction(self, numerator: Piece, denominator: Piece) -> Piece:
        width = max(numerator.width, denominator.width) + 0.4
        height = max(2, numerator.height + 1, denominator.height + 1)
        return piece(rf"\frac{{{numerator.text}}}{{{denominator.text}}}", width, Level.ATOM, min(height, 3))

    def root(self, inner: Piece) -> Piece:
        return piece(rf"\sqrt{{{inner.text}}}", inner.width + 0.9, Level.ATOM, max(inner.height, 1))

    def exponential(self, exponent: Piece) -> Piece:
        if exponent.height > 1 or exponent.width > _WIDE:
            return join([self.pick(r"\exp", "exp", 1.5), self.parentheses(exponent)], Level.POWER)
        return piece(f"e^{{{exponent.text}}}", 0.5 + 0.75 * exponent.width, Level.ATOM, 1, scripted=True)

    def parentheses(self, inner: Piece, signs: str = "()") -> Piece:
        size = _SIZES[min(inner.height, 3)]
        left, right = (f"{size}l", f"{size}r") if size else ("", "")
        first, last = piece(f"{left}{signs[0]}", 0.45), piece(f"{right}{signs[1]}", 0.45)
        joined = join([first, _inside(inner), last], Level.ATOM)
        return Piece(joined.chunks, Level.ATOM, max(1, inner.height) if size else 0)

    def sum(self, limits: Sequence[Limit], body: Piece, whole: bool) -> Piece:
        signs = [self._sign_of_sum(limit) for limit in limits]
        # Limits wider than their sign would touch those of the next one.
        gaps = [piece(r"\; ", 0.28)] * (any(sign.width > _SIGN for sign in signs) and len(signs) > 1)
        spaced = [part for sign in signs[:-1] for part in (sign, *gaps)] + signs[-1:]
        joined = join([*spaced, body.nested()], Level.SUM)
        return Piece(joined.chunks, Level.SUM, max(2, body.height))

    def _sign_of_sum(self, limit: Limit) -> Piece:
        """``\\sum_{u=\\max(0,i-2)}^{4}``; conditions stand in a ``\\substack`` below the lower end."""
        first = join([limit.index, piece("=", 0.9), _end(r"\max", limit.lower)], Level.RELATION)
        last = _end(r"\min", limit.upper)
        below = first.text
        if limit.conditions:
            rows = r" \\ ".join([first.text, *(condition.text for condition in limit.conditions)])
            below = rf"\substack{{{rows}}}"
        widest = max(row.width for row in (first, last, *limit.conditions))
        return piece(rf"\sum_{{{below}}}^{{{last.text}}} ", max(_SIGN, 0.75 * widest + 0.3), height=2)

    def cases(self, rows: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        lines = [
            rf"{value.text} & \text{{if }} {test.text}" if test else rf"{value.text} & \text{{otherwise}}"
            for value, test in rows
        ]
        width = max(value.width for value, _ in rows) + max(test.width + 1.2 if test else 4.2 for _, test in rows) + 2.2
        body = r" \\ ".join(lines)
        return piece(rf"\begin{{cases}} {body} \end{{cases}}", width, Level.POWER, 3)

    def space(self, left: Piece, right: Piece) -> Piece:
        if is_number(right.text) or (is_number(left.text) and right.text.startswith("(-")):
            return piece(r" \cdot ", 0.7)  # a number by a number
        tight = left.text[-1:].isdigit() or right.text.startswith(("(", "\\bigl(", "\\Bigl(", "\\biggl(", "\\sum"))
        return Piece((Chunk(" " if tight else r"\,", 0.0 if tight else 0.17),))


class InlineStyle(LatexStyle):
    """Formulas within a sentence: fractions with a slash."""

    def fraction(self, numerator: Piece, denominator: Piece) -> Piece:
        above = numerator if numerator.level >= Level.PRODUCT else self.parentheses(numerator)
        below = denominator if denominator.level >= Level.POWER else self.parentheses(denominator)
        slash = piece("/", 0.5)
        return join([above, slash, below], Level.PRODUCT)
