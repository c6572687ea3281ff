"""The world of a specification: the quantities of a model, and random numbers from its forward equations.

Input: a model.  Output: a :class:`~derive.check.meaning.world.World`.  Layers that follow one another are offered twice: by their own
names (``z1``, ``z2``), and as one quantity with the layer as its first axis (``z@``), for texts that speak of layer l.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Expr, Symbol, expand

from derive.algebra import AXIS, Apply, Func, Tensor
from derive.algebra.evaluate import Instance as Numbers
from derive.algebra.evaluate import evaluate, value_in_scope
from derive.check.meaning.runs import Run
from derive.check.meaning.stacks import Stack, stacks
from derive.check.meaning.world import Array, Axis, Instance, Quantity
from derive.model import Model, ScalarFunction
from derive.verify.forward import Nudges
from derive.verify.instances import sample

_LAYER = Symbol("l", integer=True)
_VARIABLE = Symbol("_argument")


_REMEMBERED = 64
"""How many instances with replaced values are remembered."""


@dataclass
class _Origin:
    """The algebra's numbers behind an instance, what was added to them by hand, and the perturbations made from them."""

    numbers: Numbers
    shifts: dict[Tensor, Array]
    perturbed: dict[tuple[str, frozenset[str], frozenset[str] | None], Instance] = field(default_factory=dict)


