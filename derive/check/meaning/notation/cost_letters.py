"""Which letters of a text may be the cost, whatever the specification calls it: ``\\ell``, J, ``\\mathcal{L}``.

A letter from which the text computes another one of them, ``J = \\frac1m \\sum_i L(a_i, y_i)``, is the cost of one example; so
is a loss beside a J, where there is a batch and the text differentiates both.  Where the text uses the name of a specification
by formulas, the others are its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Call, Derivative, Name, Node, Product, Script

_OF_ALL = ("J", ())
_LOSSES: set[tuple[object, ...]] = {("L", ()), ("l", ()), ("ell", ())}


def others(rows: Sequence[Row], own: Head, letters: Iterable[Head], *, by_formulas: bool, batch: bool) -> tuple[Head, ...]:
    """The letters beside its own name that may be the cost of all examples."""
    others = [letter for letter in dict.fromkeys(letters) if letter != own]
    used = {head(node) for node in nodes(rows) if isinstance(node, Name)}
    if by_formulas and own in used:
        return ()
    parts = _parts(rows, {own, *others}) or (_losses(rows) if batch else set())
    return tuple(letter for letter in others if letter[:2] not in parts)


def used(rows: Iterable[Row], letters: Collection[Head]) -> bool:
    """Whether a text uses some of these letters."""
    return any(head(node) in letters for node in nodes(rows) if isinstance(node, Name))


def of_one(rows: Sequence[Row], letters: Sequence[Head]) -> tuple[Head, ...]:
    """The letters of the cost of one example, where the text tells it from that of all examples."""
    parts = _parts(rows, set(letters)) or _losses(rows)
    return tuple(letter for letter in letters if letter[:2] in parts)


def _losses(rows: Iterable[Row]) -> set[tuple[object, ...]]:
    """The letters of losses of which a text takes derivatives beside those of a J."""
    found = (node.of for node in nodes(rows) if isinstance(node, Derivative) and isinstance(node.of, Name))
    bases: set[tuple[object, ...]] = {head(of)[:2] for of in found if not of.accents}
    return bases & _LOSSES if _OF_ALL in bases else set()


def _parts(rows: Iterable[Row], letters: set[Head]) -> set[tuple[object, ...]]:
    """The letters from which another one is computed, in whatever style."""
    return {letter[:2] for letter in _read_by_others(rows, letters)}


def _read_by_others(rows: Iterable[Row], letters: set[Head]) -> Iterator[Head]:
    for claim in (claim for row in rows for claim in row.claims):
        left = _letter(claim.compared)
        if left in letters and not isinstance(claim.right, Name):
            yield from set(map(head, _factors(claim.right))) & letters - {left}


def _factors(node: Node) -> Iterator[Name]:
    """The symbols of a formula, but for those in scripts: the L of ``a^L`` counts layers."""
    if isinstance(node, Name):
        yield node
    for child in node.inside:
        if not isinstance(child, Script):
            yield from _factors(child)


def _letter(left: Node) -> Head | None:
    """The letter of a left side that is one symbol, perhaps with its arguments."""
    if isinstance(left, Product):
        left = left.factors[0][1]
    name = left.head if isinstance(left, Call) else left
    return head(name) if isinstance(name, Name) else None
