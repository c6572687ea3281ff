"""The world of a specification: the quantities of a model, and random numbers from its forward equations.

Input: a model.  Output: a :class:`~derive.check.meaning.world.World`.  Layers that follow one another are offered
twice: by their own names (``z1``, ``z2``), and as one quantity with the layer as its first axis (``z@``), for texts
that speak of layer l.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Expr, Integer, Symbol, expand

from derive.algebra import AXIS, Apply, Func, Tensor
from derive.algebra.evaluate import Instance as Numbers
from derive.algebra.evaluate import evaluate, value_in_scope
from derive.check.meaning.lazy import Lazy
from derive.check.meaning.specification.runs import Run
from derive.check.meaning.specification.stacks import Stack, stacks
from derive.check.meaning.world import STEP, Array, Axis, Instance, Quantity
from derive.model import Model, ScalarFunction
from derive.render.example import given_numbers, stated_instance
from derive.verify.adjoints import adjoints, is_plain
from derive.verify.forward import Nudges, forward, slopes
from derive.verify.instances import sample
from derive.verify.widths import widths

_LAYER = Symbol("l", integer=True)
_VARIABLE = Symbol("_argument")


WIDTHS = "n@"
"""The quantity that holds the widths of the layers."""
_REMEMBERED = 1024
"""How many instances with replaced values are remembered."""
_SMALL = 400
"""Specifications with larger arrays are not written out unit by unit."""
_FEW = 8
"""Of so many costs (one for each example) derivatives are taken one by one, each by all entries at once."""
_DRAWS = 60
"""How often sizes are drawn until every array has entries: an image is larger than its kernel."""
_LARGE = 1500
"""With more entries than this in one array, sizes are small ones that differ where they meet."""


@dataclass
class _Origin:
    """The algebra's numbers behind an instance, what was added to them by hand, and the perturbations made from them."""

    numbers: Numbers
    shifts: dict[Tensor, Array]
    perturbed: dict[tuple[str, frozenset[str], frozenset[str] | None], Instance] = field(default_factory=dict)
    gradients: dict[Tensor, Array] = field(default_factory=dict)
    slopes: dict[tuple[Tensor, tuple[int, ...] | None], Mapping[Tensor, Array]] = field(default_factory=dict)


