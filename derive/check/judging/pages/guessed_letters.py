"""Letters of which only a guess says what they mean, where no row that holds confirms it.

``x_i`` may be an entry of the specification's ``X``, and ``g`` its activation function; the text may mean something else by
them.  A row that differs under such a reading is wrong only if another row holds by the same reading.  That ``W^2`` is the
second layer's shows that ``b^1`` is the first one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.values.names import spelled
from derive.check.meaning.definitions.open_sets import WHOLE
from derive.check.meaning.definitions.sorting import is_mark
from derive.check.meaning.notation.patterns import Head, head, items, plain
from derive.check.meaning.symbols import Part
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name, Node, Number
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


_Key = Head | Node | None
"""What a row confirms: a letter; a symbol with its index, which is an example; that numbers above are those of layers."""


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that differ and rest on a guess that nothing confirms, and why."""
    confirmed: dict[_Key, set[int]] = {}
    for judged in found:
        judge = judges(judged.row.number)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            if judged.verdict in (HOLDS, UNDER) and outcome.is_fine and not outcome.zero:
                for name in _guessed(judge, claim):
                    for key in (head(name), *_layers(name), *([plain(name)] if _is_of_example(judge, name) else [])):
                        confirmed.setdefault(key, set()).add(judged.row.number)
    for judged in found:
        judge, number = judges(judged.row.number), judged.row.number
        sure = {key for key, rows in confirmed.items() if rows - {number}}
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            guessed = [] if outcome.is_fine else _guessed(judge, claim)
            open_ones = [name for name in guessed if sure.isdisjoint(_told_by(judge, name))]
            if open_ones:
                yield number, f"what '{spelled(open_ones[0])}' means is a guess (say it in [notation])"


def _told_by(judge: Judge, name: Name) -> tuple[_Key, ...]:
    """What makes sure that a symbol means what was guessed."""
    return (plain(name),) if _is_of_example(judge, name) else (head(name), *_layers(name))


def _layers(name: Name) -> tuple[None, ...]:
    """The mark of all symbols with a bare number above, which is read as that of a layer."""
    return (None,) if any(isinstance(item, Number) and not bracket for item, bracket in items(name.sup)) else ()


def _is_of_example(judge: Judge, name: Name) -> bool:
    """Whether a symbol may be one example of a table, or an entry of the only one: ``x_k`` beside ``X``."""
    readings = judge.symbols.lookup(name)
    part = readings[0].meaning if readings else None
    axes = judge.world.quantities[part.quantity].axes if isinstance(part, Part) else ()
    if not isinstance(part, Part) or len(axes) < 2 or axes[0].kind != "example":
        return False
    return part.indices[0] is not None and part.indices[-1] is None


def _guessed(judge: Judge, claim: Claim) -> Iterator[Name]:
    """The symbols in the two sides that are compared that have their meaning by a guess."""
    for side in (claim.compared, claim.right):
        names = (node for node in walk(side) if isinstance(node, Name) and not is_mark(node))
        counting = judge.symbols.sure_letters
        others = (name for name in names if letter_of(name) not in counting)
        yield from (name for name in others if name.style == WHOLE or judge.symbols.guesses(name))
