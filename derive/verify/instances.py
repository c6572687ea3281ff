"""Random instances of a model: sizes that all differ, values in [-2, 2], forward values, and adjoints by complex step.

Sizes that differ make a missing transpose visible; the small box keeps sigmoids from saturating, where every wrong
gradient looks right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr, Symbol

from derive.algebra import Delta, Entry, Tensor, adjoint
from derive.algebra.evaluate import Array, Instance, evaluate
from derive.errors import CannotTell, Refused
from derive.model import Assumption, Equation, Model
from derive.verify.adjoints import adjoints
from derive.verify.forward import forward
from derive.verify.widths import widths

_WIDTHS = (2, 3, 4, 5, 6, 7)
_DEPTH = 3
_BOXES = ((-2.0, 2.0, -2.0, 2.0), (-2.0, 2.0, 0.1, 0.9), (0.1, 0.9, 0.1, 0.9))
"""Boxes to draw from, in order of preference: parameters low and high, inputs low and high (a logarithm may need
positive numbers)."""


_REAL = 1e-300
"""Imaginary parts up to this are none."""
_DRAWS = 3
"""How often to draw from each box before giving up."""


@dataclass(frozen=True)
class Sample:
    """An instance with forward values and adjoints, and the sizes that were drawn."""

    instance: Instance
    sizes: dict[str, int]

    @property
    def scale(self) -> float:
        """The largest derivative of all: what rounding errors are to be compared with where a derivative is exactly zero."""
        found = [np.nanmax(np.abs(a)) for t, a in self.instance.values.items() if t.of is not None and a.size]
        return float(max(found, default=0.0))


def sample(model: Model, seed: int, *, sizes: Mapping[Symbol | Tensor, int] | None = None, adjoints: bool = True) -> Sample:
    """A random instance whose cost is a finite real number; ``sizes`` overrides the small sizes that would be drawn (under
    the tensor of their widths those of all layers).

    Raises:
        CannotTell: no box of values makes the cost real and its derivatives finite.
    """
    rng = np.random.default_rng(seed)
    symbols, ragged = _sizes(model, rng)
    for size, number in (sizes or {}).items():
        if isinstance(size, Tensor):
            ragged[size] = np.full_like(ragged[size], number)
        else:
            symbols[size] = number
    for box in _BOXES * _DRAWS:
        instance = forward(model, _fill(model, symbols, ragged, box, rng))
        cost = instance.values[model.cost]
        if not np.isfinite(cost) or not all(map(_is_real, instance.values.values())):
            continue
        instance = _with_adjoints(model, instance) if adjoints else instance
        if all(_is_finite(tensor, instance) for tensor in instance.values if tensor.of is not None):
            return Sample(instance, {str(s): int(v) for s, v in symbols.items() if s in model.sizes})
    raise CannotTell(
        f"no values in [-2, 2] give '{model.name}' a finite cost with finite derivatives",
        hint="Is a logarithm or a root taken of something negative, or something divided by zero?",
    )


def _is_real(array: Array) -> bool:
    """Whether no entry is complex: the logarithm of something negative may be hidden from the cost, by a minimum for one."""
    return not np.iscomplexobj(array) or bool(np.nanmax(np.abs(np.imag(array)), initial=0.0) <= _REAL)


def _is_finite(tensor: Tensor, instance: Instance) -> bool:
    """Whether every entry of an adjoint is (a row of zeros has no direction: its cosine has no derivative)."""
    return bool(np.all(np.isfinite(instance.values[tensor][inside(tensor, instance)])))


def _sizes(model: Model, rng: np.random.Generator) -> tuple[dict[Symbol, float], dict[Tensor, Array]]:
    """Small sizes, different where they meet; the depth is 3, its widths differ, too."""
    symbols: dict[Symbol, float] = {**widths(model, rng)}
    ragged: dict[Tensor, Array] = {}
    for tensor in _tensors(model, "size"):
        depth = tensor.ranges[0][1]
        symbols[depth] = _DEPTH
        ragged[tensor] = np.array(rng.permutation(_WIDTHS)[: _DEPTH + 1])
    return symbols | {c: float(v) for c, v in model.constants.items()}, ragged


def _tensors(model: Model, role: str) -> list[Tensor]:
    found = {t for e in model.equations for t in _deep_atoms(e)}
    return sorted((t for t in found if t.role == role), key=lambda t: t.name)


def _deep_atoms(equation: Equation) -> set[Tensor]:
    """The tensors of an equation, those in the ranges of its tensors included."""
    direct = equation.reads | equation.lhs.atoms(Tensor)
    ranges = [end for tensor in direct for limits in tensor.ranges for end in limits]
    return direct.union(*(end.atoms(Tensor) for end in ranges))


def _fill(
    model: Model, symbols: dict[Symbol, float], ragged: dict[Tensor, Array], box: tuple[float, ...], rng: np.random.Generator
) -> Instance:
    functions = {
        f.name: (f.variable, f.formula if f.formula is not None else _any_function(f.variable))
        for f in model.functions.values()
    }
    rules: dict[Tensor, tuple[tuple[Entry, Expr], ...]] = {}
    for equation in model.equations:
        rules[equation.tensor] = (*rules.get(equation.tensor, ()), (equation.lhs, equation.rhs))
    instance = Instance(dict(ragged), symbols, functions, dict.fromkeys(("C", "J", "E"), _any_cost), rules)
    for tensor in (*model.parameters, *model.inputs):
        low, high = box[:2] if tensor in model.parameters else box[2:]
        if tensor.integer:
            value = _classes(model, tensor, instance, rng)
        else:
            value = rng.uniform(low, high, shape(tensor, instance)) * _scale(tensor, instance)
            value = np.where(inside(tensor, instance), value, np.nan)
        instance = instance.with_value(tensor, value)
    for assumption in model.assumptions:
        instance = _satisfy(assumption, instance)
    return instance


def _scale(tensor: Tensor, instance: Instance) -> float:
    """Wide layers get smaller weights: their sums stay where functions are curved (saturated, every gradient looks right)."""
    fan_in = int(np.prod(shape(tensor, instance)[1:]))
    return min(1.0, (2 / fan_in) ** 0.5) if tensor.role == "parameter" else 1.0


def _any_function(variable: Symbol) -> Expr:
    """A stand-in for "any function f": smooth, neither odd nor even, not its own derivative."""
    return sympy.sin(variable) + variable**2 / 3


def _any_cost(vector: Array) -> Array:
    """A stand-in for "any cost C" of a vector: every entry enters in its own way, and not separately."""
    weights = np.arange(1, vector.shape[-1] + 1)
    return np.sin(vector * weights).sum(axis=-1) + (vector.sum(axis=-1)) ** 2 / 4


def shape(tensor: Tensor, instance: Instance) -> tuple[int, ...]:
    """The shape of the array that holds a tensor; ragged axes get their largest size."""
    grid = _grid(tensor, instance)
    return grid.shape


def inside(tensor: Tensor, instance: Instance) -> NDArray[np.bool_]:
    """Which positions of that array are entries (all, unless an axis is ragged)."""
    return ~np.isnan(_grid(tensor, instance))


def _grid(tensor: Tensor, instance: Instance) -> Array:
    indices = tuple(Symbol(f"_g{axis}", integer=True) for axis in range(tensor.rank))
    bounds = [(i, *tensor.range_at(axis, indices)) for axis, i in enumerate(indices)]
    return evaluate(sympy.S.One, instance, bounds).astype(float) * 1.0


def _classes(model: Model, tensor: Tensor, instance: Instance, rng: np.random.Generator) -> Array:
    """Random class indices in the range of the axis that they index."""
    lo, hi = class_range(model, tensor)
    low, high = (int(evaluate(end, instance)) for end in (lo, hi))
    return rng.integers(low, high + 1, shape(tensor, instance))


def class_range(model: Model, tensor: Tensor) -> tuple[Expr, Expr]:
    """The range of the axis that an integer input indexes (read off from where it stands as an index).

    Raises:
        Refused: it never stands as an index.
    """
    for equation in model.equations:
        for entry in sorted(equation.rhs.atoms(Entry), key=sympy.default_sort_key):
            for axis, index in enumerate(entry.indices):
                if isinstance(index, Entry) and index.tensor == tensor:
                    return entry.tensor.range_at(axis, entry.indices)
        if any(tensor in delta.atoms(Tensor) for delta in equation.rhs.atoms(Delta)):
            return equation.bounds[-1][1:] if equation.bounds else (sympy.S.One, sympy.S.One)
    raise Refused(f"the integer input '{tensor.name}' indexes nothing", hint="use it as an index, as in a[n, y[n]]")


def _satisfy(assumption: Assumption, instance: Instance) -> Instance:
    """Scale the input that an assumption speaks of, so that its sum has the stated value.

    ``y**2 == 1`` is of degree two: there the signs stay.

    Raises:
        Refused: no scaling does it.
    """
    tensors = [t for t in assumption.lhs.atoms(Tensor) if t.role == "input"]
    if len(tensors) != 1:
        raise Refused(f"cannot draw numbers for which {assumption.words}")
    tensor = tensors[0]
    positive = instance.with_value(tensor, np.abs(instance.values[tensor]) + 0.1)
    doubled = instance.with_value(tensor, 2 * positive.values[tensor])
    total = evaluate(assumption.lhs, positive, assumption.bounds)
    degree = float(np.round(np.log2(np.mean(evaluate(assumption.lhs, doubled, assumption.bounds) / total)), 6))
    wanted = evaluate(assumption.rhs, positive, assumption.bounds)
    with np.errstate(all="ignore"):
        factor = np.asarray((wanted / total) ** (1 / degree if degree else np.nan))
    factor = _along(factor, assumption, tensor)
    signs = np.where(instance.values[tensor] < 0, -1.0, 1.0) if degree % 2 == 0 else 1.0
    found = instance.with_value(tensor, positive.values[tensor] * factor * signs)
    if not np.allclose(evaluate(assumption.lhs, found, assumption.bounds), wanted):
        raise Refused(f"cannot draw numbers for which {assumption.words}")
    return found


def _along(factor: Array, assumption: Assumption, tensor: Tensor) -> Array:
    """One factor for each of the sums, brought to the axes of the tensor that the sums leave open: examples may be its columns.

    Raises:
        Refused: the sums are not counted by indices of the tensor.
    """
    counted = [index for index, _, _ in assumption.bounds]
    for entry in sorted(assumption.lhs.atoms(Entry), key=sympy.default_sort_key):
        if entry.tensor == tensor and set(counted) <= set(entry.indices):
            axes = [counted.index(index) for index in entry.indices if index in counted]
            rest = tuple(axis for axis, index in enumerate(entry.indices) if index not in counted)
            return np.expand_dims(np.transpose(factor, axes), rest)
    raise Refused(f"cannot draw numbers for which {assumption.words}")


def _with_adjoints(model: Model, instance: Instance) -> Instance:
    """Add the derivative of the cost by every entry of every tensor."""
    found = {adjoint(tensor): value for tensor, value in adjoints(model, instance).items()}
    return replace(instance, values={**instance.values, **found})
