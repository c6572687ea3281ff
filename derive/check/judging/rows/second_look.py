"""Rows that differ, looked at again: under what a text may take for granted, in its own sizes, as a part of a sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.rows import (
    classes,
    earlier_steps,
    free_terms,
    halves,
    no_claims,
    open_costs,
    paths,
    single_example,
    special_sizes,
    stationary,
    summed_steps,
    suppositions,
    written_out,
)
from derive.check.judging.rows.instances import MORE_SEEDS, POSITIVE_SEEDS, SEEDS
from derive.check.judging.rows.question import STRANGE, Question
from derive.check.judging.values.evaluate import Evaluator
from derive.check.meaning import labels
from derive.check.meaning.assumptions import moved, symmetric, targets_sum_to_one, unit_vectors, with_positive_determinant, zero
from derive.check.meaning.orthonormal import orthonormal
from derive.check.meaning.symmetric_matrices import of_conditions
from derive.check.meaning.trees import is_zero
from derive.check.meaning.world import Instance, World
from derive.check.reading.syntax import Derivative, Number

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_TARGETS = "the targets of an example sum to one"


class SecondLook:
    """Judges rows again that differ; ``judge`` has found that they do."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def reconsidered(self, outcome: Outcome, asked: Question) -> Outcome:
        """A wrong row may hold under an assumption on the targets, or speak of a cost that the text never states; one that is
        written out unit by unit holds in the sizes of the specification only.

        Sides that the assumed numbers make zero say nothing of a row that does not claim zero: those of a margin may all lie
        where nothing is lost.
        """
        if suppositions.sets_data(self.judge.bench.evaluator(Chooser()), asked):
            return Outcome(NO_CLAIM, "a condition on what is given")
        if (sized := self._in_own_sizes(asked)) is not None:
            return sized
        evaluator = self.judge.bench.evaluator(Chooser())
        for words, judge in self._assumptions(evaluator, asked):
            other = judge.judge(*asked.sides, asked.relation, asked.conditions)
            if other.is_fine and (not other.zero or any(map(is_zero, asked.sides))):
                return replace(other, verdict=UNDER, convention="; ".join(filter(None, (words, other.convention))))
        if (restricted := self._restricted(asked)) is not None:
            return restricted
        part = suppositions.active(asked)
        if part is not None and self.judge.judge(*part.sides, part.relation, part.conditions).is_fine:
            return Outcome(UNDER, convention="where the maximum is not zero")
        if strange := suppositions.strangers(evaluator, asked):
            return Outcome(CANNOT_TELL, f"{STRANGE} {', '.join(sorted(strange))} and the left side go together")
        if why := suppositions.condition(evaluator, asked):
            return Outcome(CANNOT_TELL, why)
        marked = self.judge.bench.evaluator(Chooser(conventions.PREFIXES))
        way = paths.through_one(evaluator, asked) or paths.through_one(marked, asked)
        if way is not None:
            other = self.judge.judge(way[0].left, asked.right, asked.relation, asked.conditions, limit=conventions.LIMIT // 2)
            if other.is_fine and self.judge.accumulates:
                return replace(other, verdict=UNDER, convention="; ".join(filter(None, (way[1], other.convention))))
            if other.is_fine:
                return Outcome(CANNOT_TELL, f"right only if {way[1]}; as the whole gradient it differs")
        if unclear := open_costs.unclear(evaluator, asked) or summed_steps.unclear(self.judge, outcome):
            return Outcome(CANNOT_TELL, unclear)
        return outcome

    def _in_own_sizes(self, asked: Question) -> Outcome | None:
        """The verdict on a row that holds in the sizes of the specification: it is written out in them, or names them."""
        if self._small is None:
            return None
        written, stated = written_out.is_written_out(self.judge, asked), written_out.stated(self.judge, asked)
        stated = stated or (written_out.tabled(self.judge, asked) if not written else {})
        other = self._small.judge(asked.left, asked.right, asked.relation, asked.conditions) if written or stated else None
        if other is not None and not other.is_fine:
            return self._with_classes(asked)
        if other is None:
            return None
        if written:
            return written_out.told(self.judge, other)
        words = f"with {', '.join(f'{name} = {size}' for name, size in stated.items())}, as the specification says"
        return replace(other, verdict=UNDER, convention="; ".join(filter(None, (words, other.convention))))

    def _with_classes(self, asked: Question) -> Outcome | None:
        """The verdict on a row about examples by number that holds if they are of certain classes."""
        world, counted = self.judge.world, self.judge.counted
        small = world.at_stated_sizes(SEEDS[0], counted)
        for words, chosen in classes.possible(self.judge, asked, dict(small.sizes)) if small is not None else ():

            def assumed(world: World, instance: Instance, chosen: tuple[classes.Class, ...] = chosen) -> Instance | None:
                sized = world.at_stated_sizes(self._seeds[id(instance)], counted)
                return None if sized is None else classes.given(world, sized, chosen)

            judge = self.judge.assuming(assumed)
            other = judge.judge(*asked.sides, asked.relation, asked.conditions)
            if other.is_fine and not (other.zero and judge.holds(asked.left, Number("0"))):
                told = written_out.told(self.judge, other)
                return replace(told, verdict=UNDER, convention="; ".join(filter(None, (words, told.convention))))
        return None

    def _restricted(self, asked: Question) -> Outcome | None:
        """Where a row holds that does not hold everywhere."""
        if free_terms.differ_by_data(self.judge, asked):
            return Outcome(UNDER, convention=free_terms.UP_TO_DATA)
        if (earlier := earlier_steps.held(self.judge, asked)) is not None:
            return earlier
        if (later := earlier_steps.after_the_first(self.judge, asked)) is not None:
            return later
        if where := stationary.condition(self.judge, asked):
            return Outcome(UNDER, convention=where)
        return self.direct(asked) or halves.symmetric(self.judge, asked)

    def of_repeated(self, outcome: Outcome, asked: Question) -> Outcome:
        """A row that holds although its left side stands on the right side again says little, unless it stands for a part."""
        told = (outcome.convention or "").startswith(suppositions.DIRECT)
        if not outcome.is_fine or told or not no_claims.stands_again(*asked.sides):
            return outcome
        if (direct := self.direct(asked)) is not None:
            return direct
        return Outcome(CANNOT_TELL, "the left side stands on the right side, too, and the rest is zero here")

    def of_zeros(self, outcome: Outcome, asked: Question) -> Outcome:
        """A row whose sides are both zero as it is read says nothing, unless it says so, or its sides agree, too, where what it
        speaks of is not what it is computed to be: else a symbol has another meaning, or the row is wrong."""
        said = any(no_claims.says_zero(self.judge.symbols, side) for side in asked.sides)
        if not (outcome.is_fine and outcome.zero) or said or asked.relation != "=":
            return outcome
        evaluator = self.judge.bench.evaluator(Chooser())
        quantities = {part.quantity for part in suppositions.quantities(evaluator, asked)}
        computed = self._computed(quantities)
        if computed and self.judge.assumption is None:
            elsewhere = self.judge.assuming(partial(moved, names=computed))
            other = elsewhere.judge(*asked.sides, "=", asked.conditions)
            if other.is_fine and not other.zero:
                return outcome
            if other.verdict == WRONG and not any(elsewhere.holds(side, Number("0")) for side in asked.sides):
                return other
        return Outcome(CANNOT_TELL, "both sides are zero as the row was read: that says nothing", zero=True)

    def _computed(self, quantities: Iterable[str]) -> frozenset[str]:
        """The quantities that are computed, without those that the text defines by others of them."""
        world = self.judge.world
        found = {name for name in quantities if world.quantities[name].role == "intermediate"}
        given = world.specification.quantities if world.specification is not None else {}
        return frozenset(q for q in found if q in given or not any(q != other and world.depends(q, other) for other in found))

    def direct(self, asked: Question) -> Outcome | None:
        """The verdict on a row whose left side stands on the right side, too, for its direct part."""
        part = suppositions.with_direct_part(asked)
        other = self.judge.judge(*part.sides, part.relation, part.conditions) if part is not None else None
        if other is None or not other.is_fine or other.zero:
            return None
        if any(option.words and option.words in (other.convention or "") for option in conventions.PARTIALS):
            return None  # then all parts are direct ones, and the other terms say nothing
        left = asked.left
        if isinstance(left, Derivative) and self.judge.judge(left, replace(left, immediate=True)).verdict == HOLDS:
            return None  # there is no other part
        words = "; ".join(filter(None, (suppositions.DIRECT, other.convention)))
        return replace(other, verdict=UNDER, convention=words)

    def _assumptions(self, evaluator: Evaluator, asked: Question) -> Iterator[tuple[str, Judge]]:
        """What a text may take for granted, in words, with the judge who does so, too."""
        for words, sizes in special_sizes.sizes(self.judge, asked) if self.judge.assumption is None else ():
            if self.judge.world.at_sizes(SEEDS[0], sizes) is not None:
                yield words, self.at_sizes(sizes)
        if self.judge.assumption is None and (found := single_example.assumed(self.judge, asked, self._seeds)) is not None:
            yield found[0], self.judge.assuming(found[1])
        if self.on_targets is not None:
            yield _TARGETS, self.on_targets
        stated = self.judge.symmetric | {*of_conditions(asked.conditions)}
        if even := suppositions.inverted(evaluator, asked) | suppositions.square_parts(evaluator, stated):
            yield f"{', '.join(sorted(even))} symmetric", self.judge.assuming(partial(symmetric, names=even))
        if general := suppositions.measured(evaluator, asked):
            turned = self.judge.assuming(partial(with_positive_determinant, names=general))
            yield f"{', '.join(sorted(general))} with a positive determinant", turned
        if units := suppositions.parts(evaluator, self.judge.units):
            yield f"{', '.join(sorted(units))} of length one", self.judge.assuming(partial(unit_vectors, names=units))
        if zeros := self._zero_biases(evaluator):
            why = "as the text says" if self.judge.leaves_out_biases or self.judge.zeros else "of which the text has none"
            yield f"{', '.join(sorted(zeros))} zero, {why}", self.judge.assuming(partial(zero, names=zeros))
        frames = {(q, columns) for name, columns in self.judge.frames for q in suppositions.parts(evaluator, frozenset({name}))}
        if frames:
            words = ", ".join(
                f"the {'columns' if columns else 'rows'} of {name} orthonormal" for name, columns in sorted(frames)
            )
            yield words, self.judge.assuming(partial(orthonormal, names=frozenset(frames)))
        for judge in self.with_labels[:1]:
            yield "; ".join(f"{name} is {low:g} or {high:g}" for name, (low, high) in self._labels), judge

    def _zero_biases(self, evaluator: Evaluator) -> frozenset[str]:
        """The biases that the text leaves out: the parameters with the letter b that it says are zero, or all of them if it
        says so or never writes one."""
        some = (q for q in evaluator.world.quantities.values() if q.role == "parameter" and q.name[0] == "b")
        biases = frozenset(q.name for q in some if len(q.axes) < 2)
        if self.judge.leaves_out_biases or self.judge.writes_no_biases:
            return biases
        return biases & suppositions.parts(evaluator, self.judge.zeros)

    @cached_property
    def _labels(self) -> list[tuple[str, labels.Values]]:
        """The data that take two values only."""
        evaluator = self.judge.bench.evaluator(Chooser())
        meant = {name: suppositions.parts(evaluator, frozenset({name})) for name in self.judge.labels}
        found = {quantity: self.judge.labels[name] for name, parts in meant.items() for quantity in parts}
        return sorted((name, values) for name, values in found.items() if self._is_label(name))

    def _is_label(self, name: str) -> bool:
        """Whether a quantity may take two values: it is given, and the specification does not say which ones it takes."""
        world, quantity = self.judge.world, self.judge.world.quantities[name]
        if quantity.role not in ("input", "free") or quantity.integer:
            return False
        drawn = np.concatenate([np.ravel(world.instance(seed).values[name]).real for seed in SEEDS])
        return drawn.size <= 2 or len(np.unique(drawn.round(9))) > 2

    @cached_property
    def with_labels(self) -> tuple[Judge, ...]:
        """Judges of the same world where labels take their two values, the second one the other values where they are numbers;
        none if there are no labels."""
        if self.judge.assumption is not None or not self._labels:
            return ()
        values = dict(self._labels)

        def assumed(world: World, instance: Instance, odd: int) -> Instance | None:
            return labels.of_two_values(world, instance, values, high=self._seeds[id(instance)] % 2 == odd)

        return tuple(self.judge.assuming(partial(assumed, odd=odd)) for odd in (1, 0))

    @cached_property
    def _small(self) -> Judge | None:
        """The judge of the same world in the sizes of the specification, or of which the text counts the units, if these are
        small."""
        world, counted = self.judge.world, self.judge.counted
        if self.judge.assumption is not None or world.at_stated_sizes(SEEDS[0], counted) is None:
            return None
        return self.judge.assuming(lambda world, instance: world.at_stated_sizes(self._seeds[id(instance)], counted))

    @cached_property
    def _seeds(self) -> dict[int, int]:
        """The seeds of the usual instances."""
        return {id(self.judge.world.instance(seed)): seed for seed in (*SEEDS, *MORE_SEEDS, *POSITIVE_SEEDS)}

    def at_sizes(self, sizes: Mapping[str, int]) -> Judge:
        """The judge of the same world in some sizes that are given."""
        return self.judge.assuming(lambda world, instance: world.at_sizes(self._seeds[id(instance)], sizes))

    @cached_property
    def on_targets(self) -> Judge | None:
        """The judge of the same world on targets that sum to one; None if it has no such targets."""
        world = self.judge.world
        if self.judge.assumption is not None or targets_sum_to_one(world, world.instance(SEEDS[0])) is None:
            return None
        return self.judge.assuming(targets_sum_to_one)

    @cached_property
    def on_granted(self) -> tuple[tuple[str, Judge], ...]:
        """The judges of the same world on targets that sum to one, and on the matrices that the text takes to be symmetric."""
        found = [("targets that sum to one", self.on_targets)] if self.on_targets is not None else []
        if self.judge.assumption is None:
            evaluator = self.judge.bench.evaluator(Chooser())
            if even := suppositions.square_parts(evaluator, self.judge.symmetric):
                found.append((f"a symmetric {', '.join(sorted(even))}", self.judge.assuming(partial(symmetric, names=even))))
        return tuple((words, judge) for words, judge in found if judge is not None)
