"""Symbols of a layer that has none: ``b_i`` beside ``b_j`` and ``b_k``, where i counts the inputs.

Where each layer has a letter of its own for its units, and all quantities of a kind are declared by these letters, the letter
of another layer below such a symbol means nothing.  If one of the declared symbols in its place, wherever it stands, makes the
row hold, and no other does, it is a slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import CANNOT_TELL, WRONG, Outcome
from derive.check.judging.pages.corrections import ReadAgain, corrected
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.plausibility import names_of
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.trees import letter_of
from derive.check.reading.printer import latex, relation
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Name, Node, Script
from derive.check.reading.tree import rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.pages.judges import Judges
    from derive.check.slips import Explanation

_READINGS = 12


def found(rows: Sequence[Judged], judges: Judges, document: Document, again: ReadAgain) -> list[Judged]:
    """The rows, with those called wrong that such a slip explains."""
    names = names_of(document.rows)
    return [_judged(judged, judges(judged.row.number), names, again) for judged in rows]


def _judged(judged: Judged, judge: Judge, names: Sequence[Name], again: ReadAgain) -> Judged:
    for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
        name = _unknown(judged, claim, outcome)
        others = list(_others(judge, name, names)) if name is not None else []
        repairs = [other for other in others if name is not None and _holds(judge, judged, claim, name, other)]
        if name is not None and len(repairs) == 1:
            return corrected(replace(judged, verdict=WRONG), _explained(claim, name, repairs[0]), claim, judge, again)
    return judged


def _unknown(judged: Judged, claim: Claim, outcome: Outcome) -> Name | None:
    if judged.verdict != CANNOT_TELL or not outcome.has_unknown_symbol:
        return None
    sides = (claim.right,) if claim.inherited else claim.sides  # the slip of an earlier row is none of this one
    own = [node for side in sides for node in walk(side) if isinstance(node, Name) and node.sub]
    every = (node for side in (claim.compared, *claim.sides) for node in walk(side) if isinstance(node, Name))
    return next((node for node in every if node.span == outcome.span and node in own), None)


def _others(judge: Judge, name: Name, names: Sequence[Name]) -> Iterator[Name]:
    """The symbols of the layers that have such a quantity, if the letter below the unknown one belongs to another layer."""
    letter = letter_of(name.sub[0].items[0]) if len(name.sub) == 1 and len(name.sub[0].items) == 1 else None
    symbols = judge.symbols
    own = _of_units(symbols, name) if isinstance(symbols, Dictionary) else []
    if not isinstance(symbols, Dictionary) or letter is None or not own or name.sup or not _covers(judge, own):
        return
    letters = {inner for other in names for entry in _of_units(symbols, other) for inner in entry.pattern.letters}
    if letter in letters - {inner for entry in own for inner in entry.pattern.letters}:
        for entry in own:
            yield replace(name, sub=(Script(tuple(item for item, _ in entry.pattern.below), ""),))


def _of_units(symbols: Dictionary, name: Name) -> list[QuantityEntry]:
    """The declared symbols of a letter, if each of them belongs to one layer."""
    entries = symbols.declared(name)
    found = [entry for entry in entries if isinstance(entry, QuantityEntry) and entry.pattern.exact]
    return found if len(found) == len(entries) else []


def _covers(judge: Judge, entries: Sequence[QuantityEntry]) -> bool:
    """Whether the declared symbols mean all quantities of their kind."""
    base = judge.world.specification
    kinds = {entry.quantity.name.rstrip("0123456789") for entry in entries}
    names = {name for name in base.quantities if name.rstrip("0123456789") in kinds} if base is not None else set()
    return len(kinds) == 1 and names == {entry.quantity.name for entry in entries}


def _holds(judge: Judge, judged: Judged, claim: Claim, name: Name, other: Name) -> bool:
    left, right = _put(claim.compared, name, other), _put(claim.right, name, other)
    return judge.holds(left, right, claim.relation, judged.row.conditions, limit=_READINGS)


def _put(node: Node, name: Name, other: Name) -> Node:
    return rewrite(node, lambda inner: other if inner == name else None)


def _explained(claim: Claim, name: Name, other: Name) -> Explanation:
    from derive.check.slips import Explanation

    left, right = _put(claim.compared, name, other), _put(claim.right, name, other)
    words = f"The index ${latex(name.sub[0].items[0])}$ of ${latex(name)}$ is wrong: with ${latex(other)}$ it holds."
    return Explanation("index", name.span, words, left, right, f"{latex(left)} {relation(claim.relation)} {latex(right)}")
