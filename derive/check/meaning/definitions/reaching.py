"""What a letter was last said to mean: the definitions that reach a row.

A page with several exercises uses its letters again.  A reader takes a letter for what the latest definition before the row
says; what that definition reads, for what it meant there.  Nothing is decided here: whoever judges tries the world
of these definitions for a row that the world of the whole page does not explain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from derive.check.meaning.definitions.mentions import applied, mentioned, symbols_in
from derive.check.meaning.definitions.solutions import unknowns
from derive.check.meaning.definitions.sorting import Key, Sorter
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.reading.rows import Claim, Row, nodes
from derive.check.reading.syntax import Derivative, Name, Node, Number, Sum
from derive.check.reading.tree import walk

_EQUALITY = ("=", ":=", "equiv")


@dataclass(frozen=True)
class Said:
    """A claim that says what a symbol means: ``claim`` is its number in the row; ``made`` is the claim as a definition."""

    row: int
    claim: int
    block: int
    key: Key
    made: Claim
    implied: bool = False
    """It says so in passing: ``d y / d x = d (W x) / d x``."""


class Reaching:
    """The definitions of a text, and which of them reach a row."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = {row.number: row for row in rows}
        self.sorter = Sorter(mentioned(self.rows.values()))
        self.said: dict[Key, list[Said]] = {}
        self._solved: set[Key] = set()
        for row in self.rows.values():
            for one in self._of(row):
                self.said.setdefault(one.key, []).append(one)

    def _of(self, row: Row) -> Iterator[Said]:
        for number, claim in enumerate(row.claims):
            self._solved.update(self.sorter.split(name).key for name in unknowns(claim))
            if claim.relation not in _EQUALITY or claim.inherited:
                continue
            name, _ = applied(claim.left)
            if name is not None and self._defines(name, claim.right):
                yield Said(row.number, number, row.block, self.sorter.split(name).key, claim)
            elif (made := implied(claim)) is not None and isinstance(made.left, Name) and self._defines(made.left, made.right):
                yield Said(row.number, number, row.block, self.sorter.split(made.left).key, made, True)

    def _defines(self, name: Name, right: Node) -> bool:
        parts = self.sorter.split(name)
        letters = [letter_of(index) for index in parts.indices]
        plain = not parts.rest and None not in letters and len(set(letters)) == len(letters) and parts.key not in self._solved
        return plain and name.base not in ("partial", "nabla") and name not in list(walk(right))

    def without_solutions(self, row: Row) -> Row:
        """The row with ``w - A = 0`` for ``w = A`` where it states what was solved for: it defines nothing."""

        def open_again(claim: Claim) -> Claim:
            solved = isinstance(claim.left, Name) and self.sorter.split(claim.left).key in self._solved
            return replace(claim, left=Sum(((1, claim.left), (-1, claim.right))), right=Number("0")) if solved else claim

        return replace(row, claims=tuple(map(open_again, row.claims)))

    def sets(self, row: Row) -> list[tuple[Said, ...]]:
        """The sets of definitions under which a row may be read, the most plausible first."""
        row = _with_heads(row)
        found = [self._closed(row, self._symbols(row)), self._closed(row, self._differentiated(row))]
        found += [other for each in found if (other := self._earlier(each, row)) is not None]
        found += [self._needed([one for one in each if not self._is_idle(one, each, row)], row) for each in found]
        freed = self.freed(row)
        found += [freed] if freed is not None else []
        return list(dict.fromkeys(found))

    def _earlier(self, each: tuple[Said, ...], row: Row) -> tuple[Said, ...] | None:
        """The same with an earlier definition of a symbol, if that leads to what the symbol is differentiated by."""
        idle = [one for one in each if self._is_idle(one, each, row)]
        for one in idle:
            for other in reversed([s for s in self.said[one.key] if s.row < one.row]):
                among = {**{s.key: s for s in each}, **self._below(other), other.key: other}
                changed = tuple(sorted(among.values(), key=lambda s: (s.row, s.claim)))
                if not self._is_idle(other, changed, row):
                    return changed
        return None

    def _needed(self, each: list[Said], row: Row) -> tuple[Said, ...]:
        """Those of some definitions to which the symbols of the row lead."""
        reach = {key for name in self._symbols(row) for key in self.reach(self.sorter.split(name).key, tuple(each))}
        return tuple(one for one in each if one.key in reach)

    def freed(self, row: Row) -> tuple[Said, ...] | None:
        """The definitions without those of symbols by which the row differentiates expressions that contain them.

        ``\\nabla_A x^T A x = x x^T`` speaks of any A, whatever an A was before; None if there are none.
        """
        free = {
            self.sorter.split(by).key
            for claim in row.claims
            for node in walk(claim.left)
            if isinstance(node, Derivative) and node.of is not None and not isinstance(node.of, Name)
            for by in node.by
            if isinstance(by, Name) and by in list(walk(node.of))
        }
        every = self._closed(row, self._symbols(row))
        kept = tuple(one for one in every if one.key not in free)
        return kept if len(kept) < len(every) else None

    def _symbols(self, row: Row) -> list[Name]:
        return list(mentioned([row]))

    def _differentiated(self, row: Row) -> list[Name]:
        return [
            node.of
            for claim in row.claims
            for node in walk(claim.left)
            if isinstance(node, Derivative) and isinstance(node.of, Name)
        ]

    def _closed(self, row: Row, names: list[Name]) -> tuple[Said, ...]:
        """The definitions that reach these symbols at the row, and those that reach what these read."""
        chosen: dict[Key, Said] = {}
        todo = [(name, row.number, row.block) for name in names]
        while todo:
            name, number, block = todo.pop(0)
            key = self.sorter.split(name).key
            if key in chosen:
                continue
            one = self._at(key, number, block)
            if one is not None:
                chosen[key] = one
                todo += [(inner, one.row, one.block) for inner in symbols_in(one.made.right)]
        for name in self._symbols(row):  # what else the row speaks of
            key = self.sorter.split(name).key
            if key not in chosen and (one := self._at(key, row.number, row.block)) is not None:
                chosen[key] = one
                chosen |= {k: s for k, s in self._below(one).items() if k not in chosen}
        return tuple(sorted(chosen.values(), key=lambda one: (one.row, one.claim)))

    def _below(self, one: Said) -> Mapping[Key, Said]:
        found: dict[Key, Said] = {}
        todo = [one]
        while todo:
            current = todo.pop()
            for name in symbols_in(current.made.right):
                key = self.sorter.split(name).key
                other = self._at(key, current.row, current.block)
                if other is not None and key not in found:
                    found[key] = other
                    todo.append(other)
        return found

    def _at(self, key: Key, row: int, block: int) -> Said | None:
        """The definition of a symbol that holds at a row: in its own display, else the latest before."""
        every = self.said.get(key, ())
        near = [one for one in every if one.block == block]
        before = [one for one in near if one.row <= row] or near[:1] or [one for one in every if one.row <= row]
        return before[-1] if before else None

    def _is_idle(self, one: Said, among: tuple[Said, ...], row: Row) -> bool:
        """Whether the row differentiates a symbol by something that its definition does not lead to."""
        reach = self.reach(one.key, among)
        return any(of == one.key and by not in reach for of, by in self.slopes(row))

    def leads(self, among: tuple[Said, ...], row: Row) -> bool:
        """Whether definitions lead from everything that a row differentiates to what it is differentiated by."""
        slopes = list(self.slopes(row))
        return bool(slopes) and all(of != by and by in self.reach(of, among) for of, by in slopes)

    def reach(self, key: Key, among: tuple[Said, ...]) -> set[Key]:
        """Everything that a symbol is computed from, itself included."""
        keys = {other.key: other for other in among}
        reach, todo = {key}, [key]
        while todo:
            definition = keys.get(todo.pop())
            for name in symbols_in(definition.made.right) if definition is not None else ():
                inner = self.sorter.split(name).key
                if inner not in reach:
                    reach.add(inner)
                    todo.append(inner)
        return reach

    def slopes(self, row: Row) -> Iterator[tuple[Key, Key]]:
        """The symbols that a row differentiates, each with the symbol by which it does."""
        for node in nodes([_with_heads(row)]):
            if isinstance(node, Derivative) and isinstance(node.of, Name) and len(node.by) == 1:
                if isinstance(node.by[0], Name):
                    yield self.sorter.split(node.of).key, self.sorter.split(node.by[0]).key


def _with_heads(row: Row) -> Row:
    """The row with the heads of chains that it goes on with: these are what it speaks of."""
    claims = tuple(
        replace(claim, left=claim.head) if claim.inherited and claim.head is not None else claim for claim in row.claims
    )
    return row if claims == row.claims else replace(row, claims=claims)


def implied(claim: Claim) -> Claim | None:
    """``dy_j/dx = d(sum_i w_{ji} x_i)/dx`` says in passing that ``y_j`` is that sum."""
    left, right = claim.left, claim.right
    if not (isinstance(left, Derivative) and isinstance(right, Derivative)):
        return None
    if not isinstance(left.of, Name) or right.of is None or isinstance(right.of, Name) or left.by != right.by:
        return None
    if free_letters(right.of) - free_letters(left.of):
        return None
    return Claim(left.of, "=", right.of)
