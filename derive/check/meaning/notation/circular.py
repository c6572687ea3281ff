"""Symbols that are declared by each other: ``"a" = "b_1 + x"`` and ``"b" = "a_1"`` have no value.

Input: the entries of a table of declarations, each with its line.  Output: nothing, or the error that names the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.entries import Entry, FormulaEntry
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.text.order import groups
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk
from derive.errors import SpecError

_HINT = 'A meaning is a quantity of the model with its indices in brackets, "x[j]", or speaks of other symbols.'


def refuse(pairs: Sequence[tuple[Entry, Declaration]]) -> None:
    """Refuse declarations that go round in a circle.

    Raises:
        SpecError: a symbol is declared by itself, or by others that are declared by it.
    """
    ordered = sorted((entry for entry, _ in pairs), key=lambda entry: entry.pattern.specific, reverse=True)
    reads = {str(at): frozenset(_read(entry, ordered, pairs)) for at, (entry, _) in enumerate(pairs)}
    for group in groups(reads):
        if len(group) > 1 or group[0] in reads[group[0]]:
            raise _error([pairs[int(at)][1] for at in sorted(group, key=int)])


def _read(entry: Entry, ordered: Sequence[Entry], pairs: Sequence[tuple[Entry, Declaration]]) -> Iterator[str]:
    """The numbers of the declarations that give the symbols of a formula their meaning."""
    places: Mapping[int, str] = {id(other): str(at) for at, (other, _) in enumerate(pairs)}
    for name in walk(entry.node) if isinstance(entry, FormulaEntry) else ():
        if isinstance(name, Name) and name.style != MODEL:
            meant = (places[id(one)] for one in ordered if next(one.readings(name), None) is not None)
            yield from list(meant)[:1]


def _error(circle: Sequence[Declaration]) -> SpecError:
    first, *others = circle
    through = f", through {', '.join(repr(one.text) for one in others)}" if others else ""
    return SpecError(f"{first.text!r} is declared by itself{through}", place=first.place, hint=_HINT)
