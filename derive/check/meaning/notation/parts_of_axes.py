"""Declared parts of an axis, ``"W^c" = "W[:n,:d]"``: they are not understood, and the report says so.

Such a symbol is one that nobody can evaluate: a guess at another meaning would be wrong.  A part that has an equation of its
own in the model is a quantity like any other.
"""

from __future__ import annotations

import re

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.printer import latex

_SLICE = re.compile(r"\[[^\]]*(?:[^\[\],\s]\s*:|:\s*[^\[\],\s])[^\]]*\]")


def is_part(one: Declaration) -> bool:
    """Whether a declaration speaks of a part of an axis."""
    return one.kind in ("value", "gradient") and _SLICE.search(one.text) is not None


def told(declarations: Declarations) -> tuple[str, ...]:
    """A remark on each declared part of an axis."""
    return tuple(
        f"{latex(one.name)}: '{one.text}' is a part of an axis, which is not understood ({one.place}); "
        "write the model with a symbol for each part"
        for one in declarations.entries
        if is_part(one)
    )
