"""Letters of which only a guess says what they mean, where no row that holds confirms it.

``x_i`` may be an entry of the specification's ``X``, and ``g`` its activation function; the text may mean something else by
them.  A row that differs under such a reading is wrong only if another row holds by the same reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.values.names import spelled
from derive.check.meaning.definitions.sorting import is_mark
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.symbols import Part
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that differ and rest on a guess that nothing confirms, and why."""
    confirmed: dict[Head, set[int]] = {}
    for judged in found:
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            if judged.verdict in (HOLDS, UNDER) and outcome.is_fine and not outcome.zero:
                for name in _guessed(judges(judged.row.number), claim):
                    confirmed.setdefault(head(name), set()).add(judged.row.number)
    for judged in found:
        number = judged.row.number
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            guessed = [] if outcome.is_fine else list(_guessed(judges(number), claim))
            sure = {top for top, rows in confirmed.items() if rows - {number}}
            open_ones = [name for name in guessed if head(name) not in sure or _is_of_example(judges(number), name)]
            if open_ones:
                yield number, f"what '{spelled(open_ones[0])}' means is a guess (say it in [notation])"


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
        yield from (name for name in names if letter_of(name) not in counting and judge.symbols.guesses(name))
