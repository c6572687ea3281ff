r"""A chain that goes on past an equation set between its rows: ``J = A``, ``\because p = B``, ``= C`` says that J is C.

A row that begins with a relation goes on with the equation above it, or with the chain that this one interrupts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from derive.check.judging.pages.continuing import is_continued
from derive.check.judging.pages.verdict import Judged, named, summed_up
from derive.check.judging.rows.judge import Judge
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Node

_REASON = re.compile(r"[\s&]*\\because(?![A-Za-z])")


@dataclass(frozen=True)
class _Chain:
    """The head and the last expression of a chain that may be interrupted, and the row in which it begins."""

    head: Node
    last: Node
    row: Row


def gone_on(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows; those that differ from the equation above them, and go on with the chain before it, as steps of that one."""
    found: list[Judged] = []
    begun: _Chain | None = None  # the chain of the rows that were read last
    before: _Chain | None = None  # the one that it interrupts
    for judged in rows:
        row = judged.row
        if not is_continued(row):
            before = begun if begun is not None and begun.row.block == row.block else None
            begun = next(_chains(row), None)
        elif before is not None and before.row.block == row.block and (judged.doubtful or begun == before):
            other = _past(judges(row.number), judged, before, begun)
            if other is not judged:
                judged, begun = other, before  # and so do the rows after it
        else:
            before = None
        found.append(judged)
    return found


def _chains(row: Row) -> Iterator[_Chain]:
    """The chain with which a row begins."""
    for claim in row.claims[:1]:
        if claim.relation in ("=", ":="):
            yield _Chain(claim.left, claim.right, row)


def _past(judge: Judge, judged: Judged, before: _Chain, begun: _Chain | None) -> Judged:
    """A row as a step of the chain before the equation above it; itself if it is none."""
    row = judged.row
    first = replace(row.claims[0], left=before.last, head=before.head)
    outcome = judge.judge_claim(first, row.conditions)
    settled = begun == before or (begun is not None and _REASON.match(begun.row.latex) is not None)
    if not outcome.is_fine and not settled:
        return judged
    new = replace(summed_up(row, [outcome, *judged.outcomes[1:]]), row=replace(row, claims=(first, *row.claims[1:])))
    return named(new, f"it goes on with the chain of row {before.row.number}")