class SpecWorld:
    """A model's quantities; implements ``World``."""

    def __init__(self, model: Model, *, from_one: bool = False) -> None:
        """``from_one``: steps that the specification's formulas count from zero are counted from one, as the states are that
        come out of them (``h[0]`` is the state before the first step)."""
        self.model = model
        self._from_one = from_one
        self.stacks: Mapping[str, Stack] = {s.name: s for s in stacks(model)}
        quantities = {t.name: self._quantity(t) for t in model.tensors.values()} | {
            s.name: s.quantity(self.model) for s in self.stacks.values()
        }
        if self._has_widths():
            quantities |= {WIDTHS: Quantity(WIDTHS, (Axis("layers + 1", 0, "layer"),), "size", integer=True)}
        self.quantities: Mapping[str, Quantity] = quantities
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
        if lo == 0 and self._from_one and axis == 0 and hi + 1 in self._last_states:
            return Axis(str(length), 1, "time")
        return Axis(str(length), first, "example" if examples else "time" if hi in self._times else "")

    @cached_property
    def _times(self) -> frozenset[Expr]:
        """The last steps of the recurrences."""
        if is_depth(self.model):
            return frozenset()
        ends = {t.ranges[0][1] for t in self.model.tensors.values() if t.layered}
        return frozenset(ends | self._last_states | {end - 1 for end in self._last_states})

    @cached_property
    def _last_states(self) -> frozenset[Expr]:
        """The last steps of the recurrences that formulas state, with an equation of its own for the state before the first."""
        if is_depth(self.model):
            return frozenset()
        counts = Counter(equation.tensor for equation in self.model.equations)
        states = [t for t, count in counts.items() if count > 1 and t.rank and not t.layered and t.ranges[0][0] == 0]
        return frozenset(t.ranges[0][1] for t in states)

    @property
    def counts_from_zero(self) -> bool:
        """Whether the states of a recurrence and its steps begin with the same number, zero (then texts count otherwise)."""
        first = [t.ranges[0] for t in self.model.tensors.values() if t.rank]
        return not self._from_one and any(lo == 0 and hi + 1 in self._last_states for lo, hi in first)

    def _has_widths(self) -> bool:
        """Whether the sizes of the layers are numbered without a gap: ``n_0``, ``n_1``, ..., or the depth is a letter."""
        sizes = {str(size) for size in self.model.sizes}
        return is_depth(self.model) or ("n_0" in sizes and all(f"n_{k}" in sizes for k in range(self._depth() + 1)))

    @cached_property
    def depth_names(self) -> frozenset[str]:
        """Names of the number of layers that the specification doesn't know: no news in a counter-example."""
        known = {str(size) for size in self.model.sizes}
        return frozenset({"layers", "L"} - known)

    def _depth(self) -> int:
        """The number of layers."""
        return max((int(t.tag) for t in self.model.tensors.values() if t.tag.isdigit()), default=1)

    def depends(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another (itself included)."""
        return bool(self._members(on) & self._ancestors(quantity))

    def is_direct(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another by one equation, and in no other way: then it makes no difference what
        else is held."""
        equation = self.model.equation_of(self.model.tensors[quantity]) if quantity in self.model.tensors else None
        if equation is None or equation.tensor.layered or on not in self.model.tensors:
            return False
        read = {tensor.name for tensor in equation.rhs.atoms(Tensor)}
        return on in read and quantity not in read and not any(self.depends(name, on) for name in read - {on})

    def _members(self, name: str) -> frozenset[str]:
        stack = self.stacks.get(name)
        return frozenset(t.name for t in stack.members.values()) if stack else frozenset({name})

    def _ancestors(self, name: str) -> frozenset[str]:
        return frozenset().union(*(self._above.get(member, frozenset()) for member in self._members(name)))

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
            values = self._values(numbers)
            instance = Instance(self._sizes(numbers, values), values, self._functions(numbers))
            self._instances[seed] = self._known(instance, _Origin(numbers, {}))
        return self._instances[seed]

    @cached_property
    def is_large(self) -> bool:
        """Whether arrays are so large that fewer random instances say enough."""
        return any(np.size(array) > _LARGE for array in self.instance(1).values.values())

    @cached_property
    def stated_sizes(self) -> Mapping[str, int]:
        """The sizes to which the specification gives a number."""
        return {str(size): value for size, value in self.model.sizes.items() if value is not None}

    def at_stated_sizes(self, seed: int) -> Instance | None:
        """Random numbers in the sizes that the specification gives, if it gives all and they are small: for a text that writes
        a sum out, unit by unit."""
        sizes = {size: value for size, value in self.model.sizes.items() if value is not None}
        if is_depth(self.model) or any(s not in sizes and s != self.model.example_size for s in self.model.sizes):
            return None
        if self._largest(sizes) > _SMALL:
            return None
        if self.model.example_size is not None:
            sizes.setdefault(self.model.example_size, 3)
        numbers = sample(self.model, seed, sizes=sizes, adjoints=False).instance
        values = self._values(numbers)
        return self._known(Instance(self._sizes(numbers, values), values, self._functions(numbers)), _Origin(numbers, {}))

    def stated(self) -> Instance | None:
        """The specification's own example, if it gives numbers to all inputs and parameters."""
        given = given_numbers(self.model)
        if given is None:
            return None
        numbers = forward(self.model, stated_instance(self.model, given))
        values = self._values(numbers)
        return self._known(Instance(self._sizes(numbers, values), values, self._functions(numbers)), _Origin(numbers, {}))

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
            values = self._values_of(parts, stack, origin.numbers, instance.values[quantity].shape)
            if stack is None and not hold and only is None and not origin.shifts and is_plain(self.model):
                values = self._with_costs(values, origin, tensors[0])
            moved = replace(instance, values=values, nudged=True, token=0)
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
        return self._known(replace(instance, values=self._values(numbers)), _Origin(numbers, shifts))

    def gradient(self, instance: Instance, quantity: str, of: str | None = None) -> Array | None:
        """The derivative of the cost (or of the sum of the costs of all examples) by every entry of a quantity, NaN where a
        stack is filled up: by complex steps, as :mod:`derive.verify.adjoints` takes them; None for what is not known so.
        """
        stack, origin = self.stacks.get(quantity), self._origins[instance.token]
        tensors = list(stack.members.values()) if stack else [self.model.tensors[quantity]]
        top = self.model.cost if of is None else self.model.tensors[of]
        plain = not origin.shifts and is_plain(self.model)
        if self.quantities[quantity].integer or (top != self.model.cost and not plain):
            return None
        if top == self.model.cost:
            found = {t.name: self._slopes(origin, t) for t in tensors}
        else:
            slopes_of_all = self._cost_slopes(origin, top, None)
            found = {t.name: slopes_of_all[t] for t in tensors}
        return stack.values(found, 0) if stack else found[tensors[0].name]

    def _slopes(self, origin: _Origin, tensor: Tensor) -> Array:
        if tensor not in origin.gradients:
            if origin.shifts or not is_plain(self.model):
                origin.gradients[tensor] = self._nudged_cost(origin, tensor)
            else:
                origin.gradients |= adjoints(self.model, origin.numbers)
        return origin.gradients[tensor]

    def _nudged_cost(self, origin: _Origin, tensor: Tensor) -> Array:
        if not origin.shifts:
            return slopes(self.model, origin.numbers, tensor)
        cost = self._nudged(origin, tensor, frozenset(), None).values().values[self.model.cost]
        return (cost.imag / STEP * np.ones(origin.numbers.values[tensor].size)).reshape(origin.numbers.values[tensor].shape)

    def _with_costs(self, values: Lazy[str], origin: _Origin, tensor: Tensor) -> Lazy[str]:
        """The perturbed arrays, those of the costs from the derivatives that are known by every entry at once."""
        if tensor.integer:
            return values

        def compute(name: str) -> Array:
            top = self.model.tensors.get(name)
            base = origin.numbers.values[top] if top is not None else np.zeros(_FEW + 1)
            many = top is None or self.quantities[name].role != "cost" or np.size(base) > _FEW
            if top is None or many or not self.depends(name, tensor.name):
                return values[name]
            rows = [self._cost_slopes(origin, top, place)[tensor].ravel() for place in np.ndindex(np.shape(base))]
            slopes = np.stack(rows, axis=-1).reshape((rows[0].size, *np.shape(base)))
            return np.asarray(base)[None] + 1j * STEP * slopes

        return Lazy(values, compute)

    def _cost_slopes(self, origin: _Origin, top: Tensor, place: tuple[int, ...] | None) -> Mapping[Tensor, Array]:
        """The derivatives of one entry of a cost, or of the sum of all, by everything."""
        key = (top, place)
        if key not in origin.slopes:
            weights = np.ones(np.shape(origin.numbers.values[top]))
            if place is not None:
                weights[...] = 0.0
                weights[place] = 1.0
            origin.slopes[key] = adjoints(self.model, origin.numbers, (top, weights))
        return origin.slopes[key]

    def _drawn_sizes(self, seed: int) -> dict[Symbol, int]:
        """Sizes that differ pairwise, and from those that are fixed (kernels of width 3); where arrays get large, those that
        the program verifies proofs with.
        """
        if is_depth(self.model):
            return {}
        taken = {int(v) for v in self.model.fixed_sizes.values()}
        taken |= {int(hi - lo + 1) for t in self.model.tensors.values() for lo, hi in t.ranges if (hi - lo).is_Integer}
        small = [n for n in (2, 3, 4, 5, 6, 7) if n not in taken]
        free = [size for size in self.model.sizes if size not in self.model.fixed_sizes]
        rng = np.random.default_rng(seed)
        for _ in range(_DRAWS):
            order = [*rng.permutation(small), *range(8, 400)]
            drawn = dict(zip(free, map(int, order), strict=False))
            if self._shortest({**self.model.fixed_sizes, **drawn}) > 1:
                break
        return widths(self.model, rng) if self._largest({**self.model.fixed_sizes, **drawn}) > _LARGE else drawn

    def _shortest(self, sizes: Mapping[Symbol, int]) -> int:
        """The length of the shortest axis that sizes make together (``H - M + 1``)."""
        numbered = {size: Integer(n) for size, n in sizes.items()}
        made = {hi - lo + 1 for tensor in self.model.tensors.values() for lo, hi in tensor.ranges if (hi - lo).free_symbols}
        lengths = [length.xreplace(numbered) for length in made]
        return min((int(n) for n in lengths if n.is_Integer), default=_LARGE)

    def _largest(self, sizes: Mapping[Symbol, int]) -> int:
        """The entries of the largest array."""
        numbered = {size: Integer(n) for size, n in sizes.items()}
        lengths = [[(hi - lo + 1).xreplace(numbered) for lo, hi in tensor.ranges] for tensor in self.model.tensors.values()]
        numbers = [
            np.prod([int(n) for n in entry]) for entry in lengths if all(isinstance(n, int) or n.is_Integer for n in entry)
        ]
        return int(max(numbers, default=0))

    def _known(self, instance: Instance, origin: _Origin) -> Instance:
        """The instance with a number under which its origin is remembered."""
        self._tokens += 1
        self._origins[self._tokens] = origin
        for old in [t for t in self._origins if t < self._tokens - _REMEMBERED and not self._is_drawn(t)]:
            del self._origins[old]
        return replace(instance, token=self._tokens)

    def _is_drawn(self, token: int) -> bool:
        return any(instance.token == token for instance in self._instances.values())

    def _nudged(self, origin: _Origin, tensor: Tensor, hold: frozenset[str], only: frozenset[str] | None) -> Run:
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
                return self._numbered(numbers)[None]
            tensor = self.model.tensors[name]
            wanted = frozenset(self.model.tensors[above] for above in self._above[name])
            arrays = [part.values(wanted).values[tensor] for part in parts]
            array = _joined(arrays, stack, numbers, tensor, shape) if stack else np.asarray(arrays[0])
            return array if array.ndim > tensor.rank else array[None]

        values: Lazy[str] = Lazy(self.quantities, compute)
        return values

    def _values(self, numbers: Numbers) -> dict[str, Array]:
        """Arrays by name, those of the stacks among them."""
        values = {tensor.name: _real(np.asarray(numbers.values[tensor])) for tensor in self.model.tensors.values()}
        for stack in self.stacks.values():
            values[stack.name] = stack.values(values, 0)
        if WIDTHS in self.quantities:
            values[WIDTHS] = self._numbered(numbers)
        return values

    def _numbered(self, numbers: Numbers) -> Array:
        found = self._widths(numbers)
        return np.array([found[f"n[{k}]"] for k in range(len(found))])

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
        widths = self._widths(numbers)
        depth = max(len(widths) - 1, self._depth())
        return sizes | widths | {"layers": depth, "layers + 1": depth + 1, "L": sizes.get("L", depth)}

    def _ragged(self, tensor: Tensor, axis: int, given: Axis, numbers: Numbers) -> dict[str, int]:
        found = {}
        lo, hi = tensor.ranges[0]
        for layer in range(_whole(lo, numbers), _whole(hi, numbers) + 1):
            start, end = (e.xreplace({AXIS[0]: _LAYER}).xreplace({_LAYER: _integer(layer)}) for e in tensor.ranges[axis])
            found[f"{given.size}[{layer}]"] = _whole(end - start + 1, numbers)
        return found

    def _widths(self, numbers: Numbers) -> dict[str, int]:
        """The number of units of each layer, if these are numbered: ``n[0]``, ``n[1]``, ..."""
        if not is_depth(self.model):
            sizes = {str(symbol): int(value) for symbol, value in numbers.symbols.items() if symbol in self.model.sizes}
            return {f"n[{k}]": sizes[f"n_{k}"] for k in range(self._depth() + 1)} if WIDTHS in self.quantities else {}
        array = next(a for t, a in numbers.values.items() if t.role == "size" and np.ndim(a) == 1)
        return {f"n[{k}]": int(n) for k, n in enumerate(np.real(array))}

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


def _joined(arrays: list[Array], stack: Stack, numbers: Numbers, tensor: Tensor, shape: tuple[int, ...]) -> Array:
    """A tensor under the perturbations of a stack: one for each position of the padded array, those of the padding without
    effect.
    """
    base = np.asarray(numbers.values[tensor])
    if all(array.ndim == base.ndim for array in arrays):
        return base
    size = int(np.prod(shape[1:]))
    full = np.repeat(np.asarray(base, dtype=complex)[None], len(arrays) * size, axis=0)
    for number, (member, array) in enumerate(zip(stack.members.values(), arrays, strict=True)):
        if array.ndim > base.ndim:
            real = np.zeros(shape[1:], dtype=bool)
            real[tuple(slice(n) for n in numbers.values[member].shape)] = True
            full[number * size + np.flatnonzero(real.ravel())] = array
    return full


def _real(array: Array) -> Array:
    return np.real(array) if np.iscomplexobj(array) else array


def _whole(expr: Expr, numbers: Numbers) -> int:
    return int(evaluate(expr, numbers).real)


def _integer(value: int) -> Any:
    from sympy import Integer

    return Integer(value)
