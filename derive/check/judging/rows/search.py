"""The search for a reading under which a claim holds: both sides on random numbers, the most plausible reading first.

A claim holds if one reading makes both sides equal on all instances; it is wrong if some reading gives both sides values and
none makes them equal; otherwise nobody can tell.
"""

from __future__ import annotations

from derive.check import effort
from derive.check.judging import conventions
from derive.check.judging.chooser import Chooser, Key, Plans
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER, WRONG, Counterexample, Outcome
from derive.check.judging.problems import NoValue, OutOfRange, Unfit, Unknown, Unsaid
from derive.check.judging.rows import identities, question, sums_over_paths
from derive.check.judging.rows.compare import Comparison
from derive.check.judging.rows.instances import MORE_SEEDS, POSITIVE_SEEDS, SEEDS, Instances
from derive.check.judging.rows.question import Question
from derive.check.judging.rows.trial import Attempt, Bench
from derive.check.meaning.trees import is_zero
from derive.check.reading.vocabulary import ORDERS

_ONE_EQUATION = conventions.PARTIALS[1].words
_ANY_NUMBER = " as any number"
_SECONDS = 2.0
"""So long the readings of one claim are tried; most take a few hundredths."""
_ENOUGH = 2
"""On so many other numbers both sides have to be equal where they are close on some."""


