"""Declared arrays of which a size says everything: ``"identity n"`` or ``"eye(n)"``, ``"ones m"`` or ``"ones(m)"``."""

from __future__ import annotations

import re
from collections.abc import Collection

from derive.check.meaning.symbols import NumberOf

_SIZED = re.compile(r"(ones|eye|identity)(?:\s*\(\s*(\w+)\s*\)|\s+(\w+))")


def sized_array(text: str, names: Collection[str] = ()) -> NumberOf | None:
    """The vector of ones or the identity matrix that a meaning is; None if it is something else, such as one of the ``names``
    of functions that a model has of its own."""
    found = _SIZED.fullmatch(text.strip())
    if found is None or found[1] in names:
        return None
    return NumberOf("ones" if found[1] == "ones" else "identity", size=found[2] or found[3])
