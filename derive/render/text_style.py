"""Formulas in plain Unicode text, for the terminal: w¹ⱼₖ, ∑ₖ, ∂C/∂z¹ⱼ, one line high."""

from __future__ import annotations

from collections.abc import Sequence

from derive.render.glyphs import Glyph
from derive.render.piece import Chunk, Level, Piece, join, piece
from derive.render.style import Limit, Style, is_number

_SUPER = dict(
    zip("0123456789+-−()ijklmnoprstuvwxyzabcdefghTLWUNMRPDK", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵃᵇᶜᵈᵉᶠᵍʰᵀᴸᵂᵁᴺᴹᴿᴾᴰᴷ", strict=True)
)
_SUB = dict(zip("0123456789+-−()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


_SHORT = 30


def _raised(text: str, table: dict[str, str], sign: str) -> str:
    """Unicode scripts where every character has one; otherwise ``_{...}`` as in LaTeX, without braces round a single letter."""
    bare = text.replace(" ", "")
    if all(c in table for c in bare):
        return "".join(table[c] for c in bare)
    return f"{sign}{bare}" if len(bare) == 1 else f"{sign}{{{bare}}}"


def text_piece(text: str, level: Level = Level.ATOM, scripted: bool = False) -> Piece:
    """A piece of plain text: its width is its number of characters."""
    return Piece((Chunk(text, len(text)),), level, 0, scripted)


def _inside(inner: Piece) -> Piece:
    """What stands in brackets: never broken if it is short."""
    return inner.solid() if inner.width < _SHORT else inner.nested()


def _limits(limit: Limit) -> str:
    """``u=max(0, i−2)..4, 2|i−u``."""
    lower, upper = (
        ends[0].text if len(ends) == 1 else f"{name}({', '.join(end.text for end in ends)})"
        for name, ends in (("max", limit.lower), ("min", limit.upper))
    )
    return ", ".join([f"{limit.index.text}={lower}..{upper}", *(condition.text for condition in limit.conditions)])


class TextStyle(Style):
    """Sets pieces as Unicode text; ``short_limits`` leaves out the limits of sums over whole axes."""

    closed_cases = True
    wide = 40.0

    def __init__(self, short_limits: bool = False) -> None:
        self.short_limits = short_limits

    def glyph(self, glyph: Glyph) -> Piece:
        return text_piece(glyph.text + (_raised(glyph.sub_text, _SUB, "_") if glyph.sub_text else ""))

    def pick(self, latex: str, text: str, width: float = 0.8) -> Piece:
        return text_piece(text)

    def sign(self, latex: str, text: str) -> Piece:
        return text_piece(f" {text} ")

    def script(self, base: Piece, sub: Piece | None, sup: Piece | None) -> Piece:
        above = (sup.text if sup.text.startswith("[") else _raised(sup.text, _SUPER, "^")) if sup else ""
        below = _raised(sub.text, _SUB, "_") if sub else ""
        return text_piece(base.text + above + below, Level.ATOM, bool(sup) or base.scripted)

    def fraction(self, numerator: Piece, denominator: Piece) -> Piece:
        above = numerator if numerator.level >= Level.PRODUCT else self.parentheses(numerator)
        below = (
            denominator if denominator.level >= Level.POWER and "/" not in denominator.text else self.parentheses(denominator)
        )
        return text_piece(f"{above.text}/{below.text}", Level.PRODUCT)

    def root(self, inner: Piece) -> Piece:
        return text_piece("√" + (inner.text if inner.level >= Level.ATOM else self.parentheses(inner).text), Level.POWER)

    def exponential(self, exponent: Piece) -> Piece:
        return join([text_piece("exp"), self.parentheses(exponent)], Level.POWER)

    def parentheses(self, inner: Piece, signs: str = "()") -> Piece:
        return join([text_piece(signs[0]), _inside(inner), text_piece(signs[1])], Level.ATOM)

    def sum(self, limits: Sequence[Limit], body: Piece, whole: bool) -> Piece:
        short = self.short_limits and whole
        signs = ["∑" + (_raised(limit.index.text, _SUB, "_") if short else f"[{_limits(limit)}]") for limit in limits]
        return join([text_piece(" ".join(signs) + " "), body.nested()], Level.SUM)

    def cases(self, rows: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        branches = [f"{value.text} if {test.text}" if test else f"{value.text} otherwise" for value, test in rows]
        return text_piece("{" + ", ".join(branches) + "}")

    def space(self, left: Piece, right: Piece) -> Piece:
        if is_number(right.text) or (is_number(left.text) and right.text.startswith("(−")):
            return text_piece("·")  # a number by a number
        quotient = "/" in left.text and left.level == Level.PRODUCT and not left.text.startswith("∂")
        number = left.text.isascii() and left.text.isdigit()
        return text_piece("·" if quotient else "" if number else " ")


__all__ = ["TextStyle", "piece", "text_piece"]
