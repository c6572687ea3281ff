"""Declared symbols of which the text never speaks: perhaps they are written otherwise there, which the report says."""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.patterns import Pattern, head
from derive.check.meaning.notation.plausibility import names_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk

_TOLD = 6
"""So many are named."""


def told(entries: Iterable[Declaration], rows: Iterable[Row]) -> tuple[str, ...]:
    """A sentence on the declared symbols that no row has, and no other declaration."""
    rows, entries = list(rows), list(entries)
    loose = [node for row in rows for part in (*row.conditions, *row.expressions) for node in walk(part)]
    names = [*names_of(rows), *(node for node in loose if isinstance(node, Name))]
    heads = {head(name) for name in names}
    mentioned = " ".join(one.text for one in entries if one.kind == "value")
    lost = [one for one in entries if head(one.name) not in heads or not _stands(one, names)]
    keys = list(dict.fromkeys(_key(one) for one in lost if _key(one) not in mentioned))
    if not keys:
        return ()
    more = f" and {len(keys) - _TOLD} more" if len(keys) > _TOLD else ""
    return (f"declared, but not in the text: {', '.join(keys[:_TOLD])}{more}",)


def _stands(one: Declaration, names: Iterable[Name]) -> bool:
    pattern = Pattern.of(one.name, one.letters)
    return any(pattern.match(name) for name in names)


def _key(one: Declaration) -> str:
    from derive.check.reading.printer import latex

    return latex(one.name)
