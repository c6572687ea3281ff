"""A whole derivation: which world its symbols speak of, and a verdict on every row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from derive.check.judging.conventions import Layout
from derive.check.judging.outcome import HOLDS, UNDER, WRONG
from derive.check.judging.pages import optima, parts, solving, unexplained, unknown_heads
from derive.check.judging.pages.chosen import chosen_world
from derive.check.judging.pages.corrections import ReadAgain
from derive.check.judging.pages.explaining import explained, repaired, uncertain
from derive.check.judging.pages.judges import Judges, dotted_rows, laid_out, oriented_rows
from derive.check.judging.pages.scopes import WORDS, reaching
from derive.check.judging.pages.verdict import Judged, Report, named
from derive.check.judging.products import convolutions
from derive.check.meaning.definitions import class_members, densities, solutions
from derive.check.meaning.definitions.labelled_functions import told_apart
from derive.check.meaning.notation import expectations
from derive.check.meaning.notation.capitals import with_capitals
from derive.check.meaning.notation.rewording import reworded
from derive.check.meaning.specification.small_constants import visible
from derive.check.reading import conditions_in_scripts, read
from derive.check.reading.bold_runs import taken_apart
from derive.check.reading.changes import with_changes
from derive.check.reading.dummies import plain_powers
from derive.check.reading.families import one_by_one
from derive.check.reading.numbered import plain_letters
from derive.check.reading.rows import Document
from derive.check.slips.budget import Budget

if TYPE_CHECKING:
    from derive.check.meaning.notation.declared import Declarations
    from derive.model import Model


def judge_document(
    model: Model | None,
    document: Document,
    declarations: Declarations | None = None,
    *,
    notation: str = "",
    explain: bool = True,
    seconds: float = 1.0,
) -> Report:
    """Judge every row of a text.

    ``declarations`` is the ``[notation]`` table; ``notation`` the name of a family of letters; ``explain`` looks for the slip
    behind a wrong row, for at most ``seconds`` each (for all of them see :class:`~derive.check.slips.budget.Budget`).

    Raises:
        SpecError: a declaration that cannot be read, or a part that does not stand in the text.
    """
    if declarations is None or not declarations.parts:
        return _judged(model, document, declarations, notation, explain, seconds)
    first = replace(declarations, parts=())
    spoken = [(model, first), *((part.model or model, part.declarations) for part in declarations.parts)]
    reports = [
        _judged(of, part, symbols, notation, explain, seconds)
        for (of, symbols), part in zip(spoken, parts.split(document, declarations.parts), strict=True)
        if part.rows
    ]
    return parts.joined(document, reports)


def _judged(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str, explain: bool, seconds: float
) -> Report:
    """Judge a text that speaks of one model."""
    shown, model = model, visible(model, document.text) if model is not None else None
    document, remarks, declarations = _prepared(model, document, declarations)
    chosen, words = chosen_world(model, document, declarations, notation)
    judges, found = dotted_rows(*oriented_rows(*laid_out(chosen, document, _layout(document, declarations))))
    judge = judges(0)
    if judge.layout.turned:
        words = (*words, "read in numerator layout: the gradient by a matrix has the shape of its transpose")
    again = lambda text: _prepared(model, read(text), declarations)[0]  # noqa: E731
    finish = partial(_finished, judges, document=document, seconds=seconds, explain=explain, again=again)
    rows = finish(found)
    rows = _in_scopes(judges, rows, document, declarations, finish, explain)
    rows = solving.solved(_as_steps(judges, rows, finish), judges)
    rows = optima.found(rows, judges, solutions.seeks(document)) if explain else rows
    rows = unexplained.settled(rows, judges) if explain else rows
    if explain and shown is not None:
        rows = _with_proofs(judges, rows, shown, notation, seconds)
    for remark, numbers in remarks.items():
        rows = [named(row, remark) if row.row.number in numbers else row for row in rows]
    return Report(tuple(rows), words, document, judge, judges)


def _prepared(
    model: Model | None, document: Document, declarations: Declarations | None
) -> tuple[Document, Mapping[str, frozenset[int]], Declarations | None]:
    """A text in the plain words in which it is understood, what was taken for granted in which rows, and what is declared of
    its symbols."""
    document = conditions_in_scripts.told(document)
    document, declarations = with_capitals(
        model, reworded(expectations.as_sums(reworded(document, declarations), declarations), declarations), declarations
    )
    document = told_apart(document, declarations)
    document = densities.as_symbols(document, [one.name for one in declarations.entries] if declarations is not None else [])
    document = with_changes(taken_apart(document))
    document, members = class_members.spelled_out(document)
    document, longer = reaching(one_by_one(plain_powers(plain_letters(document))))
    return document, {WORDS: longer, class_members.WORDS: members}, declarations


def _layout(document: Document, declarations: Declarations | None) -> Layout:
    """The layout of arrays that a ``[notation]`` table fixes, and whether an asterisk may be a convolution."""
    convolves = convolutions.speaks_of_them(document.text)
    if declarations is None:
        return Layout(convolves=convolves)
    vectors = {"columns": "column", "rows": "row"}.get(declarations.vectors, "")
    return Layout(declarations.layout == "numerator", vectors, declared=declarations.layout, convolves=convolves)


def _finished(
    judges: Judges, found: Sequence[Judged], *, document: Document, seconds: float, explain: bool, again: ReadAgain
) -> list[Judged]:
    """The rows with explanations of the wrong ones; those whose reading is not certain are not called wrong."""
    doubtful = uncertain(judges, found)
    asked = [judged.row.number in doubtful or (explain and judged.doubtful and judged.explanation is None) for judged in found]
    budget = Budget(seconds, sum(asked))
    rows: list[Judged] = []
    for judged, wanted in zip(found, asked, strict=True):
        judge = judges(judged.row.number)
        if judged.row.number in doubtful:
            rows.append(repaired(judge, judged, document, doubtful[judged.row.number], budget.share(), explain, again))
        else:
            rows.append(explained(judge, judged, document, budget.share(), again) if wanted else judged)
    return rows


def _with_proofs(judges: Judges, rows: list[Judged], model: Model, notation: str, seconds: float) -> list[Judged]:
    """Our own line beside the first row that is wrong, and beside others as far as the time goes."""
    from derive.check.slips import proof_line

    found, ends = list(rows), time.process_time() + seconds
    for at, judged in enumerate(found):
        claims = zip(judged.row.claims, judged.outcomes, strict=False)
        claim = next((claim for claim, outcome in claims if outcome.verdict == WRONG or outcome.unfit), None)
        if claim is not None and judged.doubtful:
            found[at] = replace(judged, proof=proof_line(model, claim, judges(judged.row.number).symbols, notation or None))
            if time.process_time() > ends:
                break
    return found


def _in_scopes(
    judges: Judges,
    rows: list[Judged],
    document: Document,
    declarations: Declarations | None,
    finish: Callable[[list[Judged]], list[Judged]],
    explain: bool,
) -> list[Judged]:
    """The rows of which nobody can tell, by the definitions that reach them (see ``own_scope``)."""
    found = judges.in_scopes(rows, document, declarations, explain)
    rows = [found.fine.get(judged.row.number, judged) for judged in rows]
    if not found.wrong:
        return rows
    fine = [judged for judged in rows if judged.verdict in (HOLDS, UNDER)]
    last = {judged.row.number: judged for judged in finish([*fine, *found.wrong.values()])}
    for number in found.wrong:
        if last[number].verdict != WRONG:
            judges.leave_scope(number)
    return [last[n] if (n := judged.row.number) in found.wrong and last[n].verdict == WRONG else judged for judged in rows]


def _as_steps(judges: Judges, rows: list[Judged], finish: Callable[[list[Judged]], list[Judged]]) -> list[Judged]:
    """Rows of chains whose head nobody knows, as steps (see :mod:`derive.check.judging.pages.unknown_heads`)."""
    found = unknown_heads.continued(rows, judges)
    changed = {new.row.number: new for new, old in zip(found, rows, strict=True) if new is not old}
    if any(judged.doubtful for judged in changed.values()):
        last = {judged.row.number: judged for judged in finish(found)}
        changed = {number: last[number] for number in changed}
    return [replace(changed.get(old.row.number, old), row=old.row) for old in rows]


def declared(notation: Mapping[str, Any] | Any) -> Any:
    """A notation table in any form as declarations."""
    if notation is None or not isinstance(notation, Mapping):
        return notation
    from derive.check.meaning.notation.declared import from_mapping

    return from_mapping(notation)
