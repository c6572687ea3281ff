"""A whole derivation: which world its symbols speak of, and a verdict on every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from derive.check.faults import spared
from derive.check.judging.conventions import Layout
from derive.check.judging.pages import jacobian_sides, parts, text_alone
from derive.check.judging.pages.chosen import chosen_world
from derive.check.judging.pages.judges import dotted_rows, laid_out, oriented_rows, transposing_rows
from derive.check.judging.pages.known_again import known_again
from derive.check.judging.pages.scopes import WORDS, reaching
from derive.check.judging.pages.second_looks import SecondLooks
from derive.check.judging.pages.solved_letters import solved
from derive.check.judging.pages.verdict import Report, named
from derive.check.judging.products import convolutions
from derive.check.judging.sums import loose_ends
from derive.check.judging.values import primed
from derive.check.meaning.definitions import (
    bare_gradients,
    batch_labels,
    called_costs,
    class_indicators,
    class_letters,
    class_members,
    densities,
    index_sets,
    indexed_calls,
    jacobians,
    labelled_costs,
    leave_one_out,
    left_out_layers,
    named_calls,
    named_functions,
    neighbour_sets,
    open_sets,
    prefixed_gradients,
    target_words,
)
from derive.check.meaning.definitions.entries_of_functions import as_entries
from derive.check.meaning.definitions.labelled_functions import told_apart
from derive.check.meaning.notation import declared_words, expectations, parts_of_axes, set_aside, unused
from derive.check.meaning.notation.bracket_indices import with_letters_below
from derive.check.meaning.notation.declared import Declarations, in_words_of
from derive.check.meaning.notation.inherited import with_inherited
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.notation.rewording import reworded, with_plain_scripts
from derive.check.meaning.notation.word_names import with_word_names
from derive.check.meaning.specification.one_bias import with_one_bias
from derive.check.meaning.specification.small_constants import visible
from derive.check.reading import (
    chains_in_cases,
    circle_numbers,
    conditions_in_scripts,
    direct_parts,
    glued_words,
    greek_sums,
    inline_conditions,
    kroneckers,
    operators_before_signs,
    pairs_as_words,
    read,
    sizes_below,
    sums_by_size,
)
from derive.check.reading.bold_runs import taken_apart
from derive.check.reading.changes import with_changes
from derive.check.reading.dummies import plain_powers
from derive.check.reading.families import one_by_one
from derive.check.reading.numbered import plain_letters
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
    own = ((part.model or model, with_inherited(first, model, part)) for part in declarations.parts)
    spoken = [(model, first), *own]
    reports = [
        _judged(of, part, symbols, notation, explain, seconds)
        for (of, symbols), part in zip(spoken, parts.split(document, declarations.parts), strict=True)
        if part.rows
    ]
    return parts.joined(document, reports)


def _judged(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str, explain: bool, seconds: float
) -> Report:
    """Judge a text that speaks of one model; where nothing is declared, the text alone may say what its letters mean."""
    report = _read_by(model, document, declarations, notation, explain, seconds)
    if model is None or not text_alone.is_asked(declarations, report, explain):
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
        constants = (*constants, *parts_of_axes.told(declarations))
    declarations = with_plain_scripts(named_functions.told(document, declarations))
    document, remarks, declarations, told = _prepared(model, document, declarations)
    constants = (*constants, *told)
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
    judges, found = dotted_rows(*oriented_rows(*laid_out(chosen, document, _layout(document, declarations))))
    judges, found = transposing_rows(judges, found)
    judge = judges(0)
    if judge.layout.turned:
        words = (*words, "read in numerator layout: the gradient by a matrix has the shape of its transpose")
    again = lambda text: _prepared(model, read(text), declarations)[0]  # noqa: E731
    for letter in sorted(judge.layout.loose_ends):
        words = (*words, f"sums from zero to {letter} run over all entries where there are {letter} of them")
    rows, faults = SecondLooks(judges, document, declarations, shown, notation, seconds, explain, again).taken(found)
    for remark, numbers in remarks.items():
        rows = [named(row, remark) if row.row.number in numbers else row for row in rows]
    return Report(tuple(rows), (*words, *constants, *faults), document, judge, judges)


def _prepared(
    model: Model | None, document: Document, declarations: Declarations | None
) -> tuple[Document, Mapping[str, frozenset[int]], Declarations | None, tuple[str, ...]]:
    """A text in the plain words in which it is understood, what was taken for granted in which rows, what is declared of its
    symbols, and which of them are read without their words."""
    document, summed = _in_usual_forms(model, document, declarations)
    document, declarations = with_word_names(
        model, reworded(expectations.as_sums(reworded(document, declarations), declarations), declarations), declarations
    )
    document = as_entries(told_apart(document, declarations), declarations)
    if model is not None:
        document = with_letters_below(document, model, declarations)
    if model is None:
        document = called_costs.without_arguments(indexed_calls.as_entries(document))
    names = [one.name for one in declarations.entries] if declarations is not None else []
    heads = frozenset(map(head, names))
    document, labels = batch_labels.left_out(document, heads)
    document, targets = target_words.spelled_out(document, model, heads)
    document, costs = labelled_costs.left_out(document, model, heads)
    document = index_sets.spelled_out(densities.as_symbols(document, names), names)
    layered = model is not None and any(tensor.tag for tensor in model.tensors.values())
    document, whole = open_sets.as_sums(document, declarations.entries if declarations is not None else (), not layered)
    document = taken_apart(class_letters.as_numbers(document) if model is None else document)
    document = with_changes(prefixed_gradients.spelled_out(document) if model is None else document)
    document, bare = bare_gradients.of_cost(document, model.cost.name) if model is not None else (document, frozenset())
    marks: frozenset[int] = frozenset()
    if model is not None:
        document, marks = class_indicators.as_entries(document, model, heads)
    document, members = class_members.spelled_out(document)
    document = jacobians.as_derivatives(named_calls.spelled_out(document, names), names)
    document, longer = reaching(one_by_one(plain_powers(plain_letters(document))))
    return (
        document,
        {
            sums_by_size.WORDS: summed,
            WORDS: longer,
            class_members.WORDS: members,
            open_sets.WORDS: whole,
            class_indicators.WORDS: marks,
            bare_gradients.WORDS: bare,
        },
        declarations,
        (*labels, *targets, *costs),
    )


def _in_usual_forms(
    model: Model | None, document: Document, declarations: Declarations | None
) -> tuple[Document, frozenset[int]]:
    """A text whose formulas are written in the usual forms, before its symbols are looked up; and the rows with sums whose
    letter only their size tells."""
    if not any("Sigma" in one.name.base or "Sigma" in one.text for one in (declarations.entries if declarations else ())):
        document = greek_sums.with_sums(document)
    document = operators_before_signs.with_operands(document)
    document = direct_parts.as_immediate(inline_conditions.with_conditions(circle_numbers.told_apart(document)))
    document = sizes_below.left_out(document, [one.name for one in declarations.entries] if declarations is not None else ())
    document, summed = sums_by_size.over_letters(document)
    document = leave_one_out.as_symbols(document)
    document = glued_words.put_together(document, (*model.tensors, *map(str, model.sizes)) if model is not None else ())
    document = declared_words.put_together(document, declarations)
    document = left_out_layers.filled_in(document) if model is None else document
    return chains_in_cases.told_apart(
        conditions_in_scripts.told(kroneckers.lowered(pairs_as_words.taken_apart(document)))
    ), summed


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
