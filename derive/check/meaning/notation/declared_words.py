"""Declared words of several letters, written without a space between them: the ``out`` of ``\\frac{dl}{dout_i}``.

A formula reads letters side by side as a product.  Where a ``[notation]`` table has a word of these letters, they are its name.
"""

from __future__ import annotations

from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.glued_words import as_symbols
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name

_LETTERS = 3
"""Words of fewer letters are products, or gradients."""


def put_together(document: Document, declarations: Declarations | None) -> Document:
    """The document with such runs of letters as symbols."""
    names = [one.name for one in declarations.entries if one.phrase is None] if declarations is not None else []
    words = sorted({name.base for name in names if _is_word(name)}, key=len, reverse=True)
    return as_symbols(document, [word for word in words if word in document.text], indexed=True)


def _is_word(name: Name) -> bool:
    return name.style == "text" and name.base.isalpha() and len(name.base) >= _LETTERS
