"""Texts whose symbols nothing declares, read by their own definitions alone where the specification does not explain them.

Who gives a model and no table ``[notation]`` leaves it to usage what the letters mean.  Where that fails for a row, the text
itself may say enough: what holds by its own definitions holds, and the report says that the specification was not asked.
The letters are not the specification's at all where the indices name layers (``w_{ij}`` and ``w_{jk}``) of what was taken for
one quantity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG
from derive.check.judging.pages.verdict import Judged, Report, named
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.symbols import Part, Symbols, whole
from derive.check.meaning.text.units import by_units
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Name
from derive.check.reading.vocabulary import FUNCTIONS, TRANSPOSE_MARKS

WORDS = "by the text's own definitions, without the specification"
"""The convention of a row that the specification does not explain."""
_EVIDENCE = 2
"""So many rows have to hold by another meaning of a letter before it is believed."""
_LETTERS = "the letters are not those of the specification: read by the text's own definitions alone"


def is_asked(declarations: Declarations | None, report: Report, explained: bool) -> bool:
    """Whether nothing is declared, and there are rows of which nobody can tell, or that no slip explains (if they have been
    ``explained`` as far as can be)."""
    lazy = declarations is None or not declarations.entries
    return lazy and any(_is_open(one) or (explained and _is_doubtful(one)) for one in report.rows)


def _is_doubtful(judged: Judged) -> bool:
    """Whether no slip explains why a row differs, or its letters have other shapes than it takes for granted."""
    return judged.doubtful and (not judged.explanation or _SHAPELESS.search(judged.reason) is not None)


def completed(report: Report, alone: Callable[[], Report]) -> Report:
    """The report with what holds by the text ``alone``; that one instead, if the letters are the text's own."""
    other = alone()
    if len(other.rows) != len(report.rows):
        return report
    if _fine(other.rows) > _fine(report.rows) and _names_layers(report):
        return replace(other, understood=(_LETTERS, *other.understood))
    pairs = zip(report.rows, other.rows, strict=True)
    rows = [judged if _is_of_model(report, judged) else _filled(judged, again) for judged, again in pairs]
    gained = [row for row, judged in zip(rows, report.rows, strict=True) if row is not judged]
    rows = [_of_other_shape(judged, again) for judged, again in zip(rows, other.rows, strict=True)]
    both = zip(rows, other.rows, strict=True)
    return replace(report, rows=tuple(_redefined(report, judged, again, gained) for judged, again in both))


def _redefined(report: Report, judged: Judged, again: Judged, gained: Sequence[Judged]) -> Judged:
    """A row as it is by the text alone, if it gives a letter that was taken for something else a meaning of its own: no slip
    explains the row, and others hold by that meaning alone."""
    if judged.verdict != WRONG or judged.explanation or again.verdict not in (HOLDS, UNDER, NO_CLAIM) or not report.judges:
        return judged
    claims = zip(judged.row.claims, judged.outcomes, strict=False)
    wrong = [claim for claim, outcome in claims if outcome.verdict == WRONG and not claim.inherited]
    symbols = report.judges(judged.row.number).symbols
    letters = [head(claim.left) for claim in wrong if isinstance(claim.left, Name) and _is_taken(symbols, claim.left)]
    if not wrong or len(letters) < len(wrong):
        return judged
    if any(sum(letter in _heads(row) for row in gained) < _EVIDENCE for letter in letters):
        return judged
    return named(replace(again, row=judged.row), WORDS)


def _is_taken(symbols: Symbols, name: Name) -> bool:
    """Whether usage alone takes a letter for a quantity that the specification calls otherwise."""
    readings = symbols.lookup(name)
    part = readings[0].meaning if readings else None
    return isinstance(part, Part) and not symbols.declares(name) and not part.quantity.startswith(name.base)


def _heads(judged: Judged) -> set[Head]:
    return {head(node) for node in nodes([judged.row]) if isinstance(node, Name)}


def _fine(rows: Sequence[Judged]) -> int:
    return sum(judged.verdict in (HOLDS, UNDER, NO_CLAIM) for judged in rows)


def _names_layers(report: Report) -> bool:
    """Whether the letters of units name layers in a text, and a symbol of several layers was taken for one quantity."""
    if report.document is None or report.judge is None:
        return False
    places: dict[Head, set[tuple[str, ...]]] = {}
    for top, where in by_units(list(report.document.rows))[1].origin.values():
        places.setdefault(top, set()).add(where)
    symbols, base = report.judge.symbols, report.judge.world.specification
    several = [Name(top[0], top[1], top[2]) for top, found in places.items() if len(found) > 1]
    meanings = [whole(symbols.lookup(name)) for name in several]
    return any(isinstance(one, Part) and base is not None and one.quantity in base.quantities for one in meanings)


def _is_open(judged: Judged) -> bool:
    return judged.verdict == CANNOT_TELL and not judged.unreadable and bool(judged.row.claims)


_SHAPELESS = re.compile(r"has no (?:trace|determinant|inverse|diagonal)")
"""Why a row has no value whose letters are square matrices, and those of the specification are not."""


def _of_other_shape(judged: Judged, again: Judged) -> Judged:
    """A row on a square matrix, by a letter that the specification has for another one: not of that does it speak."""
    if judged.verdict != WRONG or not _SHAPELESS.search(judged.reason):
        return judged
    if again.verdict in (HOLDS, UNDER):
        return named(replace(again, row=judged.row), WORDS)
    if "trace" in judged.reason:  # which a slip in a product takes of a matrix that has none
        return judged
    return Judged(judged.row, CANNOT_TELL, judged.reason, outcomes=judged.outcomes)


def _is_of_model(report: Report, judged: Judged) -> bool:
    """Whether a row speaks of quantities alone that the specification calls as it does, and the text gives none of them another
    definition: then it is about these."""
    symbols = report.judges(judged.row.number).symbols if report.judges is not None else None
    names = {node for node in nodes([judged.row]) if isinstance(node, Name)}
    found = {name for name in names if name.base not in FUNCTIONS and name.base not in TRANSPOSE_MARKS}
    read = {name: symbols.lookup(name)[:1] for name in found} if symbols is not None else {}
    parts = ((name, reading.meaning) for name, readings in read.items() for reading in readings)
    own = [name for name, part in parts if isinstance(part, Part) and part.quantity == name.base]
    defined = {claim.left for one in report.rows for claim in one.row.claims if one.verdict not in (HOLDS, UNDER)}
    return bool(own) and len(own) == len(found) and not found & defined


def _filled(judged: Judged, again: Judged) -> Judged:
    """A row of which nobody can tell as it is by the text alone, if it holds so (and not for want of anything to compare)."""
    empty = bool(again.outcomes) and all(outcome.zero for outcome in again.outcomes if outcome.is_fine)
    if not _is_open(judged) or again.verdict not in (HOLDS, UNDER) or empty:
        return judged
    return named(replace(again, row=judged.row), WORDS)
