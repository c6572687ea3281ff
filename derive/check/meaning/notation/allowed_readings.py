"""Which readings of a symbol the declarations leave room for.

Input: the entries of a letter, and a symbol.  Output: its readings, each with its entry.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.notation.entries import Entry, is_mark_above
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.symbols import GradientOf, Part, Reading
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Number


def allowed(entries: Iterable[Entry], name: Name) -> list[tuple[Entry, Reading]]:
    """The readings of a name, each with its entry: what is declared to be one array is not, by usage, another (its transpose)
    as well, unless usage is more specific."""
    found = [(entry, reading) for entry in entries for reading in entry.readings(name)]
    best = max(
        ((entry, reading) for entry, reading in found if entry.declared and _is_whole(reading)),
        key=lambda pair: pair[0].pattern.specific,
        default=None,
    )
    if best is None:
        return found
    return [pair for pair in found if not _yields(*pair, *best)]


def _yields(entry: Entry, reading: Reading, declared: Entry, exact: Reading) -> bool:
    """Whether a declaration leaves no room for a reading: one by usage that is no more specific, or one of the same quantity by
    a declaration with fewer scripts (``w_{ij}``, beside ``w_i``, has no other order of its indices)."""
    part = _quantity_of(reading)
    if part is None:
        return False
    less, more = entry.pattern.specific, declared.pattern.specific
    same_places = len(entry.pattern.above) == len(declared.pattern.above)
    if not entry.declared:
        return less <= more or (same_places and less[0] == more[0] and _is_numbered(entry.pattern))
    return (same_places and less < more) or (part == _quantity_of(exact) and less[0] < more[0])


def _is_numbered(pattern: Pattern) -> bool:
    """Whether numbers are all that a pattern has of its own: ``a^2``, of which ``a^l`` says what it is."""
    own = [item for item, _ in (*pattern.below, *pattern.above) if letter_of(item) not in pattern.letters]
    return bool(own) and all(isinstance(item, Number) for item in own)


def _quantity_of(reading: Reading) -> str | None:
    """The quantity that a reading means, in whole or in part, or differentiates by."""
    meaning = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
    return meaning.quantity if isinstance(meaning, Part) else None


def _is_whole(reading: Reading) -> bool:
    """Whether nothing but a mark of transposition is left over."""
    return all(is_mark_above(node) for node in reading.rest)
