"""Evaluation of surface syntax on an instance: a node, the letters that are bound, and what was picked give a value.

Nothing is differentiated by rules: derivatives are complex steps through the world's own equations, or central differences
of such derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from derive.check import effort
from derive.check.judging.chooser import Chooser, Key, Option
from derive.check.judging.conventions import VECTORS, Layout
from derive.check.judging.derivatives import changes, derivatives, differentials, elsewhere
from derive.check.judging.problems import MustLoop, NoValue, TooLarge, Unknown
from derive.check.judging.products import products, quotients, terms
from derive.check.judging.sums import operators
from derive.check.judging.values import arguments, brackets, calls, entries, functions, named_values, tables
from derive.check.judging.values.frame import Binding, Frame, Span
from derive.check.judging.values.left_out_arguments import Called
from derive.check.judging.values.values import LARGEST, Value, number
from derive.check.meaning.symbols import Entries, LastOf, Reading, Symbols
from derive.check.meaning.world import Instance, World
from derive.check.reading import syntax
from derive.check.reading.changes import Change
from derive.check.reading.syntax import Name, Node

if TYPE_CHECKING:
    from derive.check.judging.rows.question import Spoken

_DEEP = 120


@dataclass
class Memory:
    """What evaluations share: perturbed instances, readings, and values with the picks that they rest on."""

    readings: dict[Name, tuple[Reading, ...]] = field(default_factory=dict)
    options: dict[Name, list[Option[Reading]]] = field(default_factory=dict)
    """The readings of each symbol as something to pick from."""
    letters: dict[Node, frozenset[str]] = field(default_factory=dict)
    """The letters of which formulas speak."""
    instances: dict[tuple[Any, ...], tuple[Instance, Instance]] = field(default_factory=dict)
    spoken: dict[tuple[Node | None, ...], Spoken] = field(default_factory=dict)
    """What questions speak of."""
    omitted: dict[Any, Any] = field(default_factory=dict)
    """Questions with the indices that their sums leave out, and the words for it."""
    paired: dict[Any, Any] = field(default_factory=dict)
    """Questions with both letters below the signs of sums over pairs."""
    values: dict[tuple[Any, ...], list[tuple[dict[Key, int], Any, Chooser]]] = field(default_factory=dict)
    size: int = 0
    """How many numbers the values have."""

    def clear(self) -> None:
        """Forget what was computed."""
        self.values.clear()
        self.instances.clear()
        self.size = 0


class Evaluator:
    """Gives nodes their values on instances of a world, asking the chooser wherever a formula can be read in several ways."""

    def __init__(self, world: World, symbols: Symbols, chooser: Chooser | None = None, memory: Memory | None = None) -> None:
        self.world, self.symbols = world, symbols
        self.chooser = chooser or Chooser()
        self.memory = memory or Memory()
        self.rough = False
        """Whether a difference quotient took part: rounding errors are larger then."""
        self.differing, self.hurried = 0, False
        """By how many entries difference quotients are being computed."""
        self.layout = Layout()
        self.variables: frozenset[str] = frozenset()
        """The quantities by which the row differentiates: others may be meant to be held."""
        self.argument: Name | None = None
        """The only bare symbol by which the row differentiates: ``g`` beside ``\\partial g/\\partial z`` is ``g(z)``."""
        self.start: Node | None = None
        """The variable of the derivative with which the row's chain begins: what a bare prime or D differentiates by."""
        self.called: Called = {}
        """With what the text calls its functions."""
        self.moving: changes.Moving = ()
        """What may be meant to move in a row of differentials."""
        self.slopes = False
        """Whether the row differentiates a vector by a vector of the same length."""
        self.other_costs: frozenset[Name] = frozenset()
        """The letters for the cost that the row differentiates on its right side only."""
        self.counted: frozenset[str] = frozenset()
        """The letters that a sum binds, whatever else they are, while its range is looked for."""
        self.kept: frozenset[str] = frozenset()
        """The labels that a sum without an index does not run over: those of the other side."""

    def orientation(self) -> str:
        """Whether a vector is a column or a row."""
        return self.layout.vectors or self.chooser.pick(("vectors",), VECTORS)

    def perturbed(self, instance: Instance, quantity: str, only: frozenset[str] | None) -> Instance:
        """The instance with every entry of a quantity perturbed in turn (kept)."""
        return self.stored(
            ("perturbed", id(instance), quantity, only), instance, lambda: self._perturbed(instance, quantity, only)
        )

    def _perturbed(self, instance: Instance, quantity: str, only: frozenset[str] | None) -> Instance:
        if np.size(instance.values[quantity]) ** 2 > LARGEST:
            raise TooLarge(f"'{quantity}' has too many entries to perturb each of them")
        try:
            return (
                self.world.perturbed(instance, quantity)
                if only is None
                else self.world.perturbed(instance, quantity, only=only)
            )
        except NotImplementedError:
            raise Unknown(f"derivatives by '{quantity}' inside a definition") from None
        except MustLoop:
            raise Unknown(f"what follows from '{quantity}' cannot be recomputed") from None

    def moved(
        self, instance: Instance, quantity: str, position: tuple[int, ...], step: float, only: frozenset[str] | None
    ) -> Instance:
        """The instance with one entry of a quantity moved by a real step, and what follows recomputed (kept)."""

        def compute() -> Instance:
            array = np.array(instance.values[quantity])  # also of a single number
            array[position] += step
            if only is None:
                return self.world.replaced(instance, quantity, array)
            held = frozenset(self.world.quantities) - only - {quantity}
            return self.world.replaced(instance, quantity, array, hold=held)

        return self.stored(("moved", id(instance), quantity, position, step, only), instance, compute)

    def stored(self, key: tuple[Any, ...], source: Instance, compute: Callable[[], Instance]) -> Instance:
        """An instance made from another one, computed once."""
        found = self.memory.instances.get(key)
        if found is None:
            found = self.memory.instances[key] = (source, compute())  # the source is kept alive: its id is the key
        return found[1]

    def value(self, node: Node, frame: Frame) -> Value:
        """The value of a formula.

        Raises:
            NoValue: shapes do not fit, or something has no meaning.
        """
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise Unknown(f"{type(node).__name__.lower()} has no value here", node.span)
        if frame.depth > _DEEP:
            raise Unknown("abbreviations nest too deeply", node.span)
        for inner, moved in frame.overrides:
            if inner == node:
                return moved
        try:
            result = handler(self, node, frame)
        except NoValue as problem:
            effort.evaluated()
            if problem.span == (0, 0):
                problem.span = node.span
            raise
        effort.evaluated(result.array.size)
        return result

    def circumstances(self, frame: Frame) -> tuple[Any, ...]:
        """What a value depends on besides its formula and the picks."""
        return frame.signature, self.variables, self.slopes, self.argument, self.start, self.moving, self.other_costs

    def remembered(self, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        """A value computed once for the same picks: the choice points that it met are met again when it is reused."""
        for picks, value, chooser in self.memory.values.get(key, ()):
            if all(self.chooser.plan.get(k, 0) == at for k, at in picks.items()):
                self.chooser.seen.update(chooser.seen)
                self.rough = self.rough or chooser.rough
                if isinstance(value, NoValue):
                    raise value
                return value
        outer, outer_rough = self.chooser, self.rough
        self.chooser, self.rough = Chooser(outer.plan), False
        try:
            try:
                result = compute()
            except NoValue as problem:
                result = problem
            inner = self.chooser
            inner.rough = self.rough
        finally:
            self.chooser, self.rough = outer, outer_rough
        outer.seen.update(inner.seen)
        self.rough = self.rough or inner.rough
        picks = {k: outer.plan.get(k, 0) for k in inner.seen}
        self.memory.values.setdefault(key, []).append((picks, result, inner))
        self.memory.size += np.size(getattr(getattr(result, "value", result), "array", 0))
        if isinstance(result, NoValue):
            raise result
        return result


Handler = Callable[[Evaluator, Any, Frame], Value]

_HANDLERS: dict[type, Handler] = {
    syntax.Number: lambda evaluator, node, frame: number(float(node.text)),
    syntax.Name: named_values.name,
    syntax.Scripted: brackets.scripted,
    syntax.Transposed: brackets.transposed,
    syntax.Group: brackets.group,
    syntax.Sum: terms.terms,
    syntax.Product: products.product,
    calls.Prefixed: calls.prefixed,
    arguments.Applied: arguments.applied,
    Entries: entries.collected,
    LastOf: entries.last_step,
    differentials.Differential: differentials.differential,
    Change: changes.change,
    syntax.Fraction: quotients.fraction,
    syntax.Root: quotients.root,
    syntax.Derivative: derivatives.derivative,
    syntax.Big: operators.big,
    syntax.Call: functions.call,
    syntax.At: elsewhere.evaluated_at,
    syntax.Relation: tables.truth,
    syntax.Both: tables.both,
    syntax.Indicator: tables.indicator,
    syntax.Cases: tables.cases,
    syntax.Matrix: tables.matrix,
}


def evaluated(
    node: Node,
    world: World,
    symbols: Symbols,
    instance: Instance,
    *,
    fixed: Mapping[str, int] | None = None,
    free: Mapping[str, tuple[int, int]] | None = None,
    memory: Memory | None = None,
) -> Value:
    """A formula under its first readings, with letters that have one value (``fixed``) or run from first to last (``free``:
    axes labelled by the letter).

    Raises:
        NoValue: shapes do not fit, or something has no meaning.
        MustLoop: a free letter has to be given its values one by one.
        SecondOrder: it holds derivatives, and the instance is perturbed already.
    """
    spans: dict[str, Binding] = {letter: Span(letter, low, high - low + 1) for letter, (low, high) in (free or {}).items()}
    return Evaluator(world, symbols, memory=memory).value(node, Frame(instance, {**spans, **(fixed or {})}))
