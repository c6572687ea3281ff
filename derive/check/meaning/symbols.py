"""What a symbol of the author can stand for.

:class:`Symbols` answers ``lookup(name)`` with all meanings that the declarations, the usual notations and the text itself
allow, the most plausible first; the judge tries them in that order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from derive.check.reading.syntax import Name, Node

if TYPE_CHECKING:
    from derive.check.meaning.definitions.findings import Definition, FunctionDefinition
    from derive.check.meaning.notation.patterns import Head


@dataclass(frozen=True)
class Part:
    """A quantity with some of its axes indexed: ``w^{l}_{jk}`` has three indices, ``W^{1}`` none.

    ``indices`` has one item per axis of the quantity: a node (an index expression) or ``None`` where the whole axis is
    meant; the open axes stay in their order, or reversed if ``transposed``.
    """

    quantity: str
    indices: tuple[Node | None, ...]
    transposed: bool = False


@dataclass(frozen=True)
class GradientOf:
    """The derivative of the cost (or of ``of``) by a part: ``\\delta^l_j``, ``dX``, ``\\bar h``.

    It has the axes of the part.  Where ``of`` has axes (the cost of each example), the sum of its entries is meant.
    ``negative``: it is minus that.
    """

    part: Part
    of: str | None = None
    negative: bool = False


@dataclass(frozen=True)
class IndexLetter:
    """A letter that runs over an axis; ``size`` is the name of its range if that is known."""

    letter: str
    size: str | None = None
    first: int = 1


@dataclass(frozen=True)
class SizeOf:
    """The length of an axis, as a number: ``N``, ``n_l``; ``declared``: the user says so of this very symbol."""

    size: str
    declared: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class FunctionOf:
    """A function of the world, or a known one (``log``, ``softmax``, ``diag``); ``primes`` counts derivatives;
    ``power`` is an exponent that stands between name and argument (``\\tanh^2 z``); ``arguments`` are those that are meant
    where the name stands alone."""

    function: str
    primes: int = 0
    power: Node | None = None
    arguments: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Formula:
    """An abbreviation: the symbol stands for an expression in surface syntax, with the author's index letters put in.

    ``plain``: it was declared in the language of specifications, where a vector is neither a column nor a row.
    """

    node: Node
    plain: bool = False


@dataclass(frozen=True)
class Entries(Node):
    """The array whose entries, by these letters, are an expression: what a symbol means that was defined entry by entry."""

    body: Node
    letters: tuple[str, ...]


@dataclass(frozen=True)
class LastOf(Node):
    """The last value of the first index of a quantity: the number of its last step."""

    quantity: str


@dataclass(frozen=True)
class Kronecker:
    """``\\delta_{ij}``: one where both indices agree."""

    left: Node
    right: Node


@dataclass(frozen=True)
class NumberOf:
    """A known number: ``e``, ``\\pi``; ones vector and identity matrix: ``kind`` is ``number``, ``ones``, ``identity``
    or ``zeros``; ``size`` names the size of the former where it is declared.
    """

    kind: str
    value: float = 0.0
    size: str = ""


@dataclass(frozen=True)
class Unusable:
    """None: the symbol's declaration cannot be used, as ``said``."""

    said: str


Meaning = Part | GradientOf | IndexLetter | SizeOf | FunctionOf | Formula | Kronecker | NumberOf | Unusable


@dataclass(frozen=True)
class Reading:
    """One meaning of a symbol: ``rest`` are scripts of the name that the meaning has not used up (an exponent, a
    ``T``), outermost last; ``words`` says how it was read when that is worth telling ("``^T`` as a time step")."""

    meaning: Meaning
    rest: tuple[Node, ...] = ()
    words: str = ""


def whole(readings: Sequence[Reading]) -> Meaning | None:
    """The most plausible meaning of a symbol, if nothing of its scripts is left over; None if there is none."""
    return readings[0].meaning if readings and not readings[0].rest else None


class Symbols(Protocol):
    """The dictionary of one derivation."""

    def lookup(self, name: Name) -> tuple[Reading, ...]:
        """All readings of a symbol, most plausible first; empty if it is unknown."""

    def declares(self, name: Name) -> bool:
        """Whether a symbol was declared, and is not read by usage alone."""
        ...

    def declares_exactly(self, name: Name) -> bool:
        """Whether a symbol was declared with its very scripts."""
        ...

    def guesses(self, name: Name) -> bool:
        """Whether a guess gives a symbol its most plausible meaning."""
        ...

    definitions: Mapping[int, str] = {}
    """The rows that only define something, with words for that."""
    understood: tuple[str, ...] = ()
    """In words, how symbols were read."""
    sure_letters: frozenset[str] = frozenset()
    """The letters that count something wherever they stand alone."""
    written: Mapping[Head, FunctionDefinition] = {}
    """The functions of the text that are written out where they are called."""
    of_several: Mapping[Head, Definition] = {}
    """The quantities of the text with several quantities in brackets, ``L(a, y)``, to be called with entries of these."""
    marks: frozenset[str] = frozenset()
    """The letters that mark the only step or example there is, and may be left out."""
    own_cost: str | None = None
    """The cost whose gradient ``dZ`` is, where Z has a row for each example: None for the cost of the whole batch."""
    differentials: bool = False
    """Whether the notation writes gradients with a d in front (``dW``), whatever else a d may be."""
    backward: bool = False
    """Whether weights are read with a row for each input."""
