"""Letters that usage alone takes for the cost, ``E`` and ``\\ell``, where the text may mean something else by them.

A specification by formulas names its cost: if the text uses that name, or two other letters that could be the cost, it is not
certain that they are.  A network's cost goes by many letters; but two of them in one row are hardly the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.values.names import spelled
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.symbols import Part, whole
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that differ and speak of a letter that may not be the cost, and why."""
    world = judges(0).world
    if world.specification is None:
        return
    named = not world.specification.is_network
    whole = {head(name): name for judged in found for c in judged.row.claims for name in _costs(judges(judged.row.number), c)}
    several = named and len(whole) > 1
    for judged in found:
        judge = judges(judged.row.number)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            if outcome.is_fine:
                continue
            own = {head(name): name for name in _costs(judge, claim)}
            guessed = [name for name in own.values() if not _is_named(judge, name)]
            if guessed and (several or len(own) > 1):
                others = [spelled(name) for top, name in (whole if several else own).items() if top != head(guessed[0])]
                yield judged.row.number, f"'{spelled(guessed[0])}' was taken for the cost, and so is '{others[0]}'"


def _costs(judge: Judge, claim: Claim) -> Iterator[Name]:
    """The symbols in a claim that are read as the whole cost."""
    for side in (claim.left, claim.right):
        for name in symbols_in(side):  # the ell of a^{\\ell} is none
            meaning = whole(judge.symbols.lookup(name))
            if isinstance(meaning, Part) and meaning.quantity == judge.world.cost:
                yield name


def _is_named(judge: Judge, name: Name) -> bool:
    """Whether the specification says that a symbol is the cost."""
    return name.base == judge.world.cost or judge.symbols.declares(name)
