"""Entries of a dictionary: a pattern, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.bound_letters import kept_apart
from derive.check.meaning.notation.patterns import Match, Pattern, head
from derive.check.meaning.symbols import (
    Formula,
    FunctionOf,
    IndexLetter,
    Kronecker,
    Meaning,
    NumberOf,
    Part,
    Reading,
    SizeOf,
)
from derive.check.meaning.trees import letter_of, put
from derive.check.reading.syntax import Group, Name, Node, Number, Relation, Script, Scripted, Sum
from derive.check.reading.tree import walk
from derive.check.reading.vocabulary import TRANSPOSE_MARKS


@dataclass(frozen=True)
class Entry:
    """A pattern; subclasses say what it stands for.  ``words`` tells how it was read, where that is worth telling."""

    pattern: Pattern
    words: str = field(default="", kw_only=True)
    declared: bool = field(default=False, kw_only=True)
    """Whether the specification says so, and not usage."""
    guess: bool = field(default=False, kw_only=True)
    """Whether usage says so only of some texts: a row that differs by it is wrong only if another one confirms it."""

    def readings(self, name: Name) -> Iterator[Reading]:
        """The meanings of a name that the pattern matches (none if it doesn't)."""
        match = self.pattern.match(name)
        if match is not None and name.primes >= self.pattern.primes:
            yield from self._meanings(name, match)

    def guesses(self, name: Name) -> bool:
        """Whether it is a guess that a name means what the entry says."""
        return self.guess

    def doubt(self, name: Name, reading: Reading) -> int:
        """How doubtful a reading is: one that leaves an exponent over is (a number in the place of an example's letter is an
        exponent, rather, and so is a T in the place of the step); a symbol that is written exactly so is not (``n_1``, where
        ``n`` is a vector, too)."""
        if self.declared and reading.rest and self._is_labelled_matrix(reading):
            return 0
        if (reading.rest and not all(is_mark_above(node) for node in reading.rest)) or self._is_list_of_costs(reading):
            return 3
        match = self.pattern.match(name) if self.pattern.letters & {"n", "t"} else None
        example = match.letters.get("n") if match is not None else None
        if isinstance(example, Number) or is_mark_above(example):
            return 3
        step = match.letters.get("t") if match is not None and match.below else None
        alone = len(name.sup) == 1 and len(name.sup[0].items) == 1
        if alone and isinstance(step, Name) and step.base == "T":  # h_{t+1}^T: the step stands below, and T transposes
            return 3
        if alone and isinstance(step, Number) and match is not None and _is_step(match.below[0][0]):  # so does it in h_t^2
            return 4
        if self.words or self._counts_layers(reading):
            return 2
        if self._is_cost(reading):
            return 0
        exact = not self.pattern.letters and bool(self.pattern.below or self.pattern.above)
        numbered = all(isinstance(item, Number) for item, _ in self.pattern.below)
        return 0 if exact and not reading.rest and (numbered or not isinstance(reading.meaning, SizeOf)) else 1

    def _is_labelled_matrix(self, reading: Reading) -> bool:
        """Whether a symbol with a label below, as it is declared, is a matrix: ``W_{hh}^{T-1}`` is a power of that."""
        part = reading.meaning
        exact = not self.pattern.letters and bool(self.pattern.below)
        return exact and isinstance(part, Part) and part.indices == (None, None)

    def _is_list_of_costs(self, reading: Reading) -> bool:
        """Whether the costs of all examples would be meant: the letter alone is their sum or mean."""
        return False

    def _is_cost(self, reading: Reading) -> bool:
        """Whether the cost is meant."""
        return False

    def _counts_layers(self, reading: Reading) -> bool:
        """Whether an index below counts layers."""
        return False

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        raise NotImplementedError

    def _reading(self, meaning: Meaning, match: Match) -> Reading:
        return Reading(meaning, left_over(match), self.words)


def is_mark_above(node: Node | None) -> bool:
    """Whether a superscript is a mark of transposition or the like, and no exponent."""
    return isinstance(node, Name) and node.base in (*TRANSPOSE_MARKS, "t", "prime")


def _is_step(index: Node) -> bool:
    """Whether an index is the usual letter of a step, perhaps counted on: ``t + 1``."""
    first = index.terms[0][1] if isinstance(index, Sum) else index
    return letter_of(first) in ("t", "tau")


def left_over(match: Match) -> tuple[Node, ...]:
    """The scripts above that a meaning has not used up; a number in brackets keeps them: it is no exponent."""
    return tuple(
        Group((node,), bracket[0], bracket[1]) if bracket and isinstance(node, Number) else node
        for node, bracket in match.above
    )


@dataclass(frozen=True)
class PlainEntry(Entry):
    """A symbol whose meaning has no open places: a size, an index with its range, a number."""

    meaning: SizeOf | IndexLetter | NumberOf

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if not match.below and not name.primes:
            yield self._reading(self.meaning, match)


@dataclass(frozen=True)
class FunctionEntry(Entry):
    """A function by name; a number above may be an exponent: ``\\sigma^2``."""

    function: str
    arguments: tuple[Node, ...] = field(default=(), kw_only=True)
    """Those that are declared: they are meant where the name stands alone."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if match.below or len(match.above) > 1:
            return
        power, bracket = match.above[0] if match.above else (None, "")
        if bracket or power in (Name("l"), Name("L")):  # g^{[l]}: that of a layer
            power = None
        yield Reading(FunctionOf(self.function, name.primes, power, self.arguments), (), self.words)


@dataclass(frozen=True)
class BareFunctionEntry(FunctionEntry):
    """A function by a letter that also is a quantity's: ``a(z)`` and ``a'(z)`` beside ``a_j``, which is no function."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if not match.above:
            yield from super()._meanings(name, match)

    def doubt(self, name: Name, reading: Reading) -> int:
        """Whatever else the letter means comes first."""
        return 2


@dataclass(frozen=True)
class FormulaEntry(Entry):
    """An abbreviation for an expression, in which the pattern's letters are replaced; ``axes`` indices may follow."""

    node: Node
    open: tuple[str, ...] = ()
    plain: bool = False
    """Whether it is in the language of specifications (see :class:`Formula`)."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if name.primes != self.pattern.primes:
            return
        further = {letter: item[0] for letter, item in zip(self.open, match.below, strict=False)}
        letters = {**match.letters, **further}
        node = put(kept_apart(self.node, letters.values()), letters)
        beyond = match.below[len(self.open) :]
        if beyond and self._has_others_of_its_letter:
            return
        if beyond:  # an entry of something that was defined as a whole
            indices = tuple(item for item, _ in beyond)
            node = Scripted(Group((node,)), sub=(Script(indices, ""),))
        yield self._reading(Formula(node, self.plain), match)

    @cached_property
    def _has_others_of_its_letter(self) -> bool:
        """Whether the formula speaks of its letter with scripts: the ``m_1`` of ``m = m_1 + m_2`` is no entry of m."""
        return any(isinstance(node, Name) and head(node) == self.pattern.head for node in walk(self.node))


@dataclass(frozen=True)
class KroneckerEntry(Entry):
    """``\\delta_{ij}`` with two indices below and none above, or ``\\delta^i_j`` with two letters that count entries."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        compared = any(isinstance(node, Relation) for node, _ in match.below)  # delta_{ij != y_i} is the author's own
        named = _is_unit(*(item for item, _ in match.below[:2])) if len(match.below) == 2 else False
        if len(match.below) == 2 and not match.above and not name.primes and not compared and not named:
            yield Reading(Kronecker(match.below[0][0], match.below[1][0]))
        if len(match.below) == len(match.above) == 1 and not name.primes:
            (below, _), (above, bracket) = match.below[0], match.above[0]
            letters = [node.base if node == Name("gamma") else letter_of(node) for node in (below, above)]
            if not bracket and len(set(letters)) == 2 and all(letter is not None and letter in _ENTRY for letter in letters):
                yield Reading(Kronecker(above, below))


def _is_unit(first: Node, second: Node) -> bool:
    """Whether an index is the name of a unit: the ``h1`` and ``o1`` of ``\\delta_{o1}`` count no entries."""
    return isinstance(second, Number) and letter_of(first) in ("h", "o", "x", "z", "a", "b")


_ENTRY = frozenset("ijkmnpqrs") | {"alpha", "beta", "gamma", "mu", "nu"}
"""Letters that count entries, and hardly ever layers or steps."""


def index_letter(name: Name) -> IndexLetter | None:
    """The letter that a name is as an index, if it can be one."""
    letter = letter_of(name)
    if letter is None or (name.sub and name.base not in INDEX_LETTERS):
        return None
    # A d in front of a symbol makes a gradient of it.
    return IndexLetter(letter) if name.base.islower() and name.base != "d" else None
