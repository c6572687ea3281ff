"""Letters that name layers, though nobody declared them so: ``a_j = \\sum_i u_{ij} x_i`` and ``a_k = \\sum_j v_{jk} b_j``.

A text that defines a letter twice in one display, with other indices, means two quantities by it; the specification has one of
that name.  A row that differs with such a letter is not called wrong, unless all these definitions hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.values.names import spelled
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.symbols import SizeOf, Symbols
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that differ and speak of such a letter, and why they are in doubt."""
    defined: dict[tuple[Head, int], list[tuple[Name, Judged]]] = {}
    for judged in found:
        claim = judged.row.claims[0] if judged.row.claims else None
        left = claim.left if claim is not None and not claim.inherited and claim.relation in ("=", ":=") else None
        symbols = judges(judged.row.number).symbols
        if isinstance(left, Name) and _letter(left) and not symbols.declares(left) and not _is_of_last(left, symbols):
            defined.setdefault((head(left), judged.row.block), []).append((left, judged))
    several = {top: [name for name, _ in rows] for (top, _), rows in defined.items() if _are_several(rows)}
    for judged in found if several else ():
        names = (node for side in judged.row.sides for node in walk(side) if isinstance(node, Name))
        top = next((head(name) for name in names if head(name) in several), None)
        if top is not None and judged.doubtful:
            one, other = several[top][0], several[top][-1]
            yield (
                judged.row.number,
                f"'{spelled(one)}' and '{spelled(other)}' are defined differently: declare them letter by letter",
            )


def _letter(name: Name) -> str | None:
    """The only letter below a symbol."""
    below = items(name.sub)
    return letter_of(below[0][0]) if len(below) == 1 else None


def _is_of_last(name: Name, symbols: Symbols) -> bool:
    """Whether the letter stands for the last entry: ``\\delta_T`` beside ``\\delta_t``."""
    readings = symbols.lookup(Name(_letter(name) or ""))
    return bool(readings) and isinstance(readings[0].meaning, SizeOf)


def _are_several(rows: Sequence[tuple[Name, Judged]]) -> bool:
    """Whether a letter is defined with different indices, and not all of that is what the model says."""
    letters = {_letter(name) for name, _ in rows}
    rights = {judged.row.claims[0].right for _, judged in rows}
    held = all(judged.verdict in (HOLDS, UNDER) for _, judged in rows)
    return len(letters) > 1 and len(rights) > 1 and not held