class SpecWorld:
    """A model's quantities; implements ``World``."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.stacks: Mapping[str, Stack] = {s.name: s for s in stacks(model)}
        self.quantities: Mapping[str, Quantity] = {t.name: self._quantity(t) for t in model.tensors.values()} | {
            s.name: s.quantity(self.model) for s in self.stacks.values()
        }
        self.functions: Mapping[str, str] = dict.fromkeys(model.functions, "elementwise")
        self.cost: str | None = model.cost.name
        self.constants: Mapping[str, float] = {str(c): float(v) for c, v in model.constants.items()}
        self._instances: dict[int, Instance] = {}
        self._origins: dict[int, _Origin] = {}
        self._tokens = 0

    # ---- what there is

    def _quantity(self, tensor: Tensor) -> Quantity:
        role = "cost" if tensor == self.model.cost or (tensor.base == "C" and tensor.role != "parameter") else tensor.role
        axes = tuple(self._axis(tensor, axis) for axis in range(tensor.rank))
        return Quantity(tensor.name, axes, role, tensor.integer)

    def _axis(self, tensor: Tensor, axis: int) -> Axis:
        lo, hi = tensor.ranges[axis]
        first = int(lo) if lo.is_Integer else 1
        length = expand(hi - lo + 1)
        if tensor.layered and axis == 0:
            return Axis(str(length), first, "layer" if is_depth(self.model) else "time")
        if length.has(*AXIS):
            return Axis(f"{tensor.name}.{axis}", first, ragged=True)
        examples = self.model.example_size is not None and length == self.model.example_size
        return Axis(str(length), first, "example" if examples else "time" if hi in self._times else "")

    @cached_property
    def _times(self) -> frozenset[Expr]:
        """The last steps of the recurrences."""
        if is_depth(self.model):
            return frozenset()
        return frozenset(t.ranges[0][1] for t in self.model.tensors.values() if t.layered)

    def depends(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another (itself included)."""
        return bool(self._members(on) & self._ancestors(quantity))

    def _members(self, name: str) -> frozenset[str]:
        stack = self.stacks.get(name)
        return frozenset(t.name for t in stack.members.values()) if stack else frozenset({name})

    def _ancestors(self, name: str) -> frozenset[str]:
        return frozenset().union(*(self._above[member] for member in self._members(name)))

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {t.name: frozenset({t.name}) for t in self.model.tensors.values()}
        for _ in range(2):  # the second round is for recurrences
            for equation in self.model.equations:
                read = (found[t.name] for t in equation.rhs.atoms(Tensor) if t.name in found)
                found[equation.tensor.name] = found[equation.tensor.name].union(*read)
        return found

    # ---- numbers

    def instance(self, seed: int) -> Instance:
        """Random sizes, leaves and forward values; the same seed gives the same instance."""
        if seed not in self._instances:
            numbers = sample(self.model, seed, sizes=self._drawn_sizes(seed), adjoints=False).instance
            values = self._values(numbers, lead=0)
            instance = Instance(self._sizes(numbers, values), values, self._functions(numbers))
            self._instances[seed] = self._known(instance, _Origin(numbers, {}))
        return self._instances[seed]

    def perturbed(
        self,
        instance: Instance,
        quantity: str,
        *,
        hold: frozenset[str] = frozenset(),
        only: frozenset[str] | None = None,
    ) -> Instance:
        """The instance with a complex step at each entry of a quantity in turn, and everything downstream recomputed."""
        origin = self._origins[instance.token]
        key = (quantity, hold, only)
        if key not in origin.perturbed:
            stack = self.stacks.get(quantity)
            tensors = list(stack.members.values()) if stack else [self.model.tensors[quantity]]
            parts = [self._nudged(origin, tensor, hold, only) for tensor in tensors]
            found = _joined(parts, stack, origin.numbers, instance.values[quantity].shape) if stack else parts[0]
            moved = replace(instance, values=self._values(found, lead=1), nudged=True, token=0)
            origin.perturbed[key] = moved
        return origin.perturbed[key]

    def replaced(self, instance: Instance, quantity: str, array: Array, *, hold: frozenset[str] = frozenset()) -> Instance:
        """The instance with other (real) values for a quantity, and everything downstream recomputed."""
        origin = self._origins[instance.token]
        stack = self.stacks.get(quantity)
        tensors = list(stack.members.values()) if stack else [self.model.tensors[quantity]]
        steps: dict[Tensor, Array] = {}
        for row, tensor in enumerate(tensors):
            old = _real(np.asarray(origin.numbers.values[tensor]))
            new = array[row][tuple(slice(n) for n in old.shape)] if stack else array
            steps[tensor] = np.nan_to_num(new - old)
        shifts = {**origin.shifts, **{t: step + origin.shifts.get(t, 0) for t, step in steps.items()}}
        held = frozenset(self.model.tensors[m] for name in hold for m in self._members(name))
        numbers = Run(self.model, origin.numbers, None, shifts, steps, held).values()
        return self._known(replace(instance, values=self._values(numbers, lead=0)), _Origin(numbers, shifts))

    def _drawn_sizes(self, seed: int) -> dict[Symbol, int]:
        """Sizes that differ pairwise, and from those that are fixed (kernels of width 3)."""
        if is_depth(self.model):
            return {}
        taken = {int(v) for v in self.model.fixed_sizes.values()}
        taken |= {int(hi - lo + 1) for t in self.model.tensors.values() for lo, hi in t.ranges if (hi - lo).is_Integer}
        small = [n for n in (2, 3, 4, 5, 6, 7) if n not in taken]
        free = [size for size in self.model.sizes if size not in self.model.fixed_sizes]
        order = [*np.random.default_rng(seed).permutation(small), *range(8, 400)]
        return dict(zip(free, map(int, order), strict=False))

    def _known(self, instance: Instance, origin: _Origin) -> Instance:
        """The instance with a number under which its origin is remembered."""
        self._tokens += 1
        self._origins[self._tokens] = origin
        for old in [t for t in self._origins if t < self._tokens - _REMEMBERED and not self._is_drawn(t)]:
            del self._origins[old]
        return replace(instance, token=self._tokens)

    def _is_drawn(self, token: int) -> bool:
        return any(instance.token == token for instance in self._instances.values())

    def _nudged(self, origin: _Origin, tensor: Tensor, hold: frozenset[str], only: frozenset[str] | None) -> Numbers:
        places = tuple(np.ndindex(origin.numbers.values[tensor].shape))
        held = frozenset(self.model.tensors[m] for name in hold for m in self._members(name))
        alone = None if only is None else frozenset(self.model.tensors[m] for name in only for m in self._members(name))
        return Run(self.model, origin.numbers, Nudges(tensor, places), origin.shifts, {}, held, alone).values()

    def _values(self, numbers: Numbers, lead: int) -> dict[str, Array]:
        """Arrays by name, those of the stacks among them; with ``lead``, perturbations stand in front."""
        values: dict[str, Array] = {}
        for tensor in self.model.tensors.values():
            array = np.asarray(numbers.values[tensor])
            values[tensor.name] = (array if array.ndim > tensor.rank else array[None]) if lead else _real(array)
        for stack in self.stacks.values():
            values[stack.name] = stack.values(values, lead)
        return values

    def _sizes(self, numbers: Numbers, values: Mapping[str, Array]) -> dict[str, int]:
        sizes = {str(symbol): int(value) for symbol, value in numbers.symbols.items() if symbol in self.model.sizes}
        for tensor in self.model.tensors.values():
            for axis, given in enumerate(self.quantities[tensor.name].axes):
                if not given.ragged:
                    sizes[given.size] = values[tensor.name].shape[axis]
                else:
                    sizes |= self._ragged(tensor, axis, given, numbers)
        for stack in self.stacks.values():
            sizes |= stack.sizes(values)
        return sizes | self._widths(numbers)

    def _ragged(self, tensor: Tensor, axis: int, given: Axis, numbers: Numbers) -> dict[str, int]:
        found = {}
        lo, hi = tensor.ranges[0]
        for layer in range(_whole(lo, numbers), _whole(hi, numbers) + 1):
            start, end = (e.xreplace({AXIS[0]: _LAYER}).xreplace({_LAYER: _integer(layer)}) for e in tensor.ranges[axis])
            found[f"{given.size}[{layer}]"] = _whole(end - start + 1, numbers)
        return found

    def _widths(self, numbers: Numbers) -> dict[str, int]:
        """The number of units of each layer of a network of symbolic depth: ``n[0]``, ``n[1]``, ..."""
        found: dict[str, int] = {}
        for tensor, array in numbers.values.items():
            if tensor.role == "size" and np.ndim(array) == 1:
                first = _whole(tensor.ranges[0][0], numbers)
                found |= {f"{tensor.name}[{first + k}]": int(n) for k, n in enumerate(np.real(array))}
                found[str(tensor.ranges[0][1])] = _whole(tensor.ranges[0][1], numbers)
        return found

    def _functions(self, numbers: Numbers) -> dict[str, Callable[..., Array]]:
        return {f.name: _callable(f, numbers) for f in self.model.functions.values()}


