"""Letters that mark the only step of which a text speaks: ``z_t`` is z, where ``h_{t-1}`` is something of its own."""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.symbols import GradientOf, Part, Reading
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Script, Sum

Marks = frozenset[str]


def unmarked(name: Name, marks: Marks) -> Name:
    """A symbol without the marks below and above it."""
    return replace(name, sub=_without(name.sub, marks), sup=_without(name.sup, marks))


def names(pattern: Pattern, marks: Marks) -> bool:
    """Whether a declared symbol says what it means with its mark, or has nothing that stands for any index."""
    scripts = [letter_of(item) for item, _ in (*pattern.below, *pattern.above)]
    return bool(scripts) and (not pattern.letters or any(one in marks - pattern.letters for one in scripts))


def counts(reading: Reading, marks: Marks) -> bool:
    """Whether the step before the only one, h_{t-1}, was taken for an entry."""
    part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
    indices = part.indices if marks and isinstance(part, Part) else ()
    return any(letter_of(node) in marks for index in indices if isinstance(index, Sum) for _, node in index.terms)


def _without(scripts: tuple[Script, ...], marks: Marks) -> tuple[Script, ...]:
    kept = [replace(s, items=tuple(item for item in s.items if letter_of(item) not in marks)) for s in scripts]
    return tuple(script for script in kept if script.items)