class Search:
    """Tries readings on a bench; ``habits`` are the conventions of the whole text that have held in other rows."""

    def __init__(self, bench: Bench, instances: Instances, habits: list[dict[Key, int]]) -> None:
        self.bench, self.instances, self.habits = bench, instances, habits

    def verdict(self, asked: Question, limit: int) -> Outcome:
        """The verdict after so many readings at most."""
        different: Outcome | None = None
        first: NoValue | None = None  # why the most plausible reading has no value
        weak: NoValue | None = None  # why a reading under which the row holds says nothing
        ends = effort.seconds() + _SECONDS
        for chooser in Plans(limit, self.habits):
            if effort.seconds() > ends or effort.is_late():
                return Outcome(CANNOT_TELL, "there are so many ways to read it that trying them takes too long")
            seed, attempt = self._first_attempt(chooser, asked)
            if attempt.comparison is None or attempt.comparison.status == "empty":
                first = first or attempt.problem or Unknown("no numbers were found on which both sides have a value")
                if not chooser.seen:
                    break
                continue
            if attempt.comparison.status == "different" and not self._has_lost_digits(chooser, seed, attempt.comparison, asked):
                if first is None or self._plausible(chooser, asked):
                    different = different or _wrong(attempt)
                continue
            usual = not chooser.plan or self._conventions(chooser) in self.habits
            if asked.relation in ORDERS and not usual:  # numbers meet an inequality by chance
                weak = weak or Unknown("it holds under a lenient reading alone, which says little of an inequality")
                continue
            sure = usual and (bool(chooser.plan) or seed == SEEDS[0] or _says_zero_where(asked))
            if attempt.comparison.zero and not sure and self._is_zero(chooser, asked):
                weak = weak or Unknown("no numbers were found on which both sides have a value other than zero")
                continue
            if any(word.endswith(_ANY_NUMBER) for word in chooser.words()) and any(map(question.is_turned, asked.sides)):
                continue  # a number has no transpose: whoever writes one does not mean any number
            outcome = self._confirmed(chooser, seed, attempt.comparison, asked)
            if outcome.is_fine:
                self._remember(chooser)
                return outcome
            if first is None or self._plausible(chooser, asked):
                different = different or outcome
        if different is not None and not isinstance(first, Unsaid):
            return different
        first = first if weak is None else weak
        assert first is not None
        if isinstance(first, Unfit):
            return Outcome(CANNOT_TELL, f"the shapes fit under no reading: {first.reason}", unfit=True, span=first.span)
        return Outcome(CANNOT_TELL, first.reason, span=first.span)

    def _plausible(self, chooser: Chooser, asked: Question) -> bool:
        """Whether a reading is one that counts against a row: other meanings of symbols, conventions of the whole text; but no
        lenient reading of a row whose shapes do not fit as it stands."""
        if any(word.endswith(_ANY_NUMBER) for word in chooser.words()):
            return identities.is_of_any_number(self.bench.evaluator(chooser), asked)  # else the symbol has a meaning of its own
        return all(self._is_habit(key, at) for key, at in self._conventions(chooser).items())

    def _is_habit(self, key: Key, at: int) -> bool:
        """Whether other rows hold under a convention."""
        return any(habit.get(key) == at for habit in self.habits)

    def _conventions(self, chooser: Chooser) -> dict[Key, int]:
        """What a reading picks besides other meanings of symbols."""
        return {k: at for k, at in chooser.plan.items() if not (isinstance(k, tuple) and k[0] in conventions.MEANINGS)}

    def _remember(self, chooser: Chooser) -> None:
        """Conventions of the whole text (layouts, rows or columns) under which a row holds are tried early in the next."""
        habit: dict[Key, int] = {
            key: at for key, at in chooser.plan.items() if key in conventions.HABITS and key in chooser.seen
        }
        if habit and habit not in self.habits:
            self.habits.insert(0, habit)
            del self.habits[3:]

    def _first_attempt(self, chooser: Chooser, asked: Question) -> tuple[int, Attempt]:
        """On the first numbers on which both sides have a value (a singular matrix may have no inverse on some, and an axis of
        two entries has no third one)."""
        for seed in (*SEEDS, *MORE_SEEDS, *POSITIVE_SEEDS):
            attempt = self.bench.attempt(chooser, self.instances[seed], asked)
            too_short = isinstance(attempt.problem, OutOfRange) and attempt.problem.above
            if not too_short and (attempt.comparison is None or attempt.comparison.status != "empty"):
                break
        return seed, attempt

    def _has_lost_digits(self, chooser: Chooser, tried: int, found: Comparison, asked: Question) -> bool:
        """Whether both sides are close, and equal on most other numbers: then digits were lost on these."""
        if not found.close:
            return False
        others = [seed for seed in SEEDS if seed != tried]
        attempts = [self.bench.attempt(Chooser(chooser.plan), self.instances[seed], asked) for seed in others]
        known = [attempt.comparison for attempt in attempts if attempt.comparison is not None]
        return sum(one.status == "equal" for one in known) >= _ENOUGH and all(
            one.status == "equal" or one.close for one in known
        )

    def _is_zero(self, chooser: Chooser, asked: Question) -> bool:
        """Whether both sides are zero on other numbers, too (a rectifier may be zero on some), or have no value there."""
        attempts = (self.bench.attempt(Chooser(chooser.plan), self.instances[seed], asked) for seed in SEEDS[1:])
        found = (attempt.comparison for attempt in attempts)
        return all(comparison is None or comparison.zero or comparison.status == "empty" for comparison in found)

    def _confirmed(self, chooser: Chooser, tried: int, first: Comparison, asked: Question) -> Outcome:
        """The same reading on other numbers."""
        near = first.status == "near"
        large = self.bench.world.is_large  # thousands of entries: two instances say enough
        for seed in POSITIVE_SEEDS if tried in POSITIVE_SEEDS else (*SEEDS, *MORE_SEEDS):
            if seed == tried or (not near and (seed in MORE_SEEDS or (seed == SEEDS[-1] and large))):
                continue
            attempt = self.bench.attempt(Chooser(chooser.plan), self.instances[seed], asked)
            if attempt.comparison is None:
                continue
            if attempt.comparison.status == "different":
                if self._has_lost_digits(chooser, seed, attempt.comparison, asked):
                    continue
                return _wrong(attempt)
            near = near and attempt.comparison.status != "equal"
        if near:
            return Outcome(CANNOT_TELL, "both sides are closer than rounding errors can tell apart")
        words = [*chooser.words(), *([first.note] if first.note else [])]
        if question.is_function_of(asked.head or asked.left):
            words = [word for word in words if not word.endswith(_ANY_NUMBER) and word != conventions.ELEMENTWISE]
        if _ONE_EQUATION in words and all(
            sums_over_paths.is_chain_rule(self.bench.evaluator(chooser), side) for side in asked.sides
        ):
            words.remove(_ONE_EQUATION)
        return Outcome(
            UNDER if words else HOLDS, convention="; ".join(words) or None, zero=first.zero and self._is_zero(chooser, asked)
        )


def _says_zero_where(asked: Question) -> bool:
    """Whether a row claims that something is zero under a condition: its numbers are those that meet the condition."""
    return bool(asked.conditions) and any(map(is_zero, asked.sides))


def _wrong(attempt: Attempt) -> Outcome:
    found, letters = attempt.comparison, attempt.letters or {}
    assert found is not None
    entry = [f"{label.split('.')[0]} = {at + letters.get(label, 1)}" for label, at in found.labels]
    if found.positions:
        entry.append("entry " + (str(found.positions[0]) if len(found.positions) == 1 else str(found.positions)))
    example = Counterexample(attempt.sizes or {}, ", ".join(entry), found.left, found.right)
    return Outcome(WRONG, "both sides differ: " + example.words(), counterexample=example)