def is_depth(model: Model) -> bool:
    """Whether the layers of a network are counted by a letter (and a first axis is a layer, not a time)."""
    return any(end.has(*AXIS) for tensor in model.tensors.values() for span in tensor.ranges for end in span)


def _callable(function: ScalarFunction, numbers: Numbers) -> Callable[..., Array]:
    def call(order: int, argument: Array) -> Array:
        applied = Apply(Func(function.name, order), _VARIABLE)
        with np.errstate(all="ignore"):
            return np.asarray(value_in_scope(applied, numbers, {_VARIABLE: np.asarray(argument)}))

    return call


def _joined(parts: list[Numbers], stack: Stack, numbers: Numbers, shape: tuple[int, ...]) -> Numbers:
    """The perturbations of a stack: one for each position of the padded array, those of the padding without effect."""
    rows = [np.zeros(shape[1:], dtype=bool) for _ in parts]
    for row, tensor in zip(rows, stack.members.values(), strict=True):
        row[tuple(slice(n) for n in numbers.values[tensor].shape)] = True
    values: dict[Tensor, Array] = {}
    for tensor, base in numbers.values.items():
        arrays = [part.values[tensor] for part in parts]
        if all(array.ndim == base.ndim for array in arrays):
            values[tensor] = base
            continue
        full = np.repeat(np.asarray(base, dtype=complex)[None], len(rows) * rows[0].size, axis=0)
        for number, (row, array) in enumerate(zip(rows, arrays, strict=True)):
            if array.ndim > base.ndim:
                places = number * row.size + np.flatnonzero(row.ravel())
                full[places] = array
        values[tensor] = full
    return Numbers(values, numbers.symbols, numbers.functions, numbers.opaque, numbers.rules)


def _real(array: Array) -> Array:
    return np.real(array) if np.iscomplexobj(array) else array


def _whole(expr: Expr, numbers: Numbers) -> int:
    return int(evaluate(expr, numbers).real)


def _integer(value: int) -> Any:
    from sympy import Integer

    return Integer(value)
