"""Symbols that have a meaning by usage, and another one by a definition of the text: that one is theirs.

``H = \\mathrm{ReLU}(M)`` is no size, though the specification has ``W1 = ["H", "D"]``; a ``\\delta_1`` that begins with
``\\partial J / \\partial Z_2`` is not the error of the first layer: the text numbers its errors as they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.symbols import GradientOf, Part, SizeOf, whole
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Name, Node, Product
from derive.check.reading.tree import walk


def forget(symbols: Dictionary, rows: Iterable[Row]) -> None:
    """Take the meanings by usage from the symbols that the text defines as something else; what is declared stays."""
    for name in {name for row in rows for claim in row.claims for name in _defined(symbols, claim)}:
        symbols.drop(Pattern.of(name))


def _defined(symbols: Dictionary, claim: Claim) -> Iterator[Name]:
    left = claim.left
    if claim.inherited or claim.relation not in ("=", ":=") or not isinstance(left, Name) or symbols.declares(left):
        return
    meaning = whole(symbols.lookup(left))
    if isinstance(meaning, SizeOf):
        meanings = (whole(symbols.lookup(node)) for node in walk(claim.right) if isinstance(node, Name))
        if any(isinstance(found, Part | GradientOf) for found in meanings):
            yield left
    elif isinstance(meaning, GradientOf) and _is_chain(claim.right):
        yield left


def _is_chain(node: Node) -> bool:
    """Whether an expression is a derivative, or several multiplied."""
    if isinstance(node, Product):
        return all(isinstance(factor, Derivative) for _, factor in node.factors)
    return isinstance(node, Derivative)
