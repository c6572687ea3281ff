"""A whole derivation: which world its symbols speak of, and a verdict on every row."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from derive.check.judging import certainty, continuing, conventions, nearby, orientation, own_scope, paths, redefined
from derive.check.judging.conventions import AS_USUAL, Layout
from derive.check.judging.judge import Judge
from derive.check.judging.new_meaning import with_new_meanings
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Counterexample, Outcome
from derive.check.judging.scopes import WORDS, reaching
from derive.check.meaning.assumptions import stated_units, stated_values
from derive.check.meaning.directions import forward
from derive.check.meaning.labelled_functions import told_apart
from derive.check.meaning.rewording import reworded
from derive.check.reading.dummies import plain_powers
from derive.check.reading.families import one_by_one
from derive.check.reading.numbered import plain_letters
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Big, Name, Node, Product
from derive.check.slips.budget import Budget

if TYPE_CHECKING:
    from derive.model import Model

_TRIED = 6
"""So many ways to read the notation are compared."""
_CLEARLY = 2
"""So many more rows have to hold in numerator layout before a text is read so."""
_NAMED_IN_WORDS = re.compile(
    r"\s*&?\s*\\(?:text|mbox|textrm)\{(?!\s*(?:so|thus|hence|then|and|therefore|or|that|i\.e|which|where|we|with|since)\b)"
    r"[^{}]* [^{}]*\}\s*&?\s*="
)
"""A row such as ``\\text{in all} &= 2 n_0``: several words that are no connection stand on its left side."""
_SAMPLE = 12
"""By so many rows."""


@dataclass(frozen=True)
class Judged:
    """A row with its verdict; ``convention`` names what a row that holds under one needs; ``explanation`` is the smallest slip
    that explains a wrong row (formulas between dollars), ``correction`` the row as it should be, ``proof`` our own line;
    ``span`` is the piece that is wrong or unclear."""

    row: Row
    verdict: str
    reason: str = ""
    convention: str | None = None
    counterexample: Counterexample | None = None
    explanation: str | None = None
    correction: str | None = None
    proof: str | None = None
    span: tuple[int, int] | None = None
    outcomes: tuple[Outcome, ...] = ()
    follows: int | None = None
    """The number of the wrong row from which the row only goes on rightly."""

    @property
    def unreadable(self) -> bool:
        return self.row.problem is not None

    @property
    def doubtful(self) -> bool:
        """Wrong, or without shapes that fit."""
        return self.verdict == WRONG or any(outcome.unfit for outcome in self.outcomes)


@dataclass(frozen=True)
class Report:
    """All rows in order, and what the text was understood to speak of."""

    rows: tuple[Judged, ...] = ()
    understood: tuple[str, ...] = ()
    document: Document | None = field(default=None, repr=False)
    judge: Judge | None = field(default=None, repr=False, compare=False)
    judges: Any = field(default=None, repr=False, compare=False)
    """The judge of a row, by its number."""

    @property
    def first_wrong(self) -> Judged | None:
        """The headline."""
        return next((row for row in self.rows if row.verdict == WRONG), None)


def judge_document(
    model: Model | None,
    document: Document,
    declarations: Any = None,
    *,
    notation: str = "",
    explain: bool = True,
    seconds: float = 1.0,
) -> Report:
    """Judge every row of a text.

    ``declarations`` is the ``[notation]`` table; ``notation`` the name of a family of letters; ``explain`` looks for the slip
    behind a wrong row, for at most ``seconds`` each (for all of them see :class:`~derive.check.slips.budget.Budget`).

    Raises:
        SpecError: a declaration that cannot be read.
    """
    document = told_apart(reworded(document, declarations), declarations)
    document, longer = reaching(one_by_one(plain_powers(plain_letters(document))))
    chosen, words = _chosen(model, document, declarations, notation)
    judges, found = _oriented(*_laid_out(chosen, document))
    judge = judges(0)
    if judge.layout.turned:
        words = (*words, "read in numerator layout: the gradient by a matrix has the shape of its transpose")
    finish = partial(_finished, judges, document=document, seconds=seconds, explain=explain)
    rows = finish(found)
    rows = _in_scopes(judges, rows, document, declarations, finish, explain)
    if explain and model is not None:
        rows = _with_proofs(judges, rows, model, notation, seconds)
    rows = [_named(row, WORDS) if row.row.number in longer else row for row in rows]
    return Report(tuple(rows), words, document, judge, judges)


def _finished(judges: _Judges, found: Sequence[Judged], *, document: Document, seconds: float, explain: bool) -> list[Judged]:
    """The rows with explanations of the wrong ones; those whose reading is not certain are not called wrong."""
    doubtful = _uncertain(judges, found)
    asked = [judged.row.number in doubtful or (explain and judged.doubtful and judged.explanation is None) for judged in found]
    budget = Budget(seconds, sum(asked))
    rows: list[Judged] = []
    for judged, wanted in zip(found, asked, strict=True):
        judge = judges(judged.row.number)
        if judged.row.number in doubtful:
            rows.append(_repaired(judge, judged, document, doubtful[judged.row.number], budget.share(), explain))
        else:
            rows.append(_explained(judge, judged, document, budget.share()) if wanted else judged)
    return rows


def _with_proofs(judges: _Judges, rows: list[Judged], model: Model, notation: str, seconds: float) -> list[Judged]:
    """Our own line beside the first row that is wrong, and beside others as far as the time goes."""
    from derive.check.slips import proof_line

    found, ends = list(rows), time.process_time() + seconds
    for at, judged in enumerate(found):
        claims = zip(judged.row.claims, judged.outcomes, strict=False)
        claim = next((claim for claim, outcome in claims if outcome.verdict == WRONG or outcome.unfit), None)
        if claim is not None and judged.doubtful:
            found[at] = replace(judged, proof=proof_line(model, claim, judges(judged.row.number).symbols, notation or None))
            if time.process_time() > ends:
                break
    return found


def _in_scopes(
    judges: _Judges,
    rows: list[Judged],
    document: Document,
    declarations: Any,
    finish: Callable[[list[Judged]], list[Judged]],
    explain: bool,
) -> list[Judged]:
    """The rows of which nobody can tell, by the definitions that reach them (see :mod:`derive.check.judging.own_scope`)."""
    found = judges.in_scopes(rows, document, declarations, explain)
    rows = [found.fine.get(judged.row.number, judged) for judged in rows]
    if not found.wrong:
        return rows
    fine = [judged for judged in rows if judged.verdict in (HOLDS, UNDER)]
    last = {judged.row.number: judged for judged in finish([*fine, *found.wrong.values()])}
    for number in found.wrong:
        if last[number].verdict != WRONG:
            judges.leave_scope(number)
    return [last[n] if (n := judged.row.number) in found.wrong and last[n].verdict == WRONG else judged for judged in rows]


def _named(judged: Judged, words: str) -> Judged:
    """A row that holds, under a convention that its reading rests on."""
    if judged.verdict not in (HOLDS, UNDER):
        return judged
    return replace(judged, verdict=UNDER, convention="; ".join(filter(None, (words, judged.convention))))


class _Judges:
    """A judge for each part of a text (one that gives its letters new meanings on the way has several)."""

    def __init__(self, chosen: Any, document: Document, layout: Layout, limit: int = conventions.LIMIT) -> None:
        self._chosen, self._document, self._layout, self._limit = chosen, document, layout, limit
        self._einstein, self._accumulates = _sums_silently(document), paths.accumulates(document)
        self._units, self._labels = stated_units(document), stated_values(document)
        self._known: dict[tuple[int, int], Judge] = {}
        self._scopes: own_scope.Scopes | None = None
        self._scoped: dict[int, Judge] = {}

    def share(self, one: Judge, other: Judge) -> bool:
        """Whether two judges may mean the same by a letter: they know a definition in common, or none of a scope of its own."""
        return one is other or (self._scopes.share(one, other) if self._scopes is not None else True)

    def in_scopes(self, rows: list[Judged], document: Document, declarations: Any, explain: bool) -> own_scope.Found:
        """What the rows say by the definitions that reach them."""
        symbols = self._chosen.symbols
        base = symbols if getattr(self._chosen.world, "base", None) is not None else None
        self._scopes = own_scope.Scopes(document, declarations, self._made, base)

        def again(judge: Judge, row: Row) -> Judged:
            return _where(judge, _safely(judge, row), document)

        found = own_scope.looked_up(rows, self._scopes, again)
        if base is not None and explain:
            with_new_meanings(rows, self._scopes, again, found)
        self._scoped = dict(found.judges)
        return found

    def leave_scope(self, number: int) -> None:
        """A row is read as all others."""
        self._scoped.pop(number, None)

    def _made(self, world: Any, symbols: Any) -> Judge:
        judge = Judge(
            world,
            symbols,
            einstein=self._einstein,
            layout=self._layout,
            limit=self._limit,
            accumulates=self._accumulates,
        )
        judge.units, judge.labels = self._units, self._labels
        return judge

    def __call__(self, number: int) -> Judge:
        """The judge of a row."""
        if number in self._scoped:
            return self._scoped[number]
        world, symbols = self._chosen.at(number) if hasattr(self._chosen, "at") else (self._chosen.world, self._chosen.symbols)
        key = (id(world), id(symbols))
        if key not in self._known:
            self._known[key] = self._made(world, symbols)
        return self._known[key]

    def oriented(self, vectors: str, limit: int = conventions.LIMIT) -> _Judges:
        """The same with all vectors as columns, or as rows."""
        return _Judges(self._chosen, self._document, replace(self._layout, vectors=vectors), limit)


def _oriented(judges: _Judges, rows: list[Judged]) -> tuple[_Judges, list[Judged]]:
    """All rows with vectors as columns, or as rows, if the rows that hold leave no doubt which the text means."""
    tried = {vectors: judges.oriented(vectors, conventions.QUICK_LIMIT) for vectors in ("column", "row")}

    def again(judged: Judged, vectors: str) -> Judged:
        return _safely(tried[vectors](judged.row.number), judged.row)

    vectors = orientation.settled(rows, again)
    if not vectors:
        return judges, rows
    fixed, found = judges.oriented(vectors), list(rows)
    for at in orientation.odd_ones(rows, vectors, again):
        found[at] = _safely(fixed(rows[at].row.number), rows[at].row)
    return fixed, found


def _laid_out(chosen: Any, document: Document) -> tuple[_Judges, list[Judged]]:
    """All rows, with gradients by matrices in the shape of their variable, or transposed if clearly more rows hold so."""
    judges = _Judges(chosen, document, AS_USUAL)
    rows = _judged(judges, document)
    if sum(row.doubtful for row in rows) < _CLEARLY:
        return judges, rows
    others = _Judges(chosen, document, Layout(turned=True))
    if sum(not _safely(others(row.row.number), row.row).doubtful for row in rows if row.doubtful) < _CLEARLY:
        return judges, rows  # so few rows gain that there is no need to judge all once more
    turned = _judged(others, document)
    gain = sum(row.doubtful for row in rows) - sum(row.doubtful for row in turned)
    return (others, turned) if gain >= _CLEARLY else (judges, rows)


def _judged(judges: _Judges, document: Document) -> list[Judged]:
    """All rows; what follows rightly from a wrong row is not wrong once more."""
    found: list[Judged] = []
    for row in continuing.with_conditions(document):
        judge = judges(row.number)
        judged = _where(judge, _safely(judge, row), document)
        if judged.verdict == WRONG and found and (found[-1].verdict == WRONG or found[-1].follows is not None):
            judged = _as_step(judge, judged, found[-1])
        found.append(judged)
    return found


def _as_step(judge: Judge, judged: Judged, before: Judged) -> Judged:
    def judge_alone(claim: Claim) -> Outcome:
        return judge.judge_claim(claim, judged.row.conditions)

    wrong = before.row.number if before.follows is None else before.follows
    outcomes = continuing.step(judged.row, before.row, wrong, judged.outcomes, judge_alone)
    return judged if outcomes is None else replace(_summed_up(judged.row, outcomes), follows=wrong)


def _where(judge: Judge, judged: Judged, document: Document) -> Judged:
    """A wrong row may hold under a condition on an index that the text states beside it."""
    if judged.verdict != WRONG:
        return judged
    if nearby.is_alternative(document, judged.row):
        return replace(judged, verdict=CANNOT_TELL, reason="one of several cases ('or'); the model is that of another case")
    for condition, words in nearby.conditions(document, judged.row, judge.symbols):
        found = _safely(judge, replace(judged.row, conditions=(*judged.row.conditions, condition)))
        if found.verdict in (HOLDS, UNDER):
            return replace(found, row=judged.row, verdict=UNDER, convention="; ".join(filter(None, (words, found.convention))))
    return judged


def _safely(judge: Judge, row: Row) -> Judged:
    """A fault of the program on one row is said there, and spoils no other row (raised when ``DERIVE_DEBUG`` is set)."""
    try:
        return judge_row(judge, row)
    except Exception as fault:
        if os.environ.get("DERIVE_DEBUG"):
            raise
        return Judged(row, CANNOT_TELL, f"this row could not be judged, by a fault of derive ({type(fault).__name__}: {fault})")


def judge_row(judge: Judge, row: Row) -> Judged:
    """The verdict on a row: wrong if one of its claims is, unknown if one of them is, else what the claims say."""
    if _NAMED_IN_WORDS.match(row.latex):
        return Judged(row, NO_CLAIM, "its left side is words")
    if row.problem is not None:
        return Judged(row, CANNOT_TELL, row.problem.reason, span=(row.problem.place.start, row.problem.place.end))
    definitions = getattr(judge.symbols, "definitions", {})
    outcomes: list[Outcome] = []
    for number, claim in enumerate(row.claims):
        if number == 0 and row.number in definitions:
            outcomes.append(Outcome(NO_CLAIM, definitions[row.number]))
        else:
            outcomes.append(judge.judge_claim(claim, row.conditions))
    if not outcomes:
        return Judged(row, NO_CLAIM, "nothing is claimed")
    return _summed_up(row, outcomes)


def _summed_up(row: Row, outcomes: Sequence[Outcome]) -> Judged:
    for verdict in (WRONG, CANNOT_TELL, UNDER, HOLDS, NO_CLAIM):
        found = [outcome for outcome in outcomes if outcome.verdict == verdict]
        if not found:
            continue
        conventions = dict.fromkeys(outcome.convention for outcome in found if outcome.convention)
        span = found[0].span if found[0].span != (0, 0) else None
        return Judged(
            row,
            verdict,
            found[0].reason,
            "; ".join(conventions) or None,
            found[0].counterexample,
            span=span,
            outcomes=tuple(outcomes),
        )
    raise AssertionError(outcomes)


def _explained(judge: Judge, judged: Judged, document: Document, seconds: float) -> Judged:
    """The smallest slip that explains a wrong row; a row whose shapes fit under no reading is wrong if a slip repairs it."""
    from derive.check.slips import Context, explain

    row = judged.row
    for claim, outcome in zip(row.claims, judged.outcomes, strict=True):
        if not (outcome.verdict == WRONG or outcome.unfit):
            continue
        around = Context.of(row, document)
        found = explain(judge, claim, row.conditions, context=around, seconds=seconds, unfit=outcome.unfit)
        if found is None or (judged.verdict != WRONG and found.kind in _WEAK):
            return judged
        if outcome.unfit and judged.verdict != WRONG:
            judged = replace(judged, verdict=WRONG)
        return replace(judged, explanation=found.words, correction=found.correction, span=found.span)
    return judged


@dataclass(frozen=True)
class _Doubt:
    """Why the reading of a row is not certain; ``repairable``: a usual slip that repairs the row takes the doubt away."""

    words: str
    repairable: bool = True
    certain: bool = False
    """The symbols are certain: only what looks like another model takes the row's side."""


