"""One row of a text: its claims judged, in the case that the text has in mind, as a step from the row before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, pairwise

from derive.check import effort
from derive.check.faults import spared
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.pages import continuing, last_layers, last_steps, nearby, unread_entries
from derive.check.judging.pages.verdict import Judged, named, summed_up
from derive.check.judging.rows import suppositions
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.trees import is_zero
from derive.check.reading.rows import Claim, Document, Row

LAST_ROW = 0.7
"""Rows are judged in this share of the time; what is left is for explanations."""
_NAMED_IN_WORDS = re.compile(
    r"\s*&?\s*\\(?:text|mbox|textrm)\{(?!\s*(?:so|thus|hence|then|and|therefore|or|that|i\.e|which|where|we|with|since)\b)"
    r"[^{}]* [^{}]*\}\s*&?\s*=(?!=*>)"
)
"""A row such as ``\\text{in all} &= 2 n_0``: several words that are no connection stand on its left side."""


def judged_rows(judges: Callable[[int], Judge], document: Document) -> list[Judged]:
    """All rows; what follows rightly from a wrong row is not wrong once more."""
    found: list[Judged] = []
    for row in continuing.with_conditions(document):
        judge = judges(row.number)
        judged = in_its_case(judge, safely(judge, row), document)
        if judged.verdict == WRONG and found and (found[-1].verdict == WRONG or found[-1].follows is not None):
            judged = _as_step(judge, judged, found[-1])
        found.append(judged)
    return found


def _as_step(judge: Judge, judged: Judged, before: Judged) -> Judged:
    def judge_alone(claim: Claim) -> Outcome:
        return judge.judge_claim(claim, judged.row.conditions)

    wrong = before.row.number if before.follows is None else before.follows
    outcomes = continuing.step(judged.row, before.row, wrong, judged.outcomes, judge_alone)
    return judged if outcomes is None else replace(summed_up(judged.row, outcomes), follows=wrong)


def in_its_case(judge: Judge, judged: Judged, document: Document) -> Judged:
    """A row that differs may hold under a condition on an index that the text states beside it, or in the last layer."""
    unfit = any(outcome.unfit for outcome in judged.outcomes)
    if judged.verdict != WRONG and judged.reason != suppositions.TO_BE_SOLVED:
        return _in_last_layer(judge, judged, document) if unfit else judged
    if judged.verdict == WRONG and nearby.is_alternative(document, judged.row):
        return replace(judged, verdict=CANNOT_TELL, reason="one of several cases ('or'); the model is that of another case")
    stated = nearby.conditions(document, judged.row, judge.symbols)
    last = last_steps.conditions(document, judged.row, judge.symbols)
    for condition, words in chain(stated, unread_entries.conditions(judge, judged.row), last):
        found = safely(judge, replace(judged.row, conditions=(*judged.row.conditions, condition)))
        if found.verdict in (HOLDS, UNDER):
            return named(replace(found, row=judged.row), words)
    if judged.verdict == WRONG and nearby.is_conditional(document, judged.row):
        reason = "it is claimed under the condition behind it, which is not understood"
        return replace(judged, verdict=CANNOT_TELL, reason=reason)
    return _in_last_layer(judge, judged, document)


def _in_last_layer(judge: Judge, judged: Judged, document: Document) -> Judged:
    """A row as it holds in the last layer; itself if it does not, or speaks of no target."""
    there = last_layers.at_last(document, judged.row, judge)
    found = safely(judge, there) if there is not None else judged
    return named(replace(found, row=judged.row), last_layers.WORDS) if found.verdict in (HOLDS, UNDER) else judged


def safely(judge: Judge, row: Row) -> Judged:
    """A fault of the program on one row is said there, and spoils no other row; one for which no time is left says so."""
    if effort.is_late(LAST_ROW):
        return Judged(row, CANNOT_TELL if row.claims else NO_CLAIM, "no time was left to judge it")
    return spared(
        lambda: _small_enough(judge, row), lambda words: Judged(row, CANNOT_TELL, f"this row could not be judged, {words}")
    )


def _small_enough(judge: Judge, row: Row) -> Judged:
    try:
        return judge_row(judge, row)
    except MemoryError:
        judge.bench.memory.clear()
        return Judged(row, CANNOT_TELL, "its arrays are too large to compute with: too many indices run at the same time")


def judge_row(judge: Judge, row: Row) -> Judged:
    """The verdict on a row: wrong if one of its claims is, unknown if one of them is, else what the claims say."""
    if _NAMED_IN_WORDS.match(row.latex) and (not row.claims or row.words):
        return Judged(row, NO_CLAIM, "its left side is words")
    if row.problem is not None:
        return Judged(row, CANNOT_TELL, row.problem.reason, span=(row.problem.place.start, row.problem.place.end))
    definitions = judge.symbols.definitions
    outcomes: list[Outcome] = []
    for number, claim in enumerate(row.claims):
        if number == 0 and row.number in definitions:
            outcomes.append(Outcome(NO_CLAIM, definitions[row.number]))
        else:
            outcomes.append(judge.judge_claim(claim, row.conditions))
    if not outcomes:
        return Judged(row, NO_CLAIM, "nothing is claimed")
    if len(outcomes) > 1 and is_zero(row.claims[-1].right) and outcomes[-1].is_fine and _is_chain(row):
        outcomes = [Outcome(HOLDS, zero=True) if _is_mere_zero(outcome) else outcome for outcome in outcomes]
    return summed_up(row, outcomes)


def _is_chain(row: Row) -> bool:
    """Whether all equations of a row are one chain."""
    return all(claim.relation == "=" and claim.left == before.right for before, claim in pairwise(row.claims))


def _is_mere_zero(outcome: Outcome) -> bool:
    """Whether nothing can be told of a claim since both of its sides are zero: in a chain that ends with zero, so they are to
    be."""
    return outcome.verdict == CANNOT_TELL and outcome.zero
