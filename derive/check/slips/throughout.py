"""One slip made in every term of a sum: whoever forgets a transpose forgets it four times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from derive.check.reading.syntax import Node, Sum
from derive.check.slips.context import Context
from derive.check.slips.edit import Edit
from derive.check.slips.table import edits

KINDS = ("transpose", "order", "product", "prime", "sign")
"""The slips that are made throughout."""
_FEW = 4


def throughout(side: Node, context: Context) -> Iterator[tuple[Edit, ...]]:
    """For each kind, the same edit in each term that allows it: the first one of every term, the last one, and so on; and the
    same edit of the same piece wherever that stands."""
    yield from _everywhere(side, context)
    if not isinstance(side, Sum) or len(side.terms) < 2:
        return
    for kind in KINDS:
        of_term: dict[int, list[Edit]] = defaultdict(list)
        for edit in edits(side, context, (kind,)):
            if len(edit.path) > 0:
                of_term[edit.path[0][1][0]].append(edit)
        if len(of_term) < 2:
            continue
        ordered = [sorted(found, key=lambda edit: edit.span) for found in of_term.values()]
        for place in range(min(_FEW, max(map(len, ordered)))):
            yield tuple(found[min(place, len(found) - 1)] for found in ordered)
            yield tuple(found[max(-1 - place, -len(found))] for found in ordered)


def _everywhere(side: Node, context: Context) -> Iterator[tuple[Edit, ...]]:
    """An edit that the same words tell, in all places."""
    same: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits(side, context, ("transpose", "order", "prime", "quantity")):
        same[str(edit.change.wrong)].append(edit)
    for found in same.values():
        if len(found) > 1 and not any(one.path == two.path[: len(one.path)] for one, two in permutations(found, 2)):
            yield tuple(found)
