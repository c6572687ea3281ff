"""What a back end must know how to set.

The interface between the walk over expressions and the two ways of printing them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.render.glyphs import Glyph
from derive.render.piece import Level, Piece, breakable, join, piece

_BETWEEN_FACTORS = 6


@dataclass(frozen=True)
class Limit:
    """What stands at a sign of summation: the index, its ends (each the largest or the smallest of several), conditions."""

    index: Piece
    lower: tuple[Piece, ...]
    upper: tuple[Piece, ...]
    conditions: tuple[Piece, ...] = ()


class Style(ABC):
    """LaTeX or plain text.  Every method takes pieces and gives a piece."""

    short_limits = False
    """Whether sums over a whole axis may be printed without their limits."""
    closed_cases = False
    """Whether branches are closed on both sides, so that they need no brackets as a factor."""
    wide = 16.0
    """A numerator wider than this stands beside its fraction."""

    @abstractmethod
    def glyph(self, glyph: Glyph) -> Piece:
        """A name with its own subscript."""

    @abstractmethod
    def pick(self, latex: str, text: str, width: float = 0.8) -> Piece:
        """A fixed sign, given in both spellings."""

    @abstractmethod
    def script(self, base: Piece, sub: Piece | None, sup: Piece | None) -> Piece:
        """A base with a subscript and a superscript."""

    @abstractmethod
    def fraction(self, numerator: Piece, denominator: Piece) -> Piece:
        """A quotient."""

    @abstractmethod
    def root(self, inner: Piece) -> Piece:
        """A square root."""

    @abstractmethod
    def exponential(self, exponent: Piece) -> Piece:
        """e to a power."""

    @abstractmethod
    def parentheses(self, inner: Piece, signs: str = "()") -> Piece:
        """Parentheses or brackets of the right size."""

    @abstractmethod
    def sum(self, limits: Sequence[Limit], body: Piece, whole: bool) -> Piece:
        """Sums, ``whole`` if they run over whole axes, and what is summed."""

    @abstractmethod
    def cases(self, rows: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        """Branches with conditions; the last condition is None (otherwise)."""

    @abstractmethod
    def space(self, left: Piece, right: Piece) -> Piece:
        """The space between two factors."""

    def sign(self, latex: str, text: str) -> Piece:
        """A binary operator or a relation with its spaces."""
        return piece(f" {self.pick(latex, text).text} ", 1.3)

    def product(self, factors: Sequence[Piece]) -> Piece:
        """Factors side by side."""
        if len(factors) == 1:
            return factors[0]
        parts = [join([left, self.space(left, right)], Level.PRODUCT).nested() for left, right in pairwise(factors)]
        return breakable([parts[0], *map(self._factor, [*parts[1:], factors[-1].nested()])], Level.PRODUCT)

    def _factor(self, factor: Piece) -> Piece:
        """A factor before which a line may be broken, if nothing better offers itself."""
        first = replace(factor.chunks[0], depth=_BETWEEN_FACTORS, lead=self.pick(r"\times ", "× ").text)
        return replace(factor, chunks=(first, *factor.chunks[1:]))

    def terms(self, signed: Sequence[tuple[bool, Piece]]) -> Piece:
        """Terms with their signs (True is minus); a line may break before every sign."""
        parts = []
        for position, (minus, term) in enumerate(signed):
            if position == 0:
                parts.append(join([self.pick("-", "−", 0.8), term], Level.TERMS) if minus else term)
            else:
                parts.append(join([self.sign("-", "−") if minus else self.sign("+", "+"), term], Level.TERMS))
        single = signed[0][1].level if not signed[0][0] else Level.SIGNED
        return breakable(parts, Level.TERMS if len(parts) > 1 else single)


def is_number(text: str) -> bool:
    """Whether a printed factor is a number, so that a number before it needs a sign between."""
    return text.replace(".", "", 1).isdigit()