def _uncertain(judges: _Judges, found: Sequence[Judged]) -> dict[int, _Doubt]:
    """The doubtful rows whose reading is not certain, and why (see :mod:`derive.check.judging.certainty`)."""
    seen = [
        (judged.row.number, certainty.quantities(judges(judged.row.number), claim), judges(judged.row.number))
        for judged in found
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False)
        if outcome.is_fine and not outcome.zero
    ]
    unsure: dict[int, _Doubt] = {}
    for judged in found:
        judge = judges(judged.row.number)
        near = [(row, names) for row, names, other in seen if judges.share(judge, other)]
        doubt = _doubt(judge, judged, found, near) if judged.doubtful else None
        if doubt:
            unsure[judged.row.number] = doubt
    for number, words in redefined.doubts(judges, found):
        unsure.setdefault(number, _Doubt(words))
    return unsure


def _doubt(judge: Judge, judged: Judged, found: Sequence[Judged], seen: Sequence[tuple[int, frozenset[str]]]) -> _Doubt | None:
    """Why the reading of a row is not certain, if it is not."""
    known = certainty.sure(judge.world, certainty.confirmed(seen, judged.row.number) | judge.vouched)
    for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
        if not (outcome.verdict == WRONG or outcome.unfit):
            continue
        asked = certainty.quantities(judge, claim)
        if guessed := certainty.square(judge.world, asked):
            return _Doubt(f"it is a guess that {', '.join(sorted(guessed))} is square", repairable=False)
        if unknown := asked - known:
            return _Doubt(f"the text does not say enough of {', '.join(sorted(unknown))}")
        if open_costs := certainty.doubtful_costs(judge.world, asked, seen, judged.row.number):
            return _Doubt(f"the text does not define {', '.join(sorted(open_costs))}")
        left = claim.head if claim.inherited and claim.head is not None else claim.left
        if loose := certainty.loose_functions(judge, left) ^ certainty.loose_functions(judge, claim.right):
            return _Doubt(f"nothing is known of the function {', '.join(sorted(loose))}", repairable=False)
        only_read = getattr(judge.world, "base", judge.world) is None
        if (
            only_read
            and isinstance(claim.left, Name)
            and not claim.inherited
            and not certainty.names_gradient(judge, claim.left)
        ):
            return _Doubt("the text defines the left side in another way, too", repairable=False)
        if only_read and _stated_otherwise(left, judged, found):
            words = "another row that holds says something else of the left side: the text may have another case in mind"
            return _Doubt(words, certain=True)
    return None


