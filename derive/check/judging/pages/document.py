"""A whole derivation: which world its symbols speak of, and a verdict on every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from derive.check import effort
from derive.check.faults import spared
from derive.check.judging.conventions import Layout
from derive.check.judging.pages import jacobian_sides, parts, text_alone
from derive.check.judging.pages.chosen import chosen_world
from derive.check.judging.pages.judges import Judges, dotted_rows, laid_out, oriented_rows, transposing_rows
from derive.check.judging.pages.known_again import known_again
from derive.check.judging.pages.one_row import LAST_ROW
from derive.check.judging.pages.plain_words import in_plain_words
from derive.check.judging.pages.second_looks import SecondLooks
from derive.check.judging.pages.solved_letters import solved
from derive.check.judging.pages.verdict import Judged, Report, named
from derive.check.judging.products import convolutions
from derive.check.judging.sums import loose_ends
from derive.check.judging.values import primed
from derive.check.meaning.definitions import (
    named_functions,
    neighbour_sets,
)
from derive.check.meaning.notation import parts_of_axes, set_aside, short_of_examples, unused
from derive.check.meaning.notation.declared import Declarations, in_words_of, with_cost
from derive.check.meaning.notation.inherited import with_inherited
from derive.check.meaning.notation.rewording import with_plain_scripts
from derive.check.meaning.specification.one_bias import with_one_bias
from derive.check.meaning.specification.small_constants import visible
from derive.check.reading import (
    read,
)
from derive.check.reading.printer import latex
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Call
from derive.errors import SpecError

if TYPE_CHECKING:
    from derive.model import Model

_ROUNDS = 3
"""So often more letters are known again."""


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
        SpecError: a part that does not stand in the text.
    """
    if declarations is None:
        return _in_parts(model, document, None, notation, explain, seconds)
    usable: Declarations | None = in_words_of(document, declarations)
    while usable is not None:
        try:
            report = _in_parts(model, document, usable, notation, explain, seconds)
            return set_aside.told(report, usable)
        except SpecError as error:
            usable, fault = set_aside.without(usable, error), error
    raise fault


def _in_parts(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str, explain: bool, seconds: float
) -> Report:
    """Judge a text, each part of it by its own model and symbols.

    Raises:
        SpecError: a declaration that cannot be used, or a part that does not stand in the text.
    """
    document = neighbour_sets.as_whole_layers(document)
    if declarations is None or not declarations.parts:
        report = _judged(model, document, declarations, notation, explain, seconds)
        lost = unused.told(declarations.entries, report.document.rows) if declarations and report.document else ()
        return replace(report, understood=(*report.understood, *lost))
    first = replace(declarations, parts=())
    ordered = parts.in_order(document.text, declarations.parts)
    own = ((part.model or model, with_inherited(first, model, part)) for part in ordered)
    spoken = [(model, first), *own]
    reports = [
        _judged(of, part, symbols, notation, explain, seconds)
        for (of, symbols), part in zip(spoken, parts.split(document, ordered), strict=True)
        if part.rows
    ]
    return parts.joined(document, reports)


def _judged(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str, explain: bool, seconds: float
) -> Report:
    """Judge a text that speaks of one model; where nothing is declared, the text alone may say what its letters mean."""
    report = _read_by(model, document, declarations, notation, explain, seconds)
    if model is None or effort.is_late(LAST_ROW / 2) or not text_alone.is_asked(declarations, report, explain):
        return report
    alone = partial(_read_by, None, document, declarations, notation, explain, seconds)
    return spared(lambda: text_alone.completed(report, alone), lambda _: report)


def _read_by(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str, explain: bool, seconds: float
) -> Report:
    """Judge a text by one model (or by its own definitions)."""
    shown = model
    model, constants = visible(model, document.text) if model is not None else (None, ())
    if declarations is not None:
        declarations = with_cost(declarations, model)
        if model is not None:
            declarations, short = short_of_examples.completed(model, declarations, document.rows)
            constants = (*constants, *short)
        constants = (*constants, *parts_of_axes.told(declarations))
    declarations = with_plain_scripts(named_functions.told(document, declarations))
    text = in_plain_words(model, document, declarations)
    document, declarations = text.document, text.declarations
    constants = (*constants, *text.told)
    if model is not None:
        model, merged = with_one_bias(model, document.rows, declarations.entries if declarations is not None else ())
        constants = (*constants, *merged)
    chosen, words = chosen_world(model, document, declarations, notation)
    document, turned = jacobian_sides.settled(chosen, document)
    if turned:
        chosen, words = chosen_world(model, document, declarations, notation)
    known: tuple[str, ...] = ()
    for _ in range(_ROUNDS):  # what one letter is may say what the next one is
        if not (same := (*known_again(chosen, document), *solved(chosen, document))):
            break
        declarations = declarations or Declarations()
        declarations = replace(declarations, entries=(*declarations.entries, *same))
        chosen, words = chosen_world(model, document, declarations, notation)
        known = (*known, *(f"{latex(one.name)}: the model's {one.text}" for one in same))
    words = (*words, *known)
    judges, found = laid_out(chosen, document, _layout(document, declarations))
    for settled in (oriented_rows, dotted_rows, transposing_rows):
        judges, found = _in_time(settled, judges, found)
    judge = judges(0)
    if judge.layout.turned:
        words = (*words, "read in numerator layout: the gradient by a matrix has the shape of its transpose")
    again = lambda source: in_plain_words(model, read(source), declarations).document  # noqa: E731
    for letter in sorted(judge.layout.loose_ends):
        words = (*words, f"sums from zero to {letter} run over all entries where there are {letter} of them")
    rows, faults = SecondLooks(judges, document, declarations, shown, notation, seconds, explain, again).taken(found)
    for remark, numbers in text.remarks.items():
        rows = [named(row, remark) if row.row.number in numbers else row for row in rows]
    return Report(tuple(rows), (*words, *constants, *faults), document, judge, judges)


def _in_time(
    settled: Callable[[Judges, list[Judged]], tuple[Judges, list[Judged]]], judges: Judges, found: list[Judged]
) -> tuple[Judges, list[Judged]]:
    """The judges and the rows after a further look at the whole text, if there is the time for it."""
    if effort.is_late(LAST_ROW / 2):
        return judges, found
    after = settled(judges, found)
    return (judges, found) if effort.is_late(LAST_ROW) else after


def _layout(document: Document, declarations: Declarations | None) -> Layout:
    """The layout of arrays that a ``[notation]`` table fixes, and whether an asterisk may be a convolution."""
    habits = Layout(
        convolves=convolutions.speaks_of_them(document.text),
        primes=primed.mark_transposes(document),
        loose_ends=loose_ends.letters(document),
        stacks=any(isinstance(node, Call) and node.head.base == "vec" for node in nodes(document.rows)),
    )
    if declarations is None:
        return habits
    vectors = {"columns": "column", "rows": "row"}.get(declarations.vectors, "")
    declared = declarations.layout
    return replace(habits, turned=declared == "numerator", vectors=vectors, declared=declared, settled=bool(vectors))


def declared(notation: Mapping[str, Any] | Any) -> Any:
    """A notation table in any form as declarations."""
    if notation is None or not isinstance(notation, Mapping):
        return notation
    from derive.check.meaning.notation.declared import from_mapping

    return from_mapping(notation)
