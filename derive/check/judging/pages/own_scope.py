"""Rows of a page with several models, judged in the world of the definitions that reach them.

A row that the world of the whole page (or the specification) does not explain may belong to another exercise: there its
letters mean what the text last said.  If it holds so, that is said; a definition that gives a letter a new meaning opens
a scope, a slip in a definition does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG
from derive.check.judging.pages import certainty
from derive.check.judging.rows import identities
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.reaching import Reaching, Said
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.symbols import Part
from derive.check.meaning.text.guesses import ALIKE, alike
from derive.check.meaning.text.scoped import scoped_world
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.meaning.notation.dictionary import Dictionary
    from derive.check.meaning.symbols import Symbols
    from derive.check.meaning.world import World


_TRIED = 24
"""So many sets of definitions are tried for one page."""
_LIMIT = 40
"""So many readings of a row are tried in each of them."""
_NEW = 3
"""What looks like a slip in a definition is a new meaning if so many other rows hold by it alone."""
Set = tuple[Said, ...]
Again = Callable[[Judge, Row], "Judged"]
"""Judges a row again."""


@dataclass
class Scopes:
    """Worlds of sets of definitions, made when they are asked for."""

    document: Document
    declarations: Declarations | None
    prepare: Callable[[World, Symbols], Judge]
    base: Dictionary | None = None
    """The dictionary of a specification: it tells the shapes of its symbols."""

    def __post_init__(self) -> None:
        self.reaching = Reaching(self.document.rows)
        self._sets = {row.number: self.reaching.sets(row) for row in self.document.rows}
        self._made: dict[Any, Judge | None] = {}
        self._said: dict[int, Set] = {}

    def sets(self, row: Row) -> list[Set]:
        """The sets of definitions under which a row may be read."""
        return self._sets[row.number]

    def judge(self, said: Set, row: Row, *, shaped: bool = True) -> Judge | None:
        """The judge who knows these definitions and nothing else of the text; ``shaped``: and a specification's shapes."""
        key = (said or row.block, shaped)
        if key not in self._made:
            if len(self._made) >= _TRIED:
                return None
            members = [r for r in self.document.rows if said in self._sets[r.number] and (said or r.block == row.block)]
            declared = self.declarations if shaped or self.base is None else Declarations()
            members = [self.reaching.without_solutions(member) for member in members]
            read = scoped_world(said, members, declared, self.base if shaped else None)
            made = self.prepare(read.world, read.symbols) if read is not None else None
            if made is not None:
                made.limit = _LIMIT
                made.vouched = self._vouched(said, made)
                self._said[id(made)] = said
            self._made[key] = made
        return self._made[key]

    def share(self, one: Judge, other: Judge) -> bool:
        """Whether two judges know a definition in common (or are none of scopes)."""
        return bool(set(self._said.get(id(one), ())) & set(self._said.get(id(other), ()))) or (
            id(one) not in self._said and id(other) not in self._said
        )

    def _vouched(self, said: Set, judge: Judge) -> frozenset[str]:
        """The free symbols that stand in the definitions with an index for each of their axes."""
        counts: dict[str, set[int]] = {}
        for one in said:
            for name in symbols_in(one.made.right):
                parts = self.reaching.sorter.split(name)
                counts.setdefault(parts.key.name, set()).add(len(parts.indices))
        known = judge.world.quantities
        return frozenset(n for n, found in counts.items() if n in known and found == {len(known[n].axes)} and 0 not in found)


@dataclass
class Found:
    """What the scopes of their own say of rows: those that hold there, and those that differ (which may not be certain)."""

    fine: dict[int, Judged]
    wrong: dict[int, Judged]
    judges: dict[int, Judge]


def looked_up(rows: Sequence[Judged], scopes: Scopes, again: Again) -> Found:
    """The rows of which nobody can tell, judged by the definitions that reach them."""
    found, slips = Found({}, {}, {}), _slips(rows, scopes.reaching)
    _look_up(rows, scopes, again, found, slips)
    for one in sorted(slips - _slips_explained(rows, scopes.reaching), key=lambda s: s.row) if scopes.base is None else ():
        other = Found(dict(found.fine), {}, dict(found.judges))
        _look_up([judged for judged in rows if judged.row.number not in found.fine], scopes, again, other, slips - {one})
        if len(other.fine) - len(found.fine) >= _NEW:
            found.fine, found.judges = other.fine, {**found.judges, **other.judges}
    return found


def _look_up(rows: Sequence[Judged], scopes: Scopes, again: Again, found: Found, slips: set[Said]) -> None:
    """The same with some definitions left out, which are taken for slips."""
    for judged in rows:
        any_value = _any_value(judged, scopes)
        if (judged.verdict != CANNOT_TELL and any_value is None) or judged.unreadable or not judged.row.claims:
            continue
        for said in scopes.sets(judged.row) if any_value is None else [any_value]:
            if slips & set(said):
                continue
            if _tried(judged.row, said, scopes, again, found, counts=any_value is None):
                break
        if judged.row.number in found.fine:
            found.wrong.pop(judged.row.number, None)


def _any_value(judged: Judged, scopes: Scopes) -> Set | None:
    """For a wrong row whose shapes do not fit the definitions without those of symbols that stand for anything."""
    free = judged.verdict == WRONG and scopes.base is None and _is_unfit(judged)
    return scopes.reaching.freed(judged.row) if free else None


