"""A definition that gives a letter of the specification another meaning: from there on the letter is read so.

A page may state another model midway, in the letters of the first.  Such an equation contradicts the specification, and no
usual slip explains it; that it is meant is seen from the rows after it, several of which hold by it and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG
from derive.check.judging.pages.own_scope import Found, Scopes, is_empty, is_flat, words_of
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.definitions.reaching import Said
from derive.check.meaning.symbols import Part, Reading
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name

_EVIDENCE = 2
"""So many rows have to hold by a new meaning of a letter."""


def with_new_meanings(rows: Sequence[Any], scopes: Scopes, again: Callable[[Judge, Row], Any], found: Found) -> None:
    """Add to what was found the rows that hold by new meanings of letters, and the definitions that give them."""
    for one in _candidates(rows, scopes):
        held = {}
        for judged in _after(rows, one, scopes):
            for said in (each for each in scopes.sets(judged.row) if one in each):
                judge = scopes.judge(said, judged.row)
                other = again(judge, judged.row) if judge is not None else None
                if judge is None or other is None or other.verdict not in (HOLDS, UNDER):
                    continue
                if is_empty(other, said, scopes.reaching) or is_flat(judge, judged.row):
                    continue
                convention = "; ".join(filter(None, (words_of(said, judged.row), other.convention)))
                held[judged.row.number] = replace(other, verdict=UNDER, convention=convention), judge
                break
        if len(held) >= _EVIDENCE:
            for number, (judged, judge) in held.items():
                found.fine[number], found.judges[number] = judged, judge
                found.wrong.pop(number, None)
            begun = next(judged for judged in rows if judged.row.number == one.row)
            words = f"a definition: from row {one.row} on, {one.key.name} is read so"
            found.fine[one.row] = replace(
                begun,
                verdict=NO_CLAIM,
                reason=words,
                counterexample=None,
                convention=None,
                correction=None,
                proof=None,
                span=None,
            )


def _candidates(rows: Sequence[Any], scopes: Scopes) -> list[Said]:
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


def _after(rows: Sequence[Any], one: Said, scopes: Scopes) -> list[Any]:
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
