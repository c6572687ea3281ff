"""A text in the plain words in which the judge understands it: entries, sums and derivatives where something stands for them.

Input: a document, the model and the declarations.  Output: the document, changed by what the text and the declarations say of
its symbols, and what was taken for granted on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.check.judging.pages.scopes import WORDS, reaching
from derive.check.judging.pages.usual_forms import in_usual_forms
from derive.check.meaning.definitions import (
    bare_gradients,
    batch_labels,
    called_costs,
    class_indicators,
    class_letters,
    class_members,
    densities,
    hessians,
    index_sets,
    indexed_calls,
    informations,
    jacobians,
    labelled_costs,
    named_calls,
    open_sets,
    prefixed_gradients,
    target_words,
)
from derive.check.meaning.definitions.entries_of_functions import as_entries
from derive.check.meaning.definitions.labelled_functions import told_apart
from derive.check.meaning.notation import expectations, own_letters
from derive.check.meaning.notation.bracket_indices import with_letters_below
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.notation.rewording import reworded
from derive.check.meaning.notation.word_names import with_word_names
from derive.check.reading import braced_names, sums_by_size, variations
from derive.check.reading.bold_runs import taken_apart
from derive.check.reading.changes import with_changes
from derive.check.reading.dummies import plain_powers
from derive.check.reading.families import one_by_one
from derive.check.reading.numbered import plain_letters
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name

if TYPE_CHECKING:
    from derive.model import Model


@dataclass(frozen=True)
class Prepared:
    """A text in plain words; ``remarks`` say what was taken for granted, and in which rows; ``declarations`` what is declared
    of its symbols; ``told`` which of them are read without their words."""

    document: Document
    remarks: Mapping[str, frozenset[int]]
    declarations: Declarations | None
    told: tuple[str, ...]


def in_plain_words(model: Model | None, document: Document, declarations: Declarations | None) -> Prepared:
    """A text in the plain words in which it is understood."""
    varied, declarations = _with_differentials(model, document, declarations)
    sure = varied is not document
    document, summed = in_usual_forms(model, braced_names.spelled_out(varied), declarations)
    document, declarations = with_word_names(
        model, reworded(expectations.as_sums(reworded(document, declarations), declarations), declarations), declarations
    )
    document, declarations = own_letters.told_apart(informations.as_symbols(document), declarations)
    document = as_entries(told_apart(document, declarations), declarations)
    if model is not None:
        document = with_letters_below(document, model, declarations)
    if model is None:
        document = called_costs.without_arguments(indexed_calls.as_entries(document))
    entries = declarations.entries if declarations is not None else ()
    names = [one.name for one in entries]
    heads = frozenset(map(head, names))
    document, labels = batch_labels.left_out(document, heads)
    document, targets = target_words.spelled_out(document, model, heads)
    document, costs = labelled_costs.left_out(document, model, heads)
    document = index_sets.spelled_out(densities.as_symbols(document, names), names)
    layered = model is not None and any(tensor.tag for tensor in model.tensors.values())
    document, whole = open_sets.as_sums(document, entries, not layered)
    document = taken_apart(class_letters.as_numbers(document) if model is None else document)
    document = with_changes(prefixed_gradients.spelled_out(document) if model is None else document, sure=sure)
    document, bare = bare_gradients.of_cost(document, model.cost.name) if model is not None else (document, frozenset())
    marks: frozenset[int] = frozenset()
    if model is not None:
        document, marks = class_indicators.as_entries(hessians.as_derivatives(document, model, entries), model, heads)
    document, members = class_members.spelled_out(document)
    document = jacobians.as_derivatives(named_calls.spelled_out(document, names), names)
    document, longer = reaching(one_by_one(plain_powers(plain_letters(document))))
    return Prepared(
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


def _with_differentials(
    model: Model | None, document: Document, declarations: Declarations | None
) -> tuple[Document, Declarations | None]:
    """A text in which a delta may mark variations, and the declarations without the shapes of these."""
    if model is None:
        return document, declarations
    given = declarations.entries if declarations is not None else ()
    costs = {Name(model.cost.name), *(one.name for one in given if one.kind == "value" and one.text == model.cost.name)}
    changed = variations.as_differentials(document, costs)
    if changed is document or declarations is None:
        return changed, declarations
    kept = tuple(one for one in given if not (one.kind == "shape" and variations.is_variation(one.written)))
    return changed, replace(declarations, entries=kept)
