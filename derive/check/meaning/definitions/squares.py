"""Definitions of a square: ``\\sigma^2 = \\frac1m \\sum_i (x_i - \\mu)^2`` defines ``\\sigma``, as its positive root."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Name, Root
from derive.check.reading.tree import without_power


def rooted(rows: Iterable[Row], declared: Declarations, knows: Callable[[Name], bool] = lambda name: False) -> list[Row]:
    """The rows with such definitions solved, where nothing else defines or declares the symbol; ``knows`` tells which symbols
    a specification gives a meaning."""
    rows = list(rows)
    known = {head(entry.name) for entry in declared.entries}
    squares = [c.left for row in rows for c in row.claims if isinstance(c.left, Name)]
    known |= {head(bare) for name in squares if (bare := _bare(name)) is not None and (knows(name) or knows(bare))}
    known |= {head(c.left) for row in rows for c in row.claims if isinstance(c.left, Name) and _bare(c.left) is None}
    return [row.mapped(lambda claim: _solved(claim, known)) for row in rows]


def _bare(name: Name) -> Name | None:
    """The symbol whose plain square a name is."""
    bare, power = without_power(name)
    return bare if power == 2 and isinstance(bare, Name) else None


def _solved(claim: Claim, known: set[Head]) -> Claim:
    bare = _bare(claim.left) if isinstance(claim.left, Name) and claim.relation in ("=", ":=") and not claim.inherited else None
    if bare is None or head(bare) in known:
        return claim
    return replace(claim, left=bare, right=Root(claim.right, None, span=claim.right.span))
