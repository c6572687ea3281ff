"""Letters that a specification has for sizes, and a text for arrays: ``H = \\mathrm{ReLU}(M)`` beside ``W1 = ["H", "D"]``.

What a text computes from quantities is no size there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.symbols import GradientOf, Part, SizeOf, whole
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk


def forget(symbols: Dictionary, rows: Iterable[Row]) -> None:
    """Take the meaning of a size from symbols that the text defines as something else; what is declared stays."""
    for name in {name for row in rows for claim in row.claims for name in _computed(symbols, claim)}:
        symbols.drop(Pattern.of(name))


def _computed(symbols: Dictionary, claim: Claim) -> Iterator[Name]:
    left = claim.left
    if claim.inherited or claim.relation not in ("=", ":=") or not isinstance(left, Name):
        return
    meaning = whole(symbols.lookup(left))
    if not isinstance(meaning, SizeOf) or symbols.declares(left):
        return
    meanings = [whole(symbols.lookup(node)) for node in walk(claim.right) if isinstance(node, Name)]
    if any(isinstance(found, Part | GradientOf) for found in meanings):
        yield left
