"""Further looks at rows that have been judged: what explains the wrong ones, which definitions reach them, what follows.

Input: the verdicts that each row has on its own.  Output: those that the whole text gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from derive.check import effort
from derive.check.faults import spared
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER, WRONG
from derive.check.judging.pages import (
    braces,
    carried_forward,
    costs_of_one,
    foreign_units,
    interrupted,
    lost_partials,
    misspelt,
    optima,
    prose_conditions,
    same_example,
    solving,
    two_errors,
    unexplained,
    unknown_heads,
)
from derive.check.judging.pages.corrections import ReadAgain
from derive.check.judging.pages.explaining import Doubt, explained, repaired, uncertain
from derive.check.judging.pages.judges import Judges
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.rows.suppositions import TO_BE_SOLVED
from derive.check.meaning.definitions import solutions
from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Name
from derive.check.slips.budget import Budget
from derive.model import Model

_PROOFS = 5
"""Our own line stands beside so many rows."""

Look = Callable[[Sequence[Judged]], list[Judged]]


def _unsettled(judged: Judged) -> Judged:
    """A row that differs, and nobody knows why: further looks might have told that it is right."""
    if judged.verdict != WRONG or judged.explanation:
        return judged
    return replace(judged, verdict=CANNOT_TELL, reason=f"no time was left to find out why; {judged.reason}")


@dataclass(frozen=True)
class SecondLooks:
    """What is looked at again, in order; ``model`` is the one whose proof is shown beside wrong rows."""

    judges: Judges
    document: Document
    declarations: Declarations | None
    model: Model | None
    notation: str
    seconds: float
    explain: bool
    again: ReadAgain

    def taken(self, rows: list[Judged]) -> tuple[list[Judged], tuple[str, ...]]:
        """The rows after all looks; a look that fails leaves them as they are, and is told."""
        words: list[str] = []

        def failed(at: Sequence[Judged], fault: str) -> list[Judged]:
            words.append(f"a second look at the rows failed, {fault}")
            return list(at)

        for look in self._looks():
            if effort.is_late():
                return [_unsettled(row) for row in rows], (*words, "no time was left for all looks at the rows")
            rows = spared(partial(look, rows), partial(failed, rows))
        return rows, tuple(words)

    def _looks(self) -> Iterator[Look]:
        yield lambda rows: interrupted.gone_on(rows, self.judges)
        yield lambda rows: two_errors.doubted(rows, self.judges)
        yield lambda rows: carried_forward.doubted(rows, self.judges)
        yield lambda rows: same_example.held(rows, self.judges)
        yield prose_conditions.inequalities
        yield lambda rows: prose_conditions.held(rows, self.judges, self.document, self.again)
        yield self._finished
        yield self._in_scopes
        yield prose_conditions.inequalities  # of those that were judged again
        yield lambda rows: solving.solved(self._as_steps(rows), self.judges)
        if self.explain:
            yield lambda rows: braces.compared(rows, self.judges, self.again)
            yield lambda rows: lost_partials.found(rows, self.judges)
            yield lambda rows: misspelt.found(rows, self.judges, self.document, self.again, self.seconds)
            yield lambda rows: foreign_units.found(rows, self.judges, self.document, self.again)
            yield lambda rows: optima.found(rows, self.judges, self._seeks(rows))
            yield lambda rows: unexplained.settled(rows, self.judges)
            yield lambda rows: costs_of_one.doubted(rows, self.judges)
        if self.explain and self.model is not None:
            yield partial(self._with_proofs, self.model)

    def _finished(self, found: Sequence[Judged]) -> list[Judged]:
        """The rows with explanations of the wrong ones; those whose reading is not certain are not called wrong."""
        doubtful = uncertain(self.judges, found)
        fine = [judged.row for judged in found if judged.verdict in (HOLDS, UNDER)]
        known = frozenset(node for node in nodes(fine) if isinstance(node, Name))
        asked = [
            judged.row.number in doubtful or (self.explain and judged.doubtful and judged.explanation is None)
            for judged in found
        ]
        budget = Budget(self.seconds, sum(asked))
        last: dict[int, Judged] = {}
        for judged, wanted in zip(found, asked, strict=True):
            doubt = doubtful.get(judged.row.number)
            if doubt is not None and (other := last.get(doubt.rests_on)) is not None and other.verdict == WRONG:
                doubt = None
            wanted = wanted and not (effort.is_late() and doubt is None)
            last[judged.row.number] = self._looked_at(judged, doubt, budget.share(), known) if wanted else judged
        return list(last.values())

    def _looked_at(self, judged: Judged, doubt: Doubt | None, seconds: float, known: frozenset[Name]) -> Judged:
        judge = self.judges(judged.row.number)
        if doubt is None:
            return spared(lambda: explained(judge, judged, self.document, seconds, self.again, known), lambda _: judged)
        return spared(
            lambda: repaired(judge, judged, self.document, doubt, seconds, self.explain, self.again),
            lambda _: replace(judged, verdict=CANNOT_TELL),
        )

    def _in_scopes(self, rows: Sequence[Judged]) -> list[Judged]:
        """The rows of which nobody can tell, by the definitions that reach them (see ``own_scope``)."""
        found = self.judges.in_scopes(list(rows), self.document, self.declarations, self.explain)
        rows = [found.fine.get(judged.row.number, judged) for judged in rows]
        if not found.wrong:
            return rows
        fine = [judged for judged in rows if judged.verdict in (HOLDS, UNDER)]
        last = {judged.row.number: judged for judged in self._finished([*fine, *found.wrong.values()])}
        for number in found.wrong:
            if last[number].verdict != WRONG:
                self.judges.leave_scope(number)
        return [last[n] if (n := judged.row.number) in found.wrong and last[n].verdict == WRONG else judged for judged in rows]

    def _as_steps(self, rows: Sequence[Judged]) -> list[Judged]:
        """Rows of chains whose head nobody knows, as steps (see :mod:`derive.check.judging.pages.unknown_heads`)."""
        found = unknown_heads.continued(rows, self.judges)
        changed = {new.row.number: new for new, old in zip(found, rows, strict=True) if new is not old}
        if any(judged.doubtful for judged in changed.values()):
            last = {judged.row.number: judged for judged in self._finished(found)}
            changed = {number: last[number] for number in changed}
        return [replace(changed.get(old.row.number, old), row=old.row) for old in rows]

    def _seeks(self, rows: Sequence[Judged]) -> bool:
        """Whether the text looks for a point at which a gradient vanishes."""
        return solutions.seeks(self.document) or any(judged.reason == TO_BE_SOLVED for judged in rows)

    def _with_proofs(self, model: Model, rows: Sequence[Judged]) -> list[Judged]:
        """Our own line beside the first rows that are wrong."""
        from derive.check.slips import proof_line

        found, left = list(rows), _PROOFS
        for at, judged in enumerate(found):
            claims = zip(judged.row.claims, judged.outcomes, strict=False)
            claim = next((claim for claim, outcome in claims if outcome.verdict == WRONG or outcome.unfit), None)
            if claim is not None and judged.doubtful:
                symbols = self.judges(judged.row.number).symbols
                found[at] = replace(judged, proof=proof_line(model, claim, symbols, self.notation or None))
                left -= 1
                if not left:
                    break
        return found