def _stated_otherwise(left: Node, judged: Judged, found: Sequence[Judged]) -> bool:
    """Whether an earlier row that holds begins with the same left side."""
    return any(
        other.verdict in (HOLDS, UNDER) and claim.left == left and not claim.inherited
        for other in found
        if other.row.number < judged.row.number and other.row.block != judged.row.block
        for claim in other.row.claims
    )


_WEAK = frozenset({"lost factor", "term", "function", "quantity", "derivative", "variable"})
"""Slips that say nothing where the reading is in doubt: what is missing may be missing in the reading."""


def _repaired(judge: Judge, judged: Judged, document: Document, doubt: _Doubt, seconds: float, explain: bool) -> Judged:
    """A row whose reading is not certain is wrong only if it differs, and one usual slip repairs it."""
    from derive.check.slips import Context
    from derive.check.slips import explain as explained

    if judged.verdict != WRONG:
        return judged
    row = judged.row
    for claim, outcome in zip(row.claims, judged.outcomes, strict=True):
        if outcome.verdict != WRONG or not doubt.repairable:
            continue
        found = explained(judge, claim, row.conditions, context=Context.of(row, document), seconds=seconds / 2)
        strong = found is not None and " and " not in found.kind and found.kind not in _WEAK
        if strong or (doubt.certain and found is None):
            if not explain or found is None:
                return judged
            return replace(judged, explanation=found.words, correction=found.correction, span=found.span)
    return replace(judged, verdict=CANNOT_TELL, reason=f"{doubt.words}; as read here, {judged.reason}")


