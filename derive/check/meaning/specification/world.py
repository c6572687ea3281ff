"""The world of a specification: the quantities of a model, and random numbers from its forward equations.

Input: a model.  Output: a :class:`~derive.check.meaning.world.World`.  Layers that follow one another are offered
twice: by their own names (``z1``, ``z2``), and as one quantity with the layer as its first axis (``z@``), for texts
that speak of layer l.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
from sympy import Symbol, log

from derive.algebra import Tensor
from derive.algebra.evaluate import Instance as Numbers
from derive.check.kept import Kept
from derive.check.meaning.lazy import Lazy
from derive.check.meaning.origins import Origins
from derive.check.meaning.specification import activations
from derive.check.meaning.specification.arrays import Arrays, joined
from derive.check.meaning.specification.inventory import WIDTHS, Inventory, without_examples_for_steps
from derive.check.meaning.specification.kinks import on_both_sides
from derive.check.meaning.specification.origin import Origin
from derive.check.meaning.specification.runs import Run
from derive.check.meaning.specification.sizes import LARGE, drawn_sizes, sizes_of_one, small_sizes
from derive.check.meaning.specification.slopes import Slopes
from derive.check.meaning.specification.stacks import Stack
from derive.check.meaning.symbols import Part
from derive.check.meaning.world import Array, Instance, World
from derive.errors import CannotTell
from derive.frontends.steps import without_steps
from derive.model import Model
from derive.render.example import given_numbers, stated_instance
from derive.render.gates import Gates, gates
from derive.verify.adjoints import is_plain
from derive.verify.forward import Nudges, forward
from derive.verify.instances import sample

_USUAL_SEEDS = (1, 2, 3)
"""The seeds of the numbers on which claims are tried first."""


class SpecWorld(World):
    """A model's quantities; implements ``World``."""

    def __init__(self, model: Model, *, from_one: bool = False, entries: int | None = None) -> None:
        """``from_one``: steps that the specification's formulas count from zero are counted from one, as the states are that
        come out of them (``h[0]`` is the state before the first step); ``entries``: a vector begins with ``x_0`` or ``x_1``,
        whatever the specification's formulas count from."""
        self.model = model = without_examples_for_steps(without_steps(model))
        self.inventory = Inventory(model, from_one, entries)
        self.stacks, self.quantities = self.inventory.stacks, self.inventory.quantities
        self.functions: Mapping[str, str] = dict.fromkeys(model.functions, "elementwise")
        self.cost: str | None = model.cost.name
        self.takes_logarithms = any(equation.rhs.has(log) for equation in model.equations)
        self.is_network = any(tensor.tag for tensor in model.tensors.values())
        self.constants: Mapping[str, float] = {str(c): float(v) for c, v in model.constants.items()}
        self._arrays, self._slopes = Arrays(self.inventory), Slopes(self.inventory)
        self._origins: Origins[Origin] = Origins()

    # ---- what there is

    @property
    def specification(self) -> World:
        """Itself."""
        return self

    @property
    def counts_from_zero(self) -> bool:
        """Whether the states of a recurrence and its steps begin with the same number, zero (then texts count otherwise)."""
        return self.inventory.counts_from_zero

    @cached_property
    def depth_names(self) -> frozenset[str]:
        """Names of the number of layers that the specification doesn't know: no news in a counter-example."""
        known = {str(size) for size in self.model.sizes}
        return frozenset({"layers", "L"} - known)

    def depends(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another (itself included)."""
        return bool(self._members(on) & self._ancestors(quantity))

    def is_direct(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another by one equation, and in no other way: then it makes no difference what
        else is held."""
        equation = self.model.equation_of(self.model.tensors[quantity]) if quantity in self.model.tensors else None
        if equation is None or equation.tensor.layered or on not in self.model.tensors:
            return False
        own = self.with_inner(quantity)
        equations = map(self.model.equation_of, map(self.model.tensors.__getitem__, own))
        read = {tensor.name for each in equations if each is not None for tensor in each.reads} - (own - {quantity})
        return on in read and quantity not in read and not any(self.depends(name, on) for name in read - {on})

    def with_inner(self, quantity: str) -> frozenset[str]:
        """See ``World``."""
        equation = self.model.equation_of(self.model.tensors[quantity]) if quantity in self.model.tensors else None
        reads = map(self.model.equation_of, equation.reads) if equation is not None else ()
        inner = [one.tensor.name for one in reads if one is not None and one.inner]
        again = any(quantity in self._ancestors(name) for name in inner)  # in a recurrence earlier steps lie in between
        return frozenset({quantity}).union(*map(self.with_inner, () if again else inner))

    def argument(self, part: Part) -> Part | None:
        """What a part of an activation is computed from, entry by entry."""
        return activations.argument(self.model, self.quantities, part)

    def activation(self, quantity: str) -> str | None:
        """The name of the function that a quantity applies entry by entry."""
        return activations.function(self.model, quantity)

    def applied_to(self, quantity: str) -> tuple[str | None, ...]:
        """The functions that the layers apply to a quantity, entry by entry; None for a layer that applies no such function."""
        stack = self.stacks.get(quantity)
        members = [stack.members[layer] for layer in sorted(stack.members)] if stack else []
        return tuple(self._applied.get(member) for member in members)

    @cached_property
    def _applied(self) -> Mapping[Tensor, str]:
        return activations.applied(self.model)

    def _tensors(self, name: str) -> tuple[Stack | None, list[Tensor]]:
        """The tensors that a quantity consists of: those of all layers, or itself."""
        stack = self.stacks.get(name)
        return stack, list(stack.members.values()) if stack else [self.model.tensors[name]]

    def _members(self, name: str) -> frozenset[str]:
        stack = self.stacks.get(name)
        return frozenset(t.name for t in stack.members.values()) if stack else frozenset({name})

    def _ancestors(self, name: str) -> frozenset[str]:
        return frozenset().union(*(self._above.get(member, frozenset()) for member in self._members(name)))

    @cached_property
    def gates(self) -> Mapping[str, Gates]:
        """The gates of every quantity that has some, by its name."""
        return gates(self.model)

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {t.name: frozenset({t.name}) for t in self.model.tensors.values()}
        for _ in range(2):  # the second round is for recurrences
            for equation in self.model.equations:
                read = (found[t.name] for t in equation.reads if t.name in found)
                found[equation.tensor.name] = found[equation.tensor.name].union(*read)
        return found

    # ---- numbers

    def instance(self, seed: int) -> Instance:
        """Random sizes, leaves and forward values; the same seed gives the same instance."""
        drawn = self._origins.drawn
        if seed not in drawn:
            told = self._on_both_sides.get(seed)
            drawn[seed] = self._known(told if told is not None else self._numbers(seed))
        return drawn[seed]

    def _numbers(self, seed: int) -> Numbers:
        return sample(self.model, seed, sizes=drawn_sizes(self.model, seed), adjoints=False).instance

    @cached_property
    def _on_both_sides(self) -> Mapping[int, Numbers]:
        """The numbers of the usual seeds in a model with conditions."""
        return on_both_sides(self.model, _USUAL_SEEDS, self._numbers)

    def _known(self, numbers: Numbers) -> Instance:
        return self._origins.known(self._arrays.instance(numbers), Origin(numbers, {}))

    @cached_property
    def is_large(self) -> bool:
        """Whether arrays are so large that fewer random instances say enough."""
        return any(np.size(array) > LARGE for array in self.instance(1).values.values())

    @cached_property
    def stated_sizes(self) -> Mapping[str, int]:
        """The sizes to which the specification gives a number."""
        return {str(size): value for size, value in self.model.sizes.items() if value is not None}

    def at_stated_sizes(self, seed: int, counted: Mapping[str, int]) -> Instance | None:
        """Random numbers in the sizes that the specification gives, or that are ``counted`` in the text, if these are small.

        They are for a text that writes a sum out, unit by unit.
        """
        return self._sampled(seed, small_sizes(self.model, counted))

    def at_sizes(self, seed: int, given: Mapping[str, int]) -> Instance | None:
        """Random numbers in some sizes that are given, if the specification leaves them open."""
        names = {str(size): size for size in self.model.sizes if size not in self.model.fixed_sizes}
        if not set(given) <= set(names):
            return None
        return self._sampled(seed, {**drawn_sizes(self.model, seed), **{names[name]: size for name, size in given.items()}})

    def of_single_entries(self, seed: int, kept: frozenset[str] = frozenset()) -> Instance | None:
        """Random numbers where every size that the specification leaves open is one, save those of steps and those ``kept``."""
        return self._sampled(seed, sizes_of_one(self.model, kept | self._steps))

    def _sampled(self, seed: int, sizes: Mapping[Symbol | Tensor, int] | None) -> Instance | None:
        """Random numbers in certain sizes; None for none, or if the cost is not finite there (a deviation of one example)."""
        try:
            return None if sizes is None else self._known(sample(self.model, seed, sizes=sizes, adjoints=False).instance)
        except CannotTell:
            return None

    @cached_property
    def _steps(self) -> frozenset[str]:
        """The sizes that count steps, and classes."""
        every = self.quantities.values()
        return frozenset(
            {axis.size for q in every for axis in q.axes if axis.kind == "time"} | {q.classes for q in every} - {""}
        )

    @property
    def open_sizes(self) -> frozenset[str]:
        """The sizes that the specification leaves open, but for those that count steps or classes."""
        return frozenset(str(size) for size in self.model.sizes if size not in self.model.fixed_sizes) - self._steps

    def stated(self) -> Instance | None:
        """The specification's own example, if it gives numbers to all inputs and parameters."""
        given = given_numbers(self.model)
        return None if given is None else self._known(forward(self.model, stated_instance(self.model, given)))

    def perturbed(
        self,
        instance: Instance,
        quantity: str,
        *,
        hold: frozenset[str] = frozenset(),
        only: frozenset[str] | None = None,
    ) -> Instance:
        """The instance with a complex step at each entry of a quantity in turn, and everything downstream recomputed."""
        origin = self._origins.of(instance)
        key = (quantity, hold, only)
        if key not in origin.perturbed:
            stack, tensors = self._tensors(quantity)
            parts = [self._nudged(origin, tensor, hold, only) for tensor in tensors]
            values = self._values_of(parts, stack, origin.numbers, instance.values[quantity].shape)
            if stack is None and not hold and only is None and not origin.shifts and is_plain(self.model):
                values = self._slopes.with_costs(values, origin, tensors[0], self.depends)
            moved = replace(instance, values=values, nudged=True, origin=None)
            origin.perturbed[key] = moved
        return origin.perturbed[key]

    def replaced(self, instance: Instance, quantity: str, array: Array, *, hold: frozenset[str] = frozenset()) -> Instance:
        """The instance with other (real) values for a quantity, and everything downstream recomputed."""
        origin = self._origins.of(instance)
        stack, tensors = self._tensors(quantity)
        steps: dict[Tensor, Array] = {}
        for row, tensor in enumerate(tensors):
            old = self._arrays.shown(tensor, origin.numbers.values[tensor])
            new = array[row][tuple(slice(n) for n in old.shape)] if stack else array
            steps[tensor] = np.nan_to_num(new - old)
        shifts = {**origin.shifts, **{t: step + origin.shifts.get(t, 0) for t, step in steps.items()}}
        held = frozenset(self.model.tensors[m] for name in hold for m in self._members(name))
        numbers = Run(self.model, origin.numbers, None, shifts, steps, held).values()
        return self._origins.known(replace(instance, values=self._arrays.values(numbers)), Origin(numbers, shifts))

    def gradient(self, instance: Instance, quantity: str, of: str | None = None) -> Array | None:
        """The derivative of the cost (or of the sum of the costs of all examples) by every entry of a quantity, NaN where a
        stack is filled up: by complex steps, as :mod:`derive.verify.adjoints` takes them; None for what is not known so.
        """
        stack, tensors = self._tensors(quantity)
        origin = self._origins.of(instance)
        top = self.model.cost if of is None else self.model.tensors[of]
        plain = not origin.shifts and is_plain(self.model)
        if self.quantities[quantity].integer or (top != self.model.cost and not plain):
            return None
        if top == self.model.cost:
            found = {t.name: self._slopes.of_cost(origin, t) for t in tensors}
        else:
            slopes_of_all = self._slopes.of_costs(origin, top)
            found = {t.name: slopes_of_all[t] for t in tensors}
        return stack.values(found, 0) if stack else found[tensors[0].name]

    def _nudged(self, origin: Origin, tensor: Tensor, hold: frozenset[str], only: frozenset[str] | None) -> Run:
        places = tuple(np.ndindex(origin.numbers.values[tensor].shape))
        held = frozenset(self.model.tensors[m] for name in hold for m in self._members(name))
        alone = None if only is None else frozenset(self.model.tensors[m] for name in only for m in self._members(name))
        return Run(self.model, origin.numbers, Nudges(tensor, places), origin.shifts, {}, held, alone)

    def _values_of(self, parts: list[Run], stack: Stack | None, numbers: Numbers, shape: tuple[int, ...]) -> Lazy[str]:
        """The perturbed arrays by name, each computed when it is asked for; perturbations stand in front."""

        def compute(name: str) -> Array:
            if name in self.stacks:
                return self.stacks[name].values(values, 1)
            if name == WIDTHS:
                return self._arrays.widths(numbers)[None]
            tensor = self.model.tensors[name]
            wanted = frozenset(self.model.tensors[above] for above in self._above[name])
            arrays = [part.values(wanted).values[tensor] for part in parts]
            array = joined(arrays, stack, numbers, tensor, shape) if stack else np.asarray(arrays[0])
            array = self._arrays.shown(tensor, array) if tensor.integer else array
            return array if array.ndim > tensor.rank else array[None]

        values: Lazy[str] = Lazy(self.quantities, compute)
        return values


_WORLDS: Kept[SpecWorld] = Kept(8)


def spec_world(model: Model, *, from_one: bool = False, entries: int | None = None) -> SpecWorld:
    """The world of a model, with the random numbers that texts on the same model have asked for before."""
    return _WORLDS.of(model, lambda: SpecWorld(model, from_one=from_one, entries=entries), (from_one, entries))
