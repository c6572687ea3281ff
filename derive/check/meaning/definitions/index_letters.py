"""The letters of a text that count: bound by sums and conditions, or indices of symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.meaning.definitions.mentions import mentioned
from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Indicator, Name, Node, Relation, Scripted, Sum
from derive.check.reading.tree import walk

_OPERATORS = frozenset({"min", "max", "argmin", "argmax", "arg", "sup", "inf", "lim", "nabla", "partial", "E"})
"""Below these stands no index: min_u, E_x."""


def index_letters(rows: Iterable[Row]) -> tuple[frozenset[str], frozenset[str]]:
    """The letters that stand as an index somewhere (in a script, below a sum, in a condition), and those that surely are
    one: a sum or a condition binds them, or they index two symbols."""
    found = _Indices()
    for row in rows:
        for side in (*row.sides, *row.expressions):
            for node in walk(side):
                found.add(node)
        found.bound |= {letter_of(inner) for condition in row.conditions for inner in walk(condition)}
    every = found.bound | set(found.indexed)
    surely = found.bound | {letter for letter, heads in found.indexed.items() if len(heads) > 1}
    return frozenset(x for x in every if x is not None), frozenset(x for x in surely if x is not None)


class _Indices:
    """The letters that are bound, and those that index something, with what they index."""

    def __init__(self) -> None:
        self.bound: set[str | None] = set()
        self.indexed: dict[str | None, set[Head | None]] = {}

    def add(self, node: Node) -> None:
        """What one node says."""
        if isinstance(node, Big) and node.kind in ("sum", "prod"):  # the u of min_u is no index
            self.bound |= {letter_of(inner) for item in node.under for inner in walk(item)}
        elif isinstance(node, Indicator):
            self.bound |= {letter_of(inner) for inner in walk(node)}
        elif isinstance(node, Scripted) or (isinstance(node, Name) and node.base not in _OPERATORS):
            top = head(node) if isinstance(node, Name) else None
            for inner in (inner for script in (*node.sub, *node.sup) for inner in walk(script)):
                self.indexed.setdefault(letter_of(inner), set()).add(top)


def compared(rows: Iterable[Row]) -> Iterator[str]:
    """Small letters that a text compares with an index letter: the a of ``1_{i=a}`` counts as i does."""
    for node in nodes(rows):
        if isinstance(node, Relation) and node.op in ("=", "!="):
            sides = [side.base for side in (node.left, node.right) if isinstance(side, Name) and side == Name(side.base)]
            if len(sides) == 2 and INDEX_LETTERS.intersection(sides):
                yield from (base for base in sides if len(base) == 1 and base.islower())


def beside_bound(rows: Iterable[Row]) -> frozenset[str]:
    """The only other letter below the symbols below which a sum's letter stands: ``\\pi_a = e^{h_a}/\\sum_b e^{h_b}`` counts
    with a as with b (several others are the names of gates)."""
    rows = list(rows)
    bound = summed(rows)
    below: dict[Head, set[str]] = {}
    for name in mentioned(rows):
        letters = [letter_of(item) for script in name.sub for item in script.items]
        if len(letters) == 1 and letters[0] and letters[0].islower():
            below.setdefault(head(name), set()).add(letters[0])
    counted = [letters for letters in below.values() if letters & bound]
    others = {letter for letters in counted for letter in letters - bound if letter not in INDEX_LETTERS}
    shared = [letter for letter in others if sum(letter in letters for letters in below.values()) > 1]
    return frozenset(shared) if len(others) == 1 else frozenset()


def lonely(rows: Iterable[Row]) -> frozenset[str]:
    """The letters that stand nowhere but below one symbol, which never stands without: the k of ``d_k`` counts nothing."""
    rows = list(rows)
    every, sure = index_letters(rows)
    below: dict[str, set[Head]] = {}
    bare: set[Head] = set()
    for name in mentioned(rows):
        letters = [letter_of(item) for script in name.sub for item in script.items]
        if not letters:
            bare |= {head(name), (name.base, (), "")}
        for letter in letters:
            below.setdefault(letter or "", set()).add(head(name))
    single = {letter for letter, heads in below.items() if len(heads) == 1 and not heads & bare}
    alone = {name.base for name in mentioned(rows)}
    counted = frozenset().union(*(below.get(letter, set()) for letter in summed(rows)))  # x_j beside x_i: both count
    single -= {letter for letter in single & INDEX_LETTERS if below[letter] & counted}
    return frozenset(letter for letter in single & every if letter not in sure and letter not in alone)


def gates(rows: Iterable[Row]) -> frozenset[str]:
    """Letters that name quantities with a step of their own, as gates do: ``u_t = \\sigma(a^u_t)``; the u of ``a^u_t`` and
    ``W_{xu}`` counts nothing then."""
    rows = list(rows)
    sure = summed(rows) | set(compared(rows))
    lefts = [claim.left for row in rows for claim in row.claims if not claim.inherited]
    own = {
        left.base
        for left in lefts
        if isinstance(left, Name) and letter_of(replace(left, sub=(), sup=())) == left.base and (left.sub or left.sup)
    }
    scripted = {letter_of(item) for name in mentioned(rows) for item in _alone_in_scripts(name)}
    return frozenset(letter for letter in own & scripted if letter and letter.islower() and letter not in sure) - _steps(rows)


def _alone_in_scripts(name: Name) -> Iterator[Node]:
    return (item for script in (*name.sub, *name.sup) for item in script.items)


def _steps(rows: list[Row]) -> frozenset[str]:
    """Letters with which something is counted on or back: the t of ``h_{t-1}``."""
    moved = [item for name in mentioned(rows) for item in _alone_in_scripts(name) if isinstance(item, Sum)]
    return frozenset(inner.base for item in moved for inner in walk(item) if isinstance(inner, Name))


def summed(rows: Iterable[Row]) -> frozenset[str]:
    """The small letters that sums and products run over."""
    found: set[str] = set()
    for node in nodes(rows):
        if isinstance(node, Big) and node.kind in ("sum", "prod"):
            under = [item.left if isinstance(item, Relation) else item for item in node.under]
            found |= {item.base for item in under if isinstance(item, Name) and letter_of(item) == item.base}
    return frozenset(letter for letter in found if letter.islower())