def _chosen(model: Model | None, document: Document, declarations: Any, notation: str) -> tuple[Any, tuple[str, ...]]:
    """The world and the dictionary under which most of the text's own definitions hold."""
    found = _candidates(model, document, declarations, notation)[:_TRIED]
    if len(found) == 1:
        return found[0], _words(found[0])
    rows = [row for row in document.rows if any(_is_plain(claim) for claim in row.claims)][:_SAMPLE]
    rows += [row for row in document.rows if any(_is_marked(claim.left) for claim in row.claims)][: _SAMPLE // 2]
    found = [one for one, other in zip(found, [None, *found], strict=False) if other is None or _is_needed(one, other, rows)]
    scored = [(_score(variant, rows), -number, variant) for number, variant in enumerate(found)]
    best = max(scored, key=lambda entry: entry[:2])[2]
    return best, _words(best)


def _is_needed(variant: Any, before: Any, rows: Sequence[Row]) -> bool:
    """Whether weights with a row for each input are what the forward equations say: more of them hold than the usual way
    round, which comes just before."""
    if not getattr(variant.symbols, "backward", False):
        return True
    stated = forward(rows, before.symbols)
    return _score(variant, stated) > _score(before, stated)


def _words(variant: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*variant.words, *getattr(variant.symbols, "understood", ()))))