def _tried(row: Row, said: Set, scopes: Scopes, again: Again, found: Found, *, counts: bool) -> bool:
    """Whether a row is fine by a set of definitions (and a specification's shapes, or without); if it is wrong by them, that
    ``counts`` where the reading is certain."""
    for shaped in (True,) if scopes.base is None else (True, False):
        judge = scopes.judge(said, row, shaped=shaped)
        if judge is None:
            continue
        other = again(judge, row)
        if (fine := _fine(other, row, said, scopes, judge)) is not None:
            found.fine[row.number], found.judges[row.number] = fine, judge
            return True
        told = _is_identity(row, scopes) if not said else not _goes_on(row, said, scopes)
        new = counts and row.number not in found.wrong and told
        if other.verdict == WRONG and new and (not said or _is_plain(judge, other, said, scopes)):
            found.wrong[row.number], found.judges[row.number] = other, judge
    return False


def _goes_on(row: Row, said: Set, scopes: Scopes) -> bool:
    """Whether nothing but the chain that a row goes on with says what its letters mean: its head is a claim, too."""
    chain = {one.number for one in scopes.document.rows if one.block == row.block}
    return any(claim.inherited for claim in row.claims) and chain.issuperset(one.row for one in said)


def _is_identity(row: Row, scopes: Scopes) -> bool:
    """Whether a row speaks of a function of the specification and any number, ``\\sigma'(x) = ...``, and the text says nothing
    else of them."""
    base = scopes.base
    if base is None or not row.claims or any(scopes.sets(row)):
        return False
    return all(not claim.inherited and identities.names_nothing_else(base, claim) for claim in row.claims)


def _fine(other: Judged, row: Row, said: Set, scopes: Scopes, judge: Judge) -> Judged | None:
    """The verdict by some definitions, if the row holds by them, or is the one that defines."""
    if other.verdict in (HOLDS, UNDER) and not is_empty(other, said, scopes.reaching) and not is_flat(judge, row):
        words = words_of(said, row)
        convention = "; ".join(filter(None, (words, other.convention)))
        return replace(other, verdict=UNDER, convention=convention) if words else other
    if other.verdict == NO_CLAIM and row.number in judge.symbols.definitions and _is_first(scopes, said, row):
        return other
    return None


def _is_unfit(judged: Judged) -> bool:
    return any(outcome.unfit for outcome in judged.outcomes)


def _slips(rows: Sequence[Judged], reaching: Reaching) -> set[Said]:
    """The definitions that do not hold, and that a slip explains, or that nearly say what another one says: no new meanings."""
    doubtful = {judged.row.number for judged in rows if judged.verdict in (WRONG, CANNOT_TELL)}
    return _slips_explained(rows, reaching) | {
        one
        for every in reaching.said.values()
        for one in every
        if one.row in doubtful
        and any(other.row < one.row and alike(other.made.right, one.made.right) >= ALIKE for other in every)
        and not any(other.row < one.row and other.made.right == one.made.right for other in every)
    }


def _slips_explained(rows: Sequence[Judged], reaching: Reaching) -> set[Said]:
    explained = {judged.row.number for judged in rows if judged.verdict == WRONG and judged.explanation}
    return {one for every in reaching.said.values() for one in every if one.row in explained}


def _is_first(scopes: Scopes, said: Set, row: Row) -> bool:
    """Whether a row defines its symbols for the first time, by a plain equation (no gradients, no functions)."""
    own = [one for one in said if one.row == row.number]
    return all(
        isinstance(one.made.left, Name)
        and not one.implied
        and not _names_gradient(one.made.left)
        and scopes.reaching.said[one.key][0].row == row.number
        and not (scopes.base is not None and scopes.base.lookup(one.made.left))
        for one in own
    )


def _names_gradient(name: Name) -> bool:
    return name.base in ("delta", "Delta", "nabla") or (name.base[0] == "d" and len(name.base) > 1) or "bar" in name.accents


def _is_plain(judge: Judge, judged: Judged, said: Set, scopes: Scopes) -> bool:
    """Whether nothing in a row is an open function, and its derivatives are by what the definitions lead to: the text says
    enough to call a row wrong.
    """
    world, row = judge.world, judged.row
    if scopes.base is not None and any(_has_known_below(scopes.base, side) for c in row.claims for side in (c.left, c.right)):
        return False
    open_ones = {name for name, quantity in world.quantities.items() if quantity.role == "open"}
    asked = frozenset().union(*(certainty.quantities(judge, claim) for claim in row.claims)) & set(world.quantities)
    if any(world.depends(name, other) for name in asked for other in open_ones):
        return False
    defined = {one.key for one in said}
    is_open = world.cost in world.opened
    return all(
        (of.name == world.cost and is_open) or (of != by and of in defined and by in scopes.reaching.reach(of, said))
        for of, by in scopes.reaching.slopes(row)
    )


def _has_known_below(base: Any, node: Node) -> bool:
    """Whether a quantity of the specification stands where an index would (``h_\\theta``): the scope knows nothing of it."""
    names = [name for name in walk(node) if isinstance(name, Name) and name.sub]
    below = [item for name in names for item, _ in items(name.sub) if isinstance(item, Name) and not item.sub]
    return any(readings and isinstance(readings[0].meaning, Part) for readings in map(base.lookup, below))


def is_empty(judged: Judged, said: Set, reaching: Reaching) -> bool:
    """Whether a row holds only because both sides are zero, and the text does not say how they depend on each other."""
    zero = bool(judged.outcomes) and all(outcome.zero for outcome in judged.outcomes if outcome.is_fine)
    return zero and not reaching.leads(said, judged.row)


def is_flat(judge: Judge, row: Row) -> bool:
    """Whether a symbol that the row transposes was read as a number: then its shape was guessed wrong."""
    return next(certainty.turned_numbers(judge, row), None) is not None


def words_of(said: Set, row: Row) -> str:
    """Which definitions reach a row, in words."""
    before = sorted({one.row for one in said if one.row != row.number})
    if not before:
        return ""
    return "with the letters as " + ("row " if len(before) == 1 else "rows ") + ", ".join(map(str, before)) + " define them"
