"""A definition that gives a letter of the specification another meaning: from there on the letter is read so.

A page may state another model midway, in the letters of the first.  Such an equation contradicts the specification, and no
usual slip explains it; that it is meant is seen from the rows after it, several of which hold by it and by nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG
from derive.check.judging.pages.own_scope import Again, Found, Scopes, is_empty, is_flat, words_of
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.definitions.reaching import Said
from derive.check.meaning.symbols import Part, Reading
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged

_EVIDENCE = 2
"""So many rows have to hold by a new meaning of a letter."""


def with_new_meanings(rows: Sequence[Judged], scopes: Scopes, again: Again, found: Found) -> None:
    """Add to what was found the rows that hold by new meanings of letters, and the definitions that give them."""
    for one in _candidates(rows, scopes):
        after = {judged.row.number: _held(judged.row, one, scopes, again) for judged in _after(rows, one, scopes)}
        held = {number: outcome for number, outcome in after.items() if outcome is not None}
        if len(held) < _EVIDENCE:
            continue
        for number, (judged, judge) in held.items():
            found.fine[number], found.judges[number] = judged, judge
            found.wrong.pop(number, None)
        begun = next(judged for judged in rows if judged.row.number == one.row)
        words = f"a definition: from row {one.row} on, {one.key.name} is read so"
        plain = replace(begun, counterexample=None, convention=None, correction=None, proof=None, span=None)
        found.fine[one.row] = replace(plain, verdict=NO_CLAIM, reason=words)


def _held(row: Row, one: Said, scopes: Scopes, again: Again) -> tuple[Judged, Judge] | None:
    """The verdict on a row that holds by a new meaning, with the judge who says so."""
    for said in (each for each in scopes.sets(row) if one in each):
        judge = scopes.judge(said, row)
        other = again(judge, row) if judge is not None else None
        if judge is None or other is None or other.verdict not in (HOLDS, UNDER):
            continue
        if not is_empty(other, said, scopes.reaching) and not is_flat(judge, row):
            convention = "; ".join(filter(None, (words_of(said, row), other.convention)))
            return replace(other, verdict=UNDER, convention=convention), judge
    return None


def _candidates(rows: Sequence[Judged], scopes: Scopes) -> list[Said]:
    """The definitions that contradict the specification, and that no slip explains."""
    wrong = {j.row.number for j in rows if j.verdict in (WRONG, CANNOT_TELL) and not j.explanation}
    every = [one for said in scopes.reaching.said.values() for one in said if one.row in wrong and not one.implied]
    return [one for one in sorted(every, key=lambda one: one.row) if _is_known(one, scopes)]


def _is_known(one: Said, scopes: Scopes) -> bool:
    name = one.made.left
    if scopes.base is None or not isinstance(name, Name):
        return False
    readings: Sequence[Reading] = scopes.base.lookup(name)
    return bool(readings) and isinstance(readings[0].meaning, Part)


def _after(rows: Sequence[Judged], one: Said, scopes: Scopes) -> list[Judged]:
    """The rows behind a definition, up to the next one of the same letter, that do not hold as yet."""
    later = min((other.row for other in scopes.reaching.said[one.key] if other.row > one.row), default=None)
    return [
        judged
        for judged in rows
        if judged.row.number > one.row
        and (later is None or judged.row.number < later)
        and judged.verdict in (WRONG, CANNOT_TELL)
        and judged.row.claims
    ]
