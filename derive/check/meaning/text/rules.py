"""Rules: how the quantities of a text are computed from one another, all at once or step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from derive.check.judging.chooser import Chooser, Plans
from derive.check.judging.problems import NoValue, Unfit
from derive.check.judging.values.evaluate import Evaluator
from derive.check.judging.values.frame import NUDGE, Frame, Span
from derive.check.judging.values.values import Value, spread
from derive.check.meaning.lazy import copied
from derive.check.meaning.symbols import Symbols
from derive.check.meaning.text.random_functions import ToArray
from derive.check.meaning.world import Array, Instance, Quantity, World
from derive.check.reading.syntax import Node

_PLANS = 60
"""How many readings of a definition are tried until one has a value."""


@dataclass(frozen=True)
class Rule:
    """How a quantity is computed: by a formula for every value of its ``letters``, or by a function of other quantities.

    ``step`` is the letter that counts the steps of a recurrence (the first of the letters).
    """

    quantity: str
    letters: tuple[str, ...]
    reads: frozenset[str]
    node: Node | None = None
    function: Callable[..., Array] | None = None
    inputs: tuple[str, ...] = ()
    step: str | None = None
    lagged: frozenset[str] = frozenset()
    """What is read at earlier steps only."""
    of_last: bool = False
    """Whether the function is one of the last step of its inputs alone."""


def in_order(rules: Iterable[list[Rule]]) -> list[list[Rule]]:
    """Groups of rules in the order of dependence, else in the order given."""
    waiting, found = list(rules), []
    while waiting:
        made = {rule.quantity for group in waiting for rule in group}
        ready = [group for group in waiting if not (_read(group) & made)] or waiting[:1]
        found += ready
        waiting = [group for group in waiting if group not in ready]
    return found


def _read(group: Iterable[Rule]) -> set[str]:
    own = {rule.quantity for rule in group}
    return {name for rule in group for name in rule.reads} - own


class Rules(World):
    """Evaluates the rules of a text, in groups in the order of dependence."""

    def __init__(self) -> None:
        self.quantities: Mapping[str, Quantity] = {}
        self.functions: Mapping[str, str] = {}
        self.constants: Mapping[str, float] = {}
        self.cost: str | None = None
        self.symbols: Symbols | None = None
        self.groups: list[list[Rule]] = []
        self.initial: dict[str, float] = {}
        """For a recurrence the number that its first step has (drawn, if none is given)."""
        self.settled: set[str] = set()
        """Quantities whose rules have had a value."""
        self.vectors = ""
        """Whether vectors are declared to be columns, or rows."""
        self._plans: dict[str, tuple[str, dict[Any, int]]] = {}

    def instance(self, seed: int) -> Instance:
        """See ``World``."""
        raise NotImplementedError

    def gradient(self, instance: Instance, quantity: str, of: str | None = None) -> Array | None:
        """No faster way than perturbing is known."""

    def depends(self, quantity: str, on: str) -> bool:
        """See ``World``."""
        raise NotImplementedError

    def _computed(
        self,
        start: Instance,
        held: frozenset[str],
        changed: set[str] | None,
        shifts: Mapping[str, Array],
        own: bool = False,
    ) -> Mapping[str, Array]:
        """The values of all rules that follow from what has changed (of all rules, if that is None)."""
        values = copied(start.values)
        now = replace(start, values=values)
        changed = set(changed) if changed is not None else None
        for group in self.groups:
            rules = [rule for rule in group if rule.quantity not in held]
            if changed is not None and not any((rule.reads | {rule.quantity}) & changed for rule in rules):
                continue
            rules = [r for r in rules if changed is None or len(group) > 1 or r.reads & changed]
            if changed is not None:  # not what has no value yet
                rules = [r for r in rules if r.quantity in values]
            if not rules:
                continue
            if any(rule.step for rule in group):
                self._steps(rules, now, values, shifts, start if own else None)
            else:
                for rule in rules:
                    values[rule.quantity] = self._settled(rule, now, {}) + shifts.get(rule.quantity, 0)
            if changed is not None:
                changed |= {rule.quantity for rule in rules}
        return values

    def _steps(
        self,
        rules: Sequence[Rule],
        now: Instance,
        values: MutableMapping[str, Array],
        shifts: Mapping[str, Array],
        frozen: Instance | None,
    ) -> None:
        """A recurrence: one step after the other; with ``frozen``, every step starts from the old values of the
        earlier ones.
        """
        full = {
            rule.quantity: values[rule.quantity].copy() if rule.quantity in values else self._started(rule, now)
            for rule in rules
        }
        lead = 1 if now.nudged else 0
        passes = max((array.shape[0] for array in values.values()), default=1) if lead else 1
        times = self.quantities[rules[0].quantity].axes[0]
        last = now.sizes[times.size] + times.first - 1
        for name, array in full.items():
            full[name] = np.array(np.broadcast_to(array, (passes, *array.shape[1:])), dtype=complex) if lead else array
            values[name] = full[name].copy() if frozen is not None else full[name]
        for step in range(1, last + 1):
            for rule in rules:
                row = step - self.quantities[rule.quantity].axes[0].first
                found = self._settled(rule, now, {rule.step or "": step})
                target = full[rule.quantity]
                if found.shape[lead:] != target.shape[lead + 1 :]:
                    raise Unfit(f"a step of {rule.quantity} has the shape {found.shape[lead:]}, not {target.shape[lead + 1 :]}")
                shift = shifts.get(rule.quantity)
                where: Any = (slice(None),) * lead + (row,)
                target[where] = found + (shift[where] if shift is not None else 0)
                if frozen is not None:
                    values[rule.quantity][where] = target[where]
            if frozen is not None:
                for rule in rules:
                    old = frozen.values[rule.quantity]
                    values[rule.quantity] = np.array(np.broadcast_to(old, (passes, *old.shape[1:])), dtype=complex)
        values.update(full)

    def _started(self, rule: Rule, now: Instance) -> Array:
        """An array for a recurrence, with its first step (if that is step 0) drawn or given."""
        times, *others = self.quantities[rule.quantity].axes
        target = np.full([now.sizes[axis.size] for axis in (times, *others)], np.nan)
        given = self.initial.get(rule.quantity)
        rng = np.random.default_rng([len(target), len(rule.quantity), 5])
        if times.first == 0:
            target[0] = rng.uniform(-1, 1, target.shape[1:]) if given is None else given
        return target

    def value_of(self, rule: Rule, now: Instance, fixed: Mapping[str, int] | None = None) -> Array:
        """What a rule gives on an instance (for fixed values of some of its letters).

        Raises:
            NoValue: it has no value under any reading.
        """
        return self._value(rule, now, fixed or {})

    def _settled(self, rule: Rule, now: Instance, fixed: Mapping[str, int]) -> Array:
        """The value of a rule; not a number where it has none with these sizes."""
        if rule.quantity not in self.settled:
            return self._value(rule, now, fixed)
        try:
            return self._value(rule, now, fixed)
        except NoValue:
            axes = self.quantities[rule.quantity].axes[len(fixed) :]
            return np.full([1] * now.nudged + [now.sizes[axis.size] for axis in axes], np.nan)

    @np.errstate(all="ignore")  # random numbers may be out of a function's domain: then they are drawn anew
    def _value(self, rule: Rule, now: Instance, fixed: Mapping[str, int]) -> Array:
        lead = 1 if now.nudged else 0
        if rule.function is not None:
            arrays = [self._last(name, now) if rule.of_last else now.values[name] for name in rule.inputs]
            flat = [a.reshape(a.shape[0], -1) if lead else a.reshape(-1) for a in arrays]
            return self._filled(rule, now, flat)
        assert rule.node is not None
        letters = [letter for letter in rule.letters if letter not in fixed]
        spans = {}
        axes = self.quantities[rule.quantity].axes if rule.quantity in self.quantities else ()
        for letter, axis in zip(rule.letters, axes, strict=False):
            if letter not in fixed:
                if axis.size not in now.sizes:  # a width that changes from layer to layer
                    raise NoValue(f"the size of {rule.quantity} is not known")
                spans[letter] = Span(letter, axis.first, now.sizes[axis.size])
        value = self._evaluated(rule, now, {**spans, **fixed})
        return arranged(value, letters, [spans[letter].count for letter in letters], bool(lead))

    def _last(self, name: str, now: Instance) -> Array:
        """The values of a quantity at its last step (all values of one without steps)."""
        axes, array = self.quantities[name].axes, now.values[name]
        if not axes or axes[0].kind != "time":
            return array
        return array[:, -1:] if now.nudged else array[-1:]

    def _filled(self, rule: Rule, now: Instance, flat: list[Array]) -> Array:
        """The value of an open function, in the shape of its quantity."""
        assert rule.function is not None
        shape = tuple(now.sizes[axis.size] for axis in self.quantities[rule.quantity].axes)
        if isinstance(rule.function, ToArray):
            return rule.function.shaped(shape, *flat)
        found = rule.function(0, *flat)
        return np.reshape(found, (*found.shape[:1], *shape) if now.nudged else shape) if shape else found

    def _evaluated(self, rule: Rule, now: Instance, scope: Mapping[str, Span | int]) -> Value:
        """The value under the first reading that has one; the same reading is taken ever after."""
        assert rule.node is not None
        assert self.symbols is not None
        frame = Frame(now, scope)
        if rule.quantity in self._plans:
            vectors, plan = self._plans[rule.quantity]
            return self._evaluator(Chooser(plan), vectors).value(rule.node, frame)
        failure: NoValue = Unfit("it has no reading")
        for vectors in dict.fromkeys((self.vectors, "")):  # as declared, else as it may fit
            for chooser in Plans(_PLANS):
                try:
                    value = self._evaluator(chooser, vectors).value(rule.node, frame)
                except NoValue as problem:
                    failure = problem if failure.reason == "it has no reading" else failure
                    continue
                except ValueError as problem:  # arrays that do not fit each other in a way that no reading foresees
                    failure = Unfit(str(problem))
                    continue
                self._plans[rule.quantity] = vectors, dict(chooser.plan)
                return value
        raise failure

    def _evaluator(self, chooser: Chooser, vectors: str) -> Evaluator:
        assert self.symbols is not None
        evaluator = Evaluator(self, self.symbols, chooser)
        evaluator.layout = replace(evaluator.layout, vectors=vectors)
        return evaluator


def arranged(value: Value, letters: Sequence[str], lengths: Sequence[int], nudged: bool) -> Array:
    """A labelled array with the perturbations first, then an axis for each letter, then the positional axes.

    Raises:
        Unfit: it has labels that are not among the letters.
    """
    labels = ([NUDGE] if nudged else []) + list(letters)
    extra = [label for label in value.labels if label not in labels]
    if extra:
        raise Unfit(f"the index '{extra[0]}' is free on the right side only")
    array = spread(value, labels)
    passes = array.shape[:1] if nudged else ()
    return np.array(np.broadcast_to(array, (*passes, *lengths, *value.shape)))
