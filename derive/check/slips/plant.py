"""Planting slips: a derivation with a few wrong rows, and the key to them.

Input: a text, its rows, and the judge of each. Each slip is an edit of the table that the judge finds to be
wrong (an edit that leaves a row true is no slip), spliced into the author's text. The same seed plants the same slips.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Node
from derive.check.slips.context import Context
from derive.check.slips.edit import KINDS, Edit
from derive.check.slips.explain import explain
from derive.check.slips.splice import spliced
from derive.check.slips.table import edits
from derive.check.slips.tree import at

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

HIDDEN = frozenset({"term", "lost factor"})
"""Kinds that can also add a piece from elsewhere; planted, they only take one away."""


@dataclass(frozen=True)
class Planted:
    """One slip in a text: the row, the kind, the piece before and after, the place of the new piece in the new text."""

    row: int
    line: int
    kind: str
    was: str
    now: str
    right_row: str
    wrong_row: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """``row 7, line 41: a prime lost or added: \\sigma(z) stands for \\sigma'(z)``."""
        return f"row {self.row}, line {self.line}: {KINDS[self.kind]}: {self.now} stands where {self.was} belongs"


@dataclass(frozen=True)
class Quiz:
    """A text with slips, and the key to them in the order of the rows."""

    text: str
    slips: tuple[Planted, ...]


@dataclass(frozen=True)
class _Choice:
    row: Row
    claim: Claim
    edit: Edit
    replaced: str


def plant(
    text: str,
    document: Document,
    judges: Callable[[int], Judge],
    rows: Iterable[int],
    *,
    count: int,
    seed: int,
    kinds: Sequence[str] | None = None,
) -> Quiz:
    """A text with up to ``count`` slips, each in a row of its own among ``rows`` (their numbers; they should hold).

    Fewer slips come out only if no more rows allow one of the kinds.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible exercises, no secrets
    wanted = frozenset(rows)
    candidates = [row for row in document.rows if row.number in wanted and row.claims]
    rng.shuffle(candidates)
    chosen: list[_Choice] = []
    used: dict[str, int] = {}
    for row in candidates:
        if len(chosen) == count:
            break
        found = next(slips_in(text, row, document, judges(row.number), rng, kinds, used), None)
        if found is not None:
            chosen.append(found)
            used[found.edit.kind] = used.get(found.edit.kind, 0) + 1
    return _woven(text, sorted(chosen, key=lambda c: c.claim.right.span))


def slips_in(
    text: str,
    row: Row,
    document: Document | None,
    judge: Judge,
    rng: random.Random,
    kinds: Sequence[str] | None = None,
    used: dict[str, int] | None = None,
) -> Iterator[_Choice]:
    """Slips for the last claim of a row, kinds that have been used least first; each makes the row wrong."""
    claim = row.claims[-1]
    left = claim.compared
    start, end = claim.right.span
    by_kind: dict[str, list[Edit]] = {}
    for edit in edits(claim.right, Context.of(row, document), kinds):
        if not (edit.kind in HIDDEN and _longer(edit, claim.right)):
            by_kind.setdefault(edit.kind, []).append(edit)
    order = sorted(by_kind, key=lambda kind: ((used or {}).get(kind, 0), rng.random()))
    for kind in order:
        for edit in rng.sample(by_kind[kind], len(by_kind[kind]))[:6]:
            wrong = edit.apply(claim.right)
            if wrong != left and _is_wrong(judge, left, wrong, claim, row, document):
                yield _Choice(row, claim, edit, spliced(text[start:end], claim.right, edit, offset=start))


def _longer(edit: Edit, root: Node) -> bool:
    from derive.check.reading.printer import latex

    return len(latex(edit.change.new)) > len(latex(at(root, edit.path)))


def _is_wrong(judge: Judge, left: Node, wrong: Node, claim: Claim, row: Row, document: Document | None) -> bool:
    """Whether the judge calls a row wrong: its values differ, or its shapes do not fit and one slip repairs them."""
    habits = list(judge.habits)
    outcome = judge.judge(left, wrong, claim.relation, row.conditions)
    judge.habits[:] = habits
    if outcome.unfit:
        made = replace(claim, left=left, right=wrong, inherited=False)
        return explain(judge, made, row.conditions, context=Context.of(replace(row, claims=(made,)), document)) is not None
    return outcome.verdict == "wrong"


def _woven(text: str, chosen: Sequence[_Choice]) -> Quiz:
    """The text with all slips in it, and where they stand."""
    from derive.check.reading.printer import latex

    pieces: list[str] = []
    slips: list[Planted] = []
    done = length = 0
    for choice in chosen:
        start, end = choice.claim.right.span
        length += start - done
        pieces += [text[done:start], choice.replaced]
        was, now = latex(at(choice.claim.right, choice.edit.path)), latex(choice.edit.change.new)
        place = choice.row.place
        wrong = text[place.start : start] + choice.replaced + text[end : place.end]
        slips.append(
            Planted(
                choice.row.number,
                place.line,
                choice.edit.kind,
                was,
                now,
                choice.row.latex,
                wrong,
                length,
                length + len(choice.replaced),
            )
        )
        length += len(choice.replaced)
        done = end
    return Quiz("".join([*pieces, text[done:]]), tuple(slips))
