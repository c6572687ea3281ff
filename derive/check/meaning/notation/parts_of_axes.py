"""Declared parts of an axis, ``"W^c" = "W[:n,:d]"``: they are not understood, and the report says so.

A part has to have an equation of its own in the model, to which a symbol can then refer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.printer import latex

_SLICE = re.compile(r"\[[^\]]*(?:[^\[\],\s]\s*:|:\s*[^\[\],\s])[^\]]*\]")


def left_out(declarations: Declarations) -> tuple[Declarations, tuple[str, ...]]:
    """The declarations without parts of axes, and a remark on each of these."""
    sliced = [one for one in declarations.entries if _is_part(one)]
    if not sliced:
        return declarations, ()
    kept = tuple(one for one in declarations.entries if not _is_part(one))
    remarks = (
        f"{latex(one.name)}: '{one.text}' is a part of an axis and was left out ({one.place}); give it an equation in the model"
        for one in sliced
    )
    return replace(declarations, entries=kept), tuple(remarks)


def _is_part(one: Declaration) -> bool:
    return one.kind in ("value", "gradient") and _SLICE.search(one.text) is not None
