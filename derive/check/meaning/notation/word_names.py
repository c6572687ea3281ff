"""Quantities of a specification whose names are several capitals, or a word: ``KL``, ``MSE``, ``mask``.

Letters glued together are a product in a formula; where the specification has a quantity of that very name, they are its
name.  Input: a document and the model.  Output: the document with such runs of letters as one symbol.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.meaning.notation.declared import Declarations, from_mapping
from derive.check.meaning.notation.rewording import reworded
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.model import Model


def with_word_names(
    model: Model | None, document: Document, declarations: Declarations | None
) -> tuple[Document, Declarations | None]:
    """The document with names of the model's quantities that are words as symbols, and the declarations with these added."""
    names = [*filter(_is_capital, model.tensors), *_words(model)] if model is not None else []
    known = {"".join(_letters(one.phrase)) for one in declarations.entries if one.phrase} if declarations is not None else set()
    wanted = [name for name in names if name not in known and _occurs(name, document)]
    if not wanted:
        return document, declarations
    more = from_mapping({name: name for name in wanted})
    both = declarations or Declarations()
    return reworded(document, more), replace(both, entries=(*both.entries, *more.entries))


def _is_capital(name: str) -> bool:
    return len(name) > 1 and name.isalpha() and name.isupper()


def _words(model: Model) -> list[str]:
    """Names of small letters that cannot be a product: the model has nothing else that one of the letters could be."""
    letters = {*model.tensors, *map(str, model.sizes), *map(str, model.constants)}
    words = [name for name in model.tensors if len(name) >= _WORD and name.isalpha() and name.islower()]
    return [word for word in words if not letters.issuperset(word)]


_WORD = 3
"""So many letters make a word: ``dz`` is a gradient, or a differential."""


def _letters(node: object) -> list[str]:
    factors = node.factors if isinstance(node, Product) else ()
    return [one.base for _, one in factors if isinstance(one, Name)]


def _occurs(name: str, document: Document) -> bool:
    """Whether the letters stand side by side, and glued together, in the text."""
    if name not in document.text:
        return False
    if name.islower():
        return re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", document.text) is not None
    products = (node for row in document.rows for side in row.sides for node in walk(side) if isinstance(node, Product))
    return any(name in "".join(_letters(node)) for node in products)
