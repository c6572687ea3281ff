"""The judge of claims: both sides on random numbers, under every reading, cheapest first.

A claim holds if one reading makes both sides equal on all instances; it is wrong if some reading gives both sides values and
none makes them equal; otherwise nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from derive.check.judging import conventions, lists, numbers, open_costs, paths, question, shapes
from derive.check.judging.chooser import Chooser, Key, Plans
from derive.check.judging.compare import Comparison
from derive.check.judging.conventions import AS_USUAL, Layout
from derive.check.judging.evaluate import Evaluator
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Counterexample, Outcome
from derive.check.judging.problems import NoValue, SecondOrder, Unfit, Unknown, Unsaid
from derive.check.judging.question import Question
from derive.check.judging.trial import Attempt, Bench
from derive.check.meaning.assumptions import of_two_values, symmetric, targets_sum_to_one, unit_vectors
from derive.check.meaning.symbols import Symbols
from derive.check.meaning.world import Instance, World
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name, Node
from derive.errors import DeriveError

TARGETS = "the targets of an example sum to one"
_ONE_EQUATION = conventions.PARTIALS[1].words
ANY_NUMBER = " as any number"
SEEDS = (1, 2, 3)
MORE_SEEDS = (4, 5)
"""Where rounding leaves a doubt, other numbers decide."""
POSITIVE_SEEDS = (11, 12)
"""Where both sides have no value on any of these, leaves are drawn positive (a logarithm or a root needs it)."""

_EQUALITIES = {
    "=": "=", ":=": "=", "equiv": "=", "<=": "<=", ">=": ">=", "<": "<", ">": ">", "approx": "=", "propto": "propto",
}  # fmt: skip
_NO_CLAIMS = {"<-": "an update", "+=": "an update", "-=": "an update", "->": "a limit or a map", "sim": "a distribution"}
_FULL = 4000


class Judge:
    """Judges claims about a world in the words of a dictionary; keeps what can be used again."""

    def __init__(
        self,
        world: World,
        symbols: Symbols,
        *,
        einstein: bool = False,
        layout: Layout = AS_USUAL,
        limit: int = conventions.LIMIT,
        accumulates: bool = False,
    ) -> None:
        """``einstein``: repeated indices may be summed without a sign; ``layout``: how the whole text lays out its arrays;
        ``accumulates``: the text adds up gradients part by part (``+=``)."""
        self.world, self.symbols, self.limit, self.accumulates = world, symbols, limit, accumulates
        self.bench = Bench(world, symbols, einstein=einstein, layout=layout)
        self.habits: list[dict[Key, int]] = []
        self.units: frozenset[Name] = frozenset()
        """The vectors of which the text says that their length is one."""
        self.vouched: frozenset[str] = frozenset()
        """The free symbols whose axes the definitions of a scope leave no doubt of."""
        self.labels: Mapping[Name, tuple[float, float]] = {}
        """The symbols of which the text says that they take two values only."""
        self.assumption: Callable[[World, Instance], Instance | None] | None = None
        self._assumed: dict[int, Instance] = {}

    @property
    def layout(self) -> Layout:
        """How the whole text lays out its arrays."""
        return self.bench.layout

    def judge_claim(self, claim: Claim, conditions: Sequence[Node] = ()) -> Outcome:
        """The verdict on one claim; a row that continues a chain is compared with the chain's head."""
        if claim.relation in _NO_CLAIMS:
            return Outcome(NO_CLAIM, _NO_CLAIMS[claim.relation])
        if claim.relation == "in":
            return shapes.judged(self, claim)
        relation = _EQUALITIES.get(claim.relation)
        if relation is None:
            return Outcome(CANNOT_TELL, f"it is not clear what '{claim.relation}' claims", span=claim.right.span)
        left = claim.head if claim.inherited and claim.head is not None else claim.left
        if (other := self._otherwise_meant(left, claim)) is not None:
            return other
        asked = Question(left, claim.right, relation, tuple(conditions), claim.head)
        if claim.relation in ("=", ":=") and (pairs := lists.pairs(self.bench.evaluator(Chooser()), left, claim.right)):
            return lists.summed_up([self.judge_claim(Claim(one, "=", other), conditions) for one, other in pairs])
        if (example := numbers.worked(self, asked)) is not None:
            return example
        outcome = self.judge(left, claim.right, relation, conditions, head=claim.head)
        if outcome.verdict == WRONG or outcome.unfit:
            outcome = self._reconsidered(outcome, asked)
        if outcome.verdict == CANNOT_TELL and question.is_notation(left, claim.right):
            return Outcome(NO_CLAIM, "it says how a gradient is written")
        if claim.relation == "approx" and outcome.verdict == WRONG:
            return Outcome(CANNOT_TELL, "both sides differ, and are claimed to be close only")
        return outcome

    def _otherwise_meant(self, left: Node, claim: Claim) -> Outcome | None:
        """The verdict on what is no equation between values: an update, a definition, a size."""
        if claim.relation in ("=", ":=") and question.is_update(left, claim.right):
            return Outcome(NO_CLAIM, "an update", span=left.span)
        if (sized := numbers.stated_size(self, left, claim.right)) is not None:
            return sized
        if all(isinstance(side, Name) and question.is_index(self.symbols, side) for side in (left, claim.right)):
            return Outcome(NO_CLAIM, "a condition on indices")
        if isinstance(left, Name) and question.depends_on_list(left, claim.right):
            return Outcome(NO_CLAIM, "it says what something depends on")
        if isinstance(left, Name) and not self.symbols.lookup(left):
            return Outcome(NO_CLAIM, "a definition of a symbol that the model does not have", span=left.span)
        if claim.relation == "=" and question.is_step(self.bench.evaluator(Chooser()), left):
            return Outcome(NO_CLAIM, "an update", span=left.span)
        return None

    def _reconsidered(self, outcome: Outcome, asked: Question) -> Outcome:
        """A wrong row may hold under an assumption on the targets, or speak of a cost that the text never states; one that is
        written out unit by unit holds in the sizes of the specification only.
        """
        if self._small is not None and numbers.is_written_out(self, asked):
            other = self._small.judge(asked.left, asked.right, asked.relation, asked.conditions)
            if other.is_fine:
                return other
        evaluator = self.bench.evaluator(Chooser())
        for words, judge in self._assumptions(evaluator, asked):
            other = judge.judge(*asked.sides, asked.relation, asked.conditions)
            if other.is_fine:
                return replace(other, verdict=UNDER, convention="; ".join(filter(None, (words, other.convention))))
        if why := question.condition(evaluator, asked):
            return Outcome(CANNOT_TELL, why)
        marked = self.bench.evaluator(Chooser(conventions.PREFIXES))
        part = paths.through_one(evaluator, asked) or paths.through_one(marked, asked)
        if part is not None:
            other = self.judge(part[0].left, asked.right, asked.relation, asked.conditions, limit=conventions.LIMIT // 2)
            if other.is_fine and self.accumulates:
                return replace(other, verdict=UNDER, convention="; ".join(filter(None, (part[1], other.convention))))
            if other.is_fine:
                return Outcome(CANNOT_TELL, f"right only if {part[1]}; as the whole gradient it differs")
        if unclear := open_costs.unclear(evaluator, asked):
            return Outcome(CANNOT_TELL, unclear)
        return outcome

    def _assumptions(self, evaluator: Evaluator, asked: Question) -> Iterator[tuple[str, Judge]]:
        """What a text may take for granted, in words, with the judge who does so, too."""
        if self._assuming is not None:
            yield TARGETS, self._assuming
        if inverted := question.inverted(evaluator, asked):
            yield f"{', '.join(sorted(inverted))} symmetric", self._with(partial(symmetric, names=inverted))
        if units := question.parts(evaluator, self.units):
            yield f"{', '.join(sorted(units))} of length one", self._with(partial(unit_vectors, names=units))
        meant = {name: question.parts(evaluator, frozenset({name})) for name in self.labels}
        if values := {quantity: self.labels[name] for name, parts in meant.items() for quantity in parts}:
            words = "; ".join(f"{name} is {low:g} or {high:g}" for name, (low, high) in sorted(values.items()))
            yield words, self._with(partial(of_two_values, values=values))

    def _with(self, assumption: Callable[[World, Instance], Instance | None]) -> Judge:
        """A judge of the same world under an assumption."""
        bench = self.bench
        judge = Judge(self.world, self.symbols, einstein=bench.einstein, layout=bench.layout, limit=self.limit)
        judge.assumption = assumption
        return judge

    @cached_property
    def _small(self) -> Judge | None:
        """The judge of the same world in the specification's own sizes, if these are small."""
        drawn = getattr(self.world, "at_stated_sizes", None)
        if drawn is None or self.assumption is not None or drawn(SEEDS[0]) is None:
            return None
        seeds = {id(self.world.instance(seed)): seed for seed in (*SEEDS, *MORE_SEEDS)}
        return self._with(lambda world, instance: drawn(seeds[id(instance)]))

    @cached_property
    def _assuming(self) -> Judge | None:
        """The judge of the same world on targets that sum to one; None if it has no such targets."""
        if self.assumption is not None or targets_sum_to_one(self.world, self.world.instance(SEEDS[0])) is None:
            return None
        return self._with(targets_sum_to_one)

    @cached_property
    def given(self) -> Instance | None:
        """The numbers that the specification gives, if it gives all of them."""
        stated = getattr(self.world, "stated", None)
        found: Instance | None = stated() if stated is not None else None
        return found

    def _instance(self, seed: int) -> Instance:
        instance = self.world.instance(seed)
        if self.assumption is None:
            return instance
        if seed not in self._assumed:
            self._assumed[seed] = self.assumption(self.world, instance) or instance
        return self._assumed[seed]

    def holds(
        self,
        left: Node,
        right: Node,
        relation: str = "=",
        conditions: Sequence[Node] = (),
        *,
        limit: int = conventions.QUICK_LIMIT,
    ) -> bool:
        """Whether a claim holds under one of the most plausible readings (never an error: what has no value does not hold)."""
        relation = _EQUALITIES.get(relation, "=")
        habits = list(self.habits)
        try:
            return self.judge(left, right, relation, conditions, limit=limit).is_fine
        finally:
            self.habits[:] = habits  # a trial is no row of the text: it makes no habit

    def judge(
        self,
        left: Node,
        right: Node,
        relation: str = "=",
        conditions: Sequence[Node] = (),
        *,
        limit: int | None = None,
        head: Node | None = None,
    ) -> Outcome:
        """The verdict on ``left relation right``; readings under which other rows hold are tried first.

        ``head`` is the expression with which the chain begins, where that is not ``left``."""
        if len(self.bench.memory.values) > _FULL:
            self.bench.memory.values.clear()
        try:
            return self._judge(Question(left, right, relation, tuple(conditions), head), limit or self.limit)
        except DeriveError as error:
            return Outcome(CANNOT_TELL, str(error))
        except SecondOrder:
            return Outcome(CANNOT_TELL, "derivatives of higher order than can be computed here")
        except RecursionError:
            return Outcome(CANNOT_TELL, "the symbols of this row are defined by each other")

    def _judge(self, asked: Question, limit: int) -> Outcome:
        different: Outcome | None = None
        first: NoValue | None = None  # why the most plausible reading has no value
        for chooser in Plans(limit, self.habits):
            seed, attempt = self._first_attempt(chooser, asked)
            if attempt.comparison is None or attempt.comparison.status == "empty":
                first = first or attempt.problem or Unknown("no numbers were found on which both sides have a value")
                if not chooser.seen:
                    break
                continue
            if attempt.comparison.status == "different":
                if first is None or self._plausible(chooser):
                    different = different or self._wrong(attempt)
                continue
            if attempt.comparison.zero and chooser.plan and self._is_zero(chooser, asked):
                continue
            if any(word.endswith(ANY_NUMBER) for word in chooser.words()) and any(map(question.is_turned, asked.sides)):
                continue  # a number has no transpose: whoever writes one does not mean any number
            outcome = self._confirmed(chooser, seed, attempt.comparison, asked)
            if outcome.is_fine:
                self._remember(chooser)
                return outcome
            if first is None or self._plausible(chooser):
                different = different or outcome
        if different is not None and not isinstance(first, Unsaid):
            return different
        assert first is not None
        if isinstance(first, Unfit):
            return Outcome(CANNOT_TELL, f"the shapes fit under no reading: {first.reason}", unfit=True, span=first.span)
        return Outcome(CANNOT_TELL, first.reason, span=first.span)

    def _plausible(self, chooser: Chooser) -> bool:
        """Whether a reading is one that counts against a row: other meanings of symbols, conventions of the whole text; but no
        lenient reading of a row whose shapes do not fit as it stands."""
        plan = dict(chooser.plan)
        if any(word.endswith(ANY_NUMBER) for word in chooser.words()):
            return False  # the symbol has a meaning of its own, too
        return plan in self.habits or all(isinstance(key, tuple) and key[0] in conventions.MEANINGS for key in plan)

    def _remember(self, chooser: Chooser) -> None:
        """Conventions of the whole text (layouts, rows or columns) under which a row holds are tried early in the next."""
        habit: dict[Key, int] = {
            key: at for key, at in chooser.plan.items() if key in conventions.HABITS and key in chooser.seen
        }
        if habit and habit not in self.habits:
            self.habits.insert(0, habit)
            del self.habits[3:]

    def _first_attempt(self, chooser: Chooser, asked: Question) -> tuple[int, Attempt]:
        """On the first numbers on which both sides have a value (a singular matrix may have no inverse on some)."""
        for seed in (*SEEDS, *MORE_SEEDS, *POSITIVE_SEEDS):
            attempt = self.bench.attempt(chooser, self._instance(seed), asked)
            if attempt.comparison is None or attempt.comparison.status != "empty":
                break
        return seed, attempt

    def _is_zero(self, chooser: Chooser, asked: Question) -> bool:
        """Whether both sides are zero on other numbers, too (a rectifier may be zero on some)."""
        attempts = (self.bench.attempt(Chooser(chooser.plan), self._instance(seed), asked) for seed in SEEDS[1:])
        return all(attempt.comparison is None or attempt.comparison.zero for attempt in attempts)

    def _confirmed(self, chooser: Chooser, tried: int, first: Comparison, asked: Question) -> Outcome:
        """The same reading on other numbers."""
        near = first.status == "near"
        large = getattr(self.world, "is_large", False)  # thousands of entries: two instances say enough
        for seed in POSITIVE_SEEDS if tried in POSITIVE_SEEDS else (*SEEDS, *MORE_SEEDS):
            if seed == tried or (not near and (seed in MORE_SEEDS or (seed == SEEDS[-1] and large))):
                continue
            attempt = self.bench.attempt(Chooser(chooser.plan), self._instance(seed), asked)
            if attempt.comparison is None:
                continue
            if attempt.comparison.status == "different":
                return self._wrong(attempt)
            near = near and attempt.comparison.status != "equal"
        if near:
            return Outcome(CANNOT_TELL, "both sides are closer than rounding errors can tell apart")
        words = [*chooser.words(), *([first.note] if first.note else [])]
        if question.is_function_of(asked.head or asked.left):
            words = [word for word in words if not word.endswith(ANY_NUMBER)]
        if _ONE_EQUATION in words and all(question.is_chain_rule(self.bench.evaluator(chooser), side) for side in asked.sides):
            words.remove(_ONE_EQUATION)
        return Outcome(UNDER if words else HOLDS, convention="; ".join(words) or None, zero=first.zero)

    def _wrong(self, attempt: Attempt) -> Outcome:
        found, letters = attempt.comparison, attempt.letters or {}
        assert found is not None
        entry = [f"{label.split('.')[0]} = {at + letters.get(label, 1)}" for label, at in found.labels]
        if found.positions:
            entry.append("entry " + (str(found.positions[0]) if len(found.positions) == 1 else str(found.positions)))
        example = Counterexample(attempt.sizes or {}, ", ".join(entry), found.left, found.right)
        return Outcome(WRONG, "both sides differ: " + example.words(), counterexample=example)
