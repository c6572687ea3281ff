"""Deltas that are Kronecker's symbol by what they stand for: ``\\partial y_i / \\partial x_j = g_i (\\delta_{ij} / r - ...)``.

Input: the rows of a text.  Output: whether all its deltas have two letters below, no row says what they are, and some row
differentiates entries by entries that have these two letters: then no error of a layer is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.meaning.definitions.mentions import mentioned
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk


def all_kronecker(rows: Sequence[Row]) -> bool:
    """Whether the deltas of a text are Kronecker's symbol, all of them."""
    deltas = [name for name in mentioned(rows) if name.base == "delta"]
    if not deltas or any(len(_letters(name)) != 2 or name.sup or name.accents or name.primes for name in deltas):
        return False
    claims = [claim for row in rows for claim in row.claims]
    stated = any(isinstance(claim.left, Name) and claim.left.base == "delta" for claim in claims)
    return not stated and any(map(_compares, claims))


def _compares(claim: Claim) -> bool:
    """Whether a row is about entries by entries, and has a delta of their letters."""
    start = claim.head or claim.left
    if not isinstance(start, Derivative) or start.of is None or len(start.by) != 1:
        return False
    of, by = _inside(start.of), _inside(start.by[0])
    deltas = (node for node in walk(claim.right) if isinstance(node, Name) and node.base == "delta")
    pairs = (tuple(_letters(name)) for name in deltas)
    return any((one in of and other in by) or (one in by and other in of) for one, other in pairs)


def _inside(node: Node) -> set[str]:
    return {letter for name in walk(node) if isinstance(name, Name) for letter in _letters(name)}


def _letters(name: Name) -> list[str]:
    return [letter for item, _ in items(name.sub) if (letter := letter_of(item)) is not None]