def _candidates(model: Model | None, document: Document, declarations: Any, notation: str) -> list[Any]:
    from derive.check.meaning.candidates import candidates

    return list(candidates(model, document, declarations, notation=notation))


def _is_plain(claim: Claim) -> bool:
    return isinstance(claim.left, Name) and not claim.inherited and claim.relation in ("=", ":=")


def _is_marked(left: Node) -> bool:
    """A gradient with a prefix, ``dZ`` or ``\\delta x``: it tells of which cost such gradients are."""
    if not isinstance(left, Product) or len(left.factors) != 2:
        return False
    (_, mark), (sign, rest) = left.factors
    return sign == "" and isinstance(mark, Name) and mark.base in ("d", "delta") and isinstance(rest, Name)


def _score(variant: Any, rows: Sequence[Row]) -> float:
    """How many definitions hold, less those that do not."""
    judge = Judge(variant.world, variant.symbols, limit=12)
    score = 0.0
    for row in rows:
        for claim in row.claims:
            if _is_plain(claim) or _is_marked(claim.left):
                outcome = judge.judge_claim(claim, row.conditions)
                lost = -1.0 if outcome.unfit else 0.0
                score += {HOLDS: 1.0, UNDER: 0.9, WRONG: -1.0}.get(outcome.verdict, lost)
    return score


def _sums_silently(document: Document) -> bool:
    """Whether the text sums over repeated indices without a sign: it says so, or never writes a sum."""
    text = document.text.lower()
    if "einstein" in text or "summation convention" in text:
        return True
    from derive.check.judging.targets import children

    def has_sum(node: Node) -> bool:
        return (isinstance(node, Big) and node.kind == "sum") or any(has_sum(child) for child in children(node))

    return not any(has_sum(side) for row in document.rows for claim in row.claims for side in (claim.left, claim.right))


def declared(notation: Mapping[str, Any] | Any) -> Any:
    """A notation table in any form as declarations."""
    if notation is None or not isinstance(notation, Mapping):
        return notation
    from derive.check.meaning.declared import from_mapping

    return from_mapping(notation)
