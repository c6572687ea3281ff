"""The judge of claims: what is no equation is told apart, what is one is tried on numbers, what differs is looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from derive.check.judging import conventions
from derive.check.judging.chooser import Chooser, Key
from derive.check.judging.conventions import AS_USUAL, Layout
from derive.check.judging.outcome import CANNOT_TELL, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.problems import SecondOrder
from derive.check.judging.rows import lists, named_gradients, no_claims, numbers, optimisers, shapes, stationary, true_class
from derive.check.judging.rows.instances import Assumption, Instances
from derive.check.judging.rows.question import Question
from derive.check.judging.rows.search import Search
from derive.check.judging.rows.second_look import SecondLook
from derive.check.judging.rows.trial import Bench
from derive.check.meaning import labels
from derive.check.meaning.definitions import index_sets
from derive.check.meaning.definitions.named_functions import names_function
from derive.check.meaning.notation.set_aside import reason
from derive.check.meaning.symbols import Symbols, Unusable
from derive.check.meaning.world import Instance, World
from derive.check.reading.changes import Change, without_changes_in
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk
from derive.check.reading.vocabulary import ORDERS
from derive.errors import DeriveError

_EQUALITIES = {
    "=": "=", ":=": "=", "equiv": "=", "<=": "<=", ">=": ">=", "<": "<", ">": ">", "approx": "=", "propto": "propto",
}  # fmt: skip
UPDATE = "an update"
"""Of rows that say what a parameter is next, or by how much it is changed."""
_NO_CLAIMS = {"<-": UPDATE, "+=": UPDATE, "-=": UPDATE, "->": "a limit or a map", "sim": "a distribution"}
_FULL = 4000
"""So many values are kept,"""
_LARGE = 20_000_000
"""and so many numbers in them."""


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
        assumption: Assumption | None = None,
    ) -> None:
        """``einstein``: repeated indices may be summed without a sign; ``layout``: how the whole text lays out its arrays;
        ``accumulates``: the text adds up gradients part by part (``+=``); ``assumption``: what is taken for granted of the
        numbers."""
        self.world, self.symbols, self.limit, self.accumulates = world, symbols, limit, accumulates
        self.bench = Bench(world, symbols, einstein=einstein, layout=layout)
        self.assumption = assumption
        self.habits: list[dict[Key, int]] = []
        self._search = Search(self.bench, Instances(world, assumption), self.habits)
        self.units: frozenset[Name] = frozenset()
        """The vectors of which the text says that their length is one."""
        self.symmetric: frozenset[Name] = frozenset()
        """The matrices that the text takes to be symmetric."""
        self.zeros: frozenset[Name] = frozenset()
        """The symbols of which the text says that they are zero."""
        self.one_example = False
        """Whether the text says that it speaks of a single example."""
        self.leaves_out_biases = False
        """Whether the text says that it has no biases,"""
        self.writes_no_biases = False
        """or never writes one, where the specification is a network with biases."""
        self.frames: frozenset[tuple[Name, bool]] = frozenset()
        """The matrices whose columns (False: rows) the text says to be orthonormal."""
        self.counted: Mapping[str, int] = {}
        """The sizes of which the text counts the units, where the specification leaves them open."""
        self.vouched: frozenset[str] = frozenset()
        """The free symbols whose axes the definitions of a scope leave no doubt of."""
        self.labels: Mapping[Name, tuple[float, float]] = {}
        """The symbols of which the text says that they take two values only."""

        self.classes: frozenset[str] = frozenset()
        """The letters by which the text calls the class of an example."""

    @property
    def layout(self) -> Layout:
        """How the whole text lays out its arrays."""
        return self.bench.layout

    def assuming(self, assumption: Assumption) -> Judge:
        """A judge of the same world under an assumption."""
        bench = self.bench
        other = Judge(
            self.world, self.symbols, einstein=bench.einstein, layout=bench.layout, limit=self.limit, assumption=assumption
        )
        other.bench.called = bench.called
        return other

    @property
    def on_granted(self) -> Sequence[tuple[str, Judge]]:
        """The judges of the same world on what the text takes for granted, and what that is: targets that sum to one, symmetric
        matrices."""
        return self._second_look.on_granted

    def at_sizes(self, sizes: Mapping[str, int]) -> Judge:
        """The judge of the same world in some sizes that are given."""
        return self._second_look.at_sizes(sizes)

    @cached_property
    def _second_look(self) -> SecondLook:
        return SecondLook(self)

    def judge_claim(self, claim: Claim, conditions: Sequence[Node] = ()) -> Outcome:
        """The verdict on one claim; a row that continues a chain is compared with the chain's head."""
        if (lost := self._set_aside(claim)) is not None:
            return lost
        outcome = self._judged(claim, conditions)
        if (ends := self._lenient_ends(claim, conditions, outcome)) is not None:
            return ends
        plain = claim if outcome.is_fine else without_changes_in(claim)
        if plain == claim:
            return outcome
        other = self._judged(plain, conditions)  # perhaps a gradient after all
        return other if other.is_fine else outcome

    def _judged(self, claim: Claim, conditions: Sequence[Node]) -> Outcome:
        if claim.relation in _NO_CLAIMS:
            return Outcome(NO_CLAIM, _NO_CLAIMS[claim.relation])
        if claim.relation == "in":
            return shapes.judged(self, claim)
        relation = _EQUALITIES.get(claim.relation)
        if relation is None:
            return Outcome(CANNOT_TELL, f"it is not clear what '{claim.relation}' claims", span=claim.right.span)
        left = claim.compared
        if (other := self._otherwise_meant(left, claim)) is not None:
            return other
        asked = Question(left, claim.right, relation, tuple(conditions), claim.head)
        if claim.relation in ("=", ":=") and (pairs := lists.pairs(self.bench.evaluator(Chooser()), left, claim.right)):
            return lists.summed_up([self.judge_claim(Claim(one, "=", other), conditions) for one, other in pairs])
        if (place := optimisers.judged(self, asked)) is not None:
            return place
        if (example := numbers.worked(self, asked)) is not None:
            return example
        outcome = self.judge(left, claim.right, relation, conditions, head=claim.head)
        if outcome.verdict == WRONG or outcome.unfit:
            outcome = self._reconsidered(outcome, asked)
        if outcome.verdict == CANNOT_TELL and (ends := self._ends_differ(claim, conditions)) is not None:
            return ends
        unknown = outcome.verdict == CANNOT_TELL
        if not outcome.is_fine and no_claims.is_notation(self.symbols, left, claim.right, unknown=unknown):
            return Outcome(NO_CLAIM, "it says how a gradient is written")
        if relation == "=":
            outcome = self._second_look.of_zeros(self._second_look.of_repeated(outcome, asked), asked)
        if relation in ORDERS and outcome.verdict == WRONG and stationary.speaks_of_given(self, asked):
            return Outcome(NO_CLAIM, "a constraint on given quantities")
        if claim.relation == "approx" and outcome.verdict == WRONG:
            return Outcome(CANNOT_TELL, "both sides differ, and are claimed to be close only")
        return outcome

    def _reconsidered(self, outcome: Outcome, asked: Question) -> Outcome:
        """What is wrong as it stands, as a name for a gradient, or with other meanings."""
        if named_gradients.is_of_each_example(self, asked.left, asked.right):
            return Outcome(UNDER, convention=named_gradients.CONVENTION)
        return true_class.reconsidered(self, self._second_look.reconsidered(outcome, asked), asked)

    def _ends_differ(self, claim: Claim, conditions: Sequence[Node]) -> Outcome | None:
        """``a = b = c`` is wrong if a is not c, whatever b may be."""
        if claim.inherited or claim.head is None or claim.head == claim.left or claim.relation != "=":
            return None
        if self.world.specification is None or isinstance(claim.head, Name):
            return None
        ends = self.judge_claim(Claim(claim.head, "=", claim.right), conditions)
        return ends if ends.verdict == WRONG else None

    def _set_aside(self, claim: Claim) -> Outcome | None:
        """That nothing can be told, if a symbol's declaration cannot be used."""
        for name in (node for side in (claim.compared, claim.right) for node in walk(side) if isinstance(node, Name)):
            for reading in self.symbols.lookup(name)[:1]:
                if isinstance(reading.meaning, Unusable):
                    return Outcome(CANNOT_TELL, reason(reading.meaning.said), span=name.span)
        return None

    def _lenient_ends(self, claim: Claim, conditions: Sequence[Node], outcome: Outcome) -> Outcome | None:
        """The verdict on a = c, where c in ``a = b = c`` is b only if all products are read entry by entry: matrices do not
        commute because a second reading of b lets them."""
        lenient = outcome.verdict == UNDER and conventions.ALL_BY_ENTRIES[1].words in (outcome.convention or "")
        if not lenient or claim.inherited or claim.head is None or claim.head == claim.left:
            return None
        ends = self._judged(Claim(claim.head, "=", claim.right), conditions)
        return None if ends.is_fine else ends

    def _otherwise_meant(self, left: Node, claim: Claim) -> Outcome | None:
        """The verdict on what is no equation between values: an update, a definition, a size."""
        evaluator = self.bench.evaluator(Chooser())
        if claim.relation in ("=", ":=") and (
            no_claims.is_update(left, claim.right) or no_claims.is_next_step(evaluator, left, claim.right)
        ):
            return Outcome(NO_CLAIM, UPDATE, span=left.span)
        if (sized := numbers.stated_size(self, left, claim.right)) is not None:
            return sized
        if names_function(claim):
            return Outcome(NO_CLAIM, "it says which function a letter stands for")
        if no_claims.is_condition(self.symbols, left, claim.right):
            return Outcome(NO_CLAIM, "a condition on indices")
        if isinstance(left, Name) and no_claims.depends_on_list(left, claim.right):
            return Outcome(NO_CLAIM, "it says what something depends on")
        part = isinstance(left, Change) and not claim.inherited  # dL_1 = ...: a part of a differential gets a name
        named = left.of if part and isinstance(left, Change) else left
        if isinstance(left, Name) and index_sets.members_of(claim.right) is not None:
            return Outcome(NO_CLAIM, "it says what is in a set", span=left.span)
        if no_claims.is_new_symbol(self.symbols, named):
            return Outcome(NO_CLAIM, "a definition of a symbol that the model does not have", span=left.span)
        if claim.relation == ":=" and no_claims.is_new_notation(self.symbols, left):
            return Outcome(NO_CLAIM, "it says how something is written", span=left.span)
        if claim.relation == "=" and no_claims.is_step(evaluator, left):
            return Outcome(NO_CLAIM, UPDATE, span=left.span)
        return None

    @cached_property
    def given(self) -> Instance | None:
        """The numbers that the specification gives, if it gives all of them."""
        return self.world.stated()

    def holds(
        self,
        left: Node,
        right: Node,
        relation: str = "=",
        conditions: Sequence[Node] = (),
        *,
        limit: int = conventions.QUICK_LIMIT,
    ) -> bool:
        """Whether a claim holds under one of the most plausible readings, the last habit of the text among them (never an
        error: what has no value does not hold).

        A derivative that vanishes because everything else is held is none of these, unless other rows of the text need it."""
        relation = _EQUALITIES.get(relation, "=")
        if relation == "=" and (sized := numbers.stated_size(self, left, right)) is not None:
            return sized.is_fine
        habits = list(self.habits)
        try:
            outcome = self.judge(left, right, relation, conditions, limit=limit + bool(habits))
            held = any(words in (outcome.convention or "") for words in conventions.ALL_HELD)
            return outcome.is_fine and not (held and not any(("partials",) in habit for habit in habits))
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

        ``head`` is the expression with which the chain begins, where that is not ``left``.  What tells the values of labels
        apart is judged on labels that have these values."""
        if self.labels and any(labels.compares(node, self.labels) for node in (left, right, *conditions)):
            others = self._second_look.with_labels
            found = [one.judge(left, right, relation, conditions, limit=limit, head=head) for one in others]
            if found:
                return min(found, key=lambda outcome: (outcome.verdict != WRONG, not outcome.is_fine))
        if len(self.bench.memory.values) > _FULL or self.bench.memory.size > _LARGE:
            self.bench.memory.clear()
        try:
            return self._search.verdict(Question(left, right, relation, tuple(conditions), head), limit or self.limit)
        except DeriveError as error:
            return Outcome(CANNOT_TELL, str(error))
        except SecondOrder:
            return Outcome(CANNOT_TELL, "derivatives of higher order than can be computed here")
        except RecursionError:
            return Outcome(CANNOT_TELL, "the symbols of this row are defined by each other")
