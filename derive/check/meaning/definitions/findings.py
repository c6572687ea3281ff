"""What a text defines, as it was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derive.check.meaning.definitions.sorting import Key, Sorted, Sorter
from derive.check.meaning.notation.patterns import Head
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node

EQUALITY = ("=", ":=", "\\equiv", "equiv")
"""Relations that may define their left side."""


@dataclass(frozen=True)
class Definition:
    """``left = right``, for every value of the letters of the left side; an abbreviation if derivatives stand in it."""

    row: int
    claim: int
    name: Name
    sorted: Sorted
    right: Node
    abbreviation: bool = False
    arguments: tuple[Name, ...] = ()
    """The quantities in brackets after the name, in ``L(o, y) = ...``."""
    hidden: tuple[str, ...] = ()
    """The letters that stand below its arguments alone: ``h(x_i) = ...`` says what h is for each i."""
    shifted: bool = False
    """Whether it was stated for the next step: ``z^{l+1} = ...``."""

    @property
    def letters(self) -> tuple[str, ...]:
        """The index letters for all of whose values it holds."""
        own = tuple(letter for node in self.sorted.indices if (letter := letter_of(node)) is not None)
        return (*own, *self.hidden)


@dataclass(frozen=True)
class FunctionDefinition:
    """``f(z) = ...`` with a symbol as its argument that stands for any value."""

    row: int
    claim: int
    name: Name
    parameter: Name
    right: Node


@dataclass
class Findings:
    """What a text defines."""

    sorter: Sorter
    definitions: dict[Key, Definition] = field(default_factory=dict)
    functions: dict[Head, FunctionDefinition] = field(default_factory=dict)
    open_functions: dict[Head, int] = field(default_factory=dict)
    """Functions that nothing defines, with the number of their arguments."""
    named: frozenset[Head] = frozenset()
    """Functions that are known or declared."""
    leaves: dict[Key, list[tuple[Name, Sorted]]] = field(default_factory=dict)
    """Symbols that nothing defines, and all their occurrences."""
    again: list[Definition] = field(default_factory=list)
    """Rows that would define something for the second time."""

    def key(self, parts: Sorted) -> Key:
        """The symbol that a name means: with as many indices as it was defined with."""
        special = replace(parts.key, arity=len(parts.indices))
        return special if special in self.definitions else parts.key
