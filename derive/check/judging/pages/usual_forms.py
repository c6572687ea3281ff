"""A text with its formulas in the usual forms, before its symbols are looked up.

Input: a document, the model and the declarations.  Output: the document after every small change of notation that needs no
meaning: signs of summation, signs of products, conditions, lists, words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.meaning.definitions import leave_one_out, left_out_layers, primed_letters
from derive.check.meaning.notation import declared_words
from derive.check.meaning.notation.declared import Declarations
from derive.check.reading import (
    arrays_of_entries,
    cases_of_variables,
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
    placeholders,
    sizes_below,
    sums_by_size,
)
from derive.check.reading.rows import Document

if TYPE_CHECKING:
    from derive.model import Model


def in_usual_forms(
    model: Model | None, document: Document, declarations: Declarations | None
) -> tuple[Document, frozenset[int]]:
    """A text whose formulas are written in the usual forms, before its symbols are looked up; and the rows with sums whose
    letter only their size tells."""
    if not any("Sigma" in one.name.base or "Sigma" in one.text for one in (declarations.entries if declarations else ())):
        document = greek_sums.with_sums(document)
    document = arrays_of_entries.in_plain_words(placeholders.with_letters(operators_before_signs.with_operands(document)))
    document = direct_parts.as_immediate(inline_conditions.with_conditions(circle_numbers.told_apart(document)))
    document = sizes_below.left_out(document, [one.name for one in declarations.entries] if declarations is not None else ())
    document, summed = sums_by_size.over_letters(document)
    document = leave_one_out.as_symbols(document)
    document = glued_words.put_together(document, (*model.tensors, *map(str, model.sizes)) if model is not None else ())
    document = declared_words.put_together(document, declarations)
    document = left_out_layers.filled_in(document) if model is None else document
    entries = declarations.entries if declarations is not None else ()
    document = primed_letters.as_derivatives(document, [one.name for one in entries])
    document = cases_of_variables.told_apart(document)
    return chains_in_cases.told_apart(
        conditions_in_scripts.told(kroneckers.lowered(pairs_as_words.taken_apart(document)))
    ), summed
