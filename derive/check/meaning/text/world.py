"""The world of a text: leaves drawn at random, and the text's own definitions evaluated on them in the order of dependence.

It may stand on the world of a specification: then the definitions are abbreviations of the author's, computed from the
model's quantities.  Definitions that refer to earlier steps of themselves are evaluated step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from derive.check.meaning.lazy import Lazy
from derive.check.meaning.origins import Origins
from derive.check.meaning.symbols import Part
from derive.check.meaning.text.drawing import BOXES, POSITIVE, drawn_labels, drawn_leaf, drawn_sizes
from derive.check.meaning.text.reparametrised import is_logarithm, source
from derive.check.meaning.text.rules import Rule, Rules
from derive.check.meaning.world import STEP, Array, Instance, Quantity, World


def _costs(world: World) -> list[str]:
    return [quantity.name for quantity in world.quantities.values() if quantity.role == "cost"]


@dataclass
class _Origin:
    """What an instance was made of."""

    base: Instance | None
    shifts: dict[str, Array]
    perturbed: dict[Any, Instance] = field(default_factory=dict)
    growing: bool = False
    """Whether its values are just being computed (definitions may hold derivatives)."""


class TextWorld(Rules):
    """Leaves and rules; implements ``World``.  ``symbols`` has to be set before numbers are asked for."""

    def __init__(self, base: World | None = None) -> None:
        super().__init__()
        self.base = base
        self.quantities = dict(base.quantities) if base else {}
        self.functions = dict(base.functions) if base else {}
        self.constants = base.constants if base else {}
        self.cost = base.cost if base else None
        self.leaves: list[str] = []
        self.sizes: dict[str, int | None] = {}
        """Names of sizes, and the numbers of those that are fixed."""
        self.callables: dict[str, Callable[..., Array]] = {}
        self.defined_functions: set[str] = set()
        self.classes: dict[str, str] = {}
        """For an integer leaf the size of the axis that it indexes."""
        self.labels: dict[str, tuple[float, ...]] = {}
        self.fixed: dict[str, tuple[int, float]] = {}
        """For a leaf the axis along which its entry 0 is a fixed number, and that number."""
        self._origins: Origins[_Origin] = Origins()

    # ---- what there is

    @property
    def specification(self) -> World | None:
        """The world of the specification on which the text stands."""
        return self.base

    @property
    def text_functions(self) -> Container[str]:
        """The functions that the text alone knows, and does not define."""
        return self.callables.keys() - self.defined_functions

    def add(self, quantity: Quantity) -> None:
        """One more quantity."""
        self.quantities = {**self.quantities, quantity.name: quantity}

    def depends(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another (itself included)."""
        if self.base is not None and quantity in self.base.quantities and on in self.base.quantities:
            return self.base.depends(quantity, on)
        return on in self._ancestors(quantity)

    def argument(self, part: Part) -> Part | None:
        """What a part of an activation of the specification is computed from, entry by entry."""
        return self.base.argument(part) if self.base is not None and part.quantity in self.base.quantities else None

    def activation(self, quantity: str) -> str | None:
        """The name of the function that a quantity of the specification applies to another one, entry by entry."""
        return self.base.activation(quantity) if self.base is not None else None

    def applied_to(self, quantity: str) -> tuple[str | None, ...]:
        """The functions that the layers of the specification apply to a quantity, entry by entry."""
        return self.base.applied_to(quantity) if self.base is not None else ()

    def is_direct(self, quantity: str, on: str) -> bool:
        """Whether a quantity of the specification is computed from another one by one equation, and in no other way."""
        known = all(name in self.quantities for name in (quantity, on))
        return self.base is not None and known and self.base.is_direct(quantity, on)

    def with_inner(self, quantity: str) -> frozenset[str]:
        """See ``World``."""
        return self.base.with_inner(quantity) if self.base is not None else frozenset({quantity})

    def another_name(self, quantity: str) -> str | None:
        """The symbol of which the text defines a quantity as another measure: sigma for ``s = \\log \\sigma^2``."""
        rule = next((rule for rule in self.rules if rule.quantity == quantity), None)
        read = tuple(rule.reads) if rule is not None and source(rule.node) is not None else ()
        sizes = [[axis.size for axis in self.quantities[name].axes] for name in (quantity, *read)]
        return read[0] if len(read) == 1 and sizes[0] == sizes[1] else None

    def _ancestors(self, quantity: str) -> set[str]:
        found, todo = {quantity}, [quantity]
        reads = {rule.quantity: rule.reads for rule in self.rules}
        while todo:
            for name in reads.get(todo.pop(), ()):
                if name not in found:
                    found.add(name)
                    todo.append(name)
        if self.base is not None:
            below = {
                q for q in self.base.quantities for name in found & set(self.base.quantities) if self.base.depends(name, q)
            }
            found |= below
        return found

    @property
    def rules(self) -> Iterator[Rule]:
        """All rules in order."""
        return (rule for group in self.groups for rule in group)

    # ---- numbers

    def instance(self, seed: int) -> Instance:
        """Random sizes and leaves, and everything computed from them.

        What has no finite value (a logarithm of something negative) is not a number; the box with the fewest of these is taken.
        """
        drawn = self._origins.drawn
        if seed not in drawn:
            drawn[seed] = self._drawn(seed)
        return drawn[seed]

    def _drawn(self, seed: int) -> Instance:
        base = self.base.instance(seed) if self.base else None
        rng = np.random.default_rng([seed, 17])
        best: tuple[int, Instance] | None = None
        for box in BOXES if seed < POSITIVE else BOXES[1:]:
            sizes = drawn_sizes(self.sizes, rng, base)
            values = dict(base.values) if base else {}
            for name in self.leaves:
                values[name] = self._leaf(name, sizes, box, rng)
            functions = {**(base.functions if base else {}), **self.callables}
            start = self._origins.known(Instance(sizes, values, functions), _Origin(base, {}, growing=True))
            found = self._computed(start, frozenset(), None, {})
            bad = [
                name for name, array in found.items() if not np.all(np.isfinite(array)) and name not in (base or start).values
            ]
            if best is None or len(bad) < best[0]:
                best = len(bad), replace(start, values=found)
            if not bad:
                break
        assert best is not None
        return self._origins.known(best[1], _Origin(base, {}))

    @property
    def stated_sizes(self) -> Mapping[str, int]:
        """The sizes to which the specification gives a number."""
        return self.base.stated_sizes if self.base is not None else {}

    def stated(self) -> Instance | None:
        """The specification's own example, and what the text computes from it."""
        return self._on(self.base.stated() if self.base is not None else None)

    def at_stated_sizes(self, seed: int, counted: Mapping[str, int]) -> Instance | None:
        """Random numbers in the specification's own sizes, and what the text computes from them."""
        return self._on(self.base.at_stated_sizes(seed, counted) if self.base is not None else None)

    def at_sizes(self, seed: int, given: Mapping[str, int]) -> Instance | None:
        """Random numbers in some sizes of the specification that are given, and what the text computes from them."""
        return self._on(self.base.at_sizes(seed, given) if self.base is not None else None)

    @property
    def open_sizes(self) -> frozenset[str]:
        """Those that the specification leaves open."""
        return self.base.open_sizes if self.base is not None else frozenset()

    def of_single_entries(self, seed: int, kept: frozenset[str] = frozenset()) -> Instance | None:
        """Random numbers of the specification in sizes of one, and what the text computes from them."""
        return self._on(self.base.of_single_entries(seed, kept) if self.base is not None else None)

    def _on(self, base: Instance | None) -> Instance | None:
        """Numbers of the specification's quantities, with leaves and everything that the text computes."""
        if base is None:
            return None
        rng = np.random.default_rng(0)
        sizes = drawn_sizes(self.sizes, rng, base)
        values = {**base.values, **{name: self._leaf(name, sizes, (0.2, 2.0), rng) for name in self.leaves}}
        functions = {**base.functions, **self.callables}
        start = self._origins.known(Instance(sizes, values, functions), _Origin(base, {}, growing=True))
        found = self._computed(start, frozenset(), None, {})
        return self._origins.known(replace(start, values=found), _Origin(base, {}))

    def _leaf(self, name: str, sizes: Mapping[str, int], box: tuple[float, float], rng: np.random.Generator) -> Array:
        quantity = self.quantities[name]
        if name in self.labels:
            return drawn_labels(self.labels[name], tuple(sizes[axis.size] for axis in quantity.axes), rng)
        if any(is_logarithm(rule.node) and self.another_name(rule.quantity) == name for rule in self.rules):
            box = BOXES[1]  # the author takes the root of its square for itself
        drawn = drawn_leaf(quantity, sizes, box, rng, self.classes.get(name, ""))
        if name in self.fixed:
            axis, number = self.fixed[name]
            np.moveaxis(drawn, axis, 0)[0] = number
        return drawn

    def perturbed(
        self, instance: Instance, quantity: str, *, hold: frozenset[str] = frozenset(), only: frozenset[str] | None = None
    ) -> Instance:
        """The instance with a complex step at each entry of a quantity in turn, and everything downstream recomputed."""
        origin = self._origins.of(instance)
        key = (quantity, hold, only)
        if origin.growing:  # what is computed later is not there yet
            return self._perturbed(instance, origin, quantity, hold, only)
        if key not in origin.perturbed:
            origin.perturbed[key] = self._perturbed(instance, origin, quantity, hold, only)
        return origin.perturbed[key]

    def _perturbed(
        self, instance: Instance, origin: _Origin, quantity: str, hold: frozenset[str], only: frozenset[str] | None
    ) -> Instance:
        given = instance.values
        values: MutableMapping[str, Array] = Lazy(given, lambda name: given[name][None])
        if origin.base is not None and self.base is not None and quantity in self.base.quantities:
            known = frozenset(self.base.quantities)
            moved = self.base.perturbed(origin.base, quantity, hold=hold & known, only=None if only is None else only & known)
            values = Lazy(given, lambda name: moved.values[name] if name in moved.values else given[name][None])
            changed = {q for q in self.base.quantities if self.base.depends(q, quantity)}
            nudges = None
        else:
            nudges = _steps(instance.values[quantity])
            values[quantity] = values[quantity] + nudges
            changed = {quantity}
        start = replace(instance, values=values, nudged=True, origin=None)
        held = hold if only is None else frozenset(self.quantities) - only
        shifts: dict[str, Array] = {name: array[None] for name, array in origin.shifts.items()}
        if nudges is not None:
            shifts[quantity] = shifts.get(quantity, 0) + nudges
        found = self._computed(start, held, changed, shifts, own=only is not None)
        return replace(start, values=found)

    @property
    def depth_names(self) -> frozenset[str]:
        """Names of a number of layers that the specification doesn't know."""
        return self.base.depth_names if self.base is not None else frozenset()

    @property
    def is_large(self) -> bool:
        """Whether the specification's arrays are large."""
        return self.base is not None and self.base.is_large

    def gradient(self, instance: Instance, quantity: str, of: str | None = None) -> Array | None:
        """The derivative of a cost of the specification by a quantity of its own; None if that is not asked for."""
        base, numbers = self.base, self._origins.of(instance).base
        if base is None or numbers is None or quantity not in base.quantities:
            return None
        return base.gradient(numbers, quantity, of) if (of or self.cost) in (base.cost, *_costs(base)) else None

    def replaced(self, instance: Instance, quantity: str, array: Array, *, hold: frozenset[str] = frozenset()) -> Instance:
        """The instance with other (real) values for a quantity, and everything downstream recomputed."""
        origin = self._origins.of(instance)
        values = dict(instance.values)
        base, shifts = origin.base, dict(origin.shifts)
        changed = {quantity}
        if base is not None and self.base is not None and quantity in self.base.quantities:
            base = self.base.replaced(base, quantity, array, hold=hold & frozenset(self.base.quantities))
            values |= base.values
            changed |= {q for q in self.base.quantities if self.base.depends(q, quantity)}
        else:
            shifts[quantity] = shifts.get(quantity, 0) + np.asarray(array - values[quantity])
            values[quantity] = array
        start = self._origins.known(replace(instance, values=values), _Origin(base, shifts, growing=True))
        found = self._computed(start, hold, changed, shifts)
        return self._origins.known(replace(start, values=found), _Origin(base, shifts))

    def forget(self) -> None:
        """Forget all numbers: the world has grown."""
        self._origins.forget()


def _steps(array: Array) -> Array:
    """A complex step at each entry in turn."""
    return (np.eye(array.size) * 1j * STEP).reshape(array.size, *array.shape)
