"""The derivative of the cost by every entry of every tensor, from the forward equations and complex steps alone.

Each equation is nudged by itself, entry by entry, and what that does to the cost is known from the tensors after it:

    dC/dv[e] = sum over the equations u that read v of  sum_i dC/du[i] * Im u[i](v with an imaginary step at e) / step

Then the whole forward pass is nudged, in every tensor along a random direction: a second witness, of the sum above.  Where
equations feed on themselves (layers, steps in time) every entry has a complex step of its own through the whole forward pass.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import sympy
from sympy import Integer

from derive.algebra import Opaque, Tensor
from derive.algebra.evaluate import NUDGE, STEP, Array, Instance, evaluate
from derive.algebra.numeric.instance import Scope, extend
from derive.algebra.numeric.reach import reach, start
from derive.algebra.numeric.slopes import digits, passes
from derive.errors import VerificationError
from derive.model import Equation, Model
from derive.verify.forward import slopes

_AGREE = 1e-9


def adjoints(model: Model, instance: Instance, seed: tuple[Tensor, Array] | None = None) -> dict[Tensor, Array]:
    """By each tensor that holds numbers, the array of derivatives of the cost.  ``instance`` holds the forward values.

    With a ``seed``, a tensor and weights, the derivatives of the weighted sum of its entries (of a plain model; without the
    second witness).

    Raises:
        VerificationError: the sum over equations and the nudged forward pass differ.
    """
    tensors = [t for t in dict.fromkeys((*model.inputs, *model.parameters, *_defined(model))) if not t.integer]
    if not is_plain(model):
        return {tensor: slopes(model, instance, tensor) for tensor in tensors}
    found: dict[Tensor, Array] = {tensor: np.zeros(instance.values[tensor].shape) for tensor in tensors}
    top, weights = seed or (model.cost, np.ones(()))
    found[top] = weights
    for equation in reversed(model.equations):
        for tensor in equation.reads if equation.tensor in found else ():
            if tensor in found:
                found[tensor] = found[tensor] + _passed_on(equation, found[equation.tensor], tensor, instance)
    if seed is None:
        _confirm(model, instance, found)
    return found


def _defined(model: Model) -> list[Tensor]:
    return [equation.tensor for equation in model.equations]


def is_plain(model: Model) -> bool:
    """Whether every tensor has one equation, for all its entries, that reads earlier ones only."""
    defined = _defined(model)
    return len(set(defined)) == len(defined) and not any(
        e.tensor.layered or e.rhs.has(e.tensor, Opaque) or any(t.role == "size" for t in e.reads) or e.lhs.indices != e.indices
        for e in model.equations
    )


def _passed_on(equation: Equation, above: Array, tensor: Tensor, instance: Instance) -> Array:
    """What one equation adds to the derivative by a tensor that it reads."""
    scope: Scope = {}
    for bound in equation.bounds:
        scope, _, _ = extend(scope, bound, instance)
    windows = reach(equation.rhs, tensor, instance)
    starts = [start(window, tensor, axis, instance, scope) for axis, window in enumerate(windows)]
    result = np.zeros(np.shape(instance.values[tensor]))
    with np.errstate(all="ignore"):
        for first, slope in passes(equation.rhs, tensor, windows, instance, scope):
            terms = slope * above[..., None]
            colours = [digits(first + number, windows) for number in range(slope.shape[-1])]
            places = [
                begin[..., None] + (np.array([c[axis] for c in colours]) - begin[..., None]) % window.span
                for axis, (begin, window) in enumerate(zip(starts, windows, strict=True))
            ]
            _scatter(result, places, terms)
    return result


def _scatter(result: Array, places: list[Array], terms: Array) -> None:
    """Add each term at its place; places out of range have terms of zero."""
    places = [place.reshape((1,) * (terms.ndim - place.ndim) + place.shape) for place in places]
    varies = [any(place.shape[axis] > 1 for place in places) for axis in range(terms.ndim)]
    summed = terms.sum(axis=tuple(axis for axis, moves in enumerate(varies) if not moves), keepdims=True)
    if not places:
        result += summed.sum()
        return
    inside = np.asarray(True)
    for place, size in zip(places, result.shape, strict=True):
        inside = inside & (place >= 0) & (place < size)
    clipped = [np.clip(place, 0, size - 1) for place, size in zip(places, result.shape, strict=True)]
    np.add.at(result, tuple(np.broadcast_to(place, summed.shape) for place in clipped), np.where(inside, summed, 0.0))


def _confirm(model: Model, instance: Instance, found: dict[Tensor, Array]) -> None:
    """Nudge every tensor along a random direction, each in a forward pass of its own, all passes side by side."""
    rng = np.random.default_rng(0)
    directions = {tensor: rng.normal(size=np.shape(value)) for tensor, value in found.items()}
    slopes = _directional(model, instance, directions)
    noise = 1e-6 * max(float(np.abs(value).max(initial=0.0)) for value in found.values())
    for tensor, slope in slopes.items():
        terms = found[tensor] * directions[tensor]
        if np.isfinite(slope) and abs(slope - terms.sum()) > _AGREE * max(np.abs(terms).sum(), noise):
            raise VerificationError(f"two numerical derivatives by {tensor.name} differ: {slope:.12g} and {terms.sum():.12g}")


def _directional(model: Model, instance: Instance, directions: dict[Tensor, Array]) -> dict[Tensor, float]:
    """The derivative of the cost along the direction of each tensor, by a complex step through the whole forward pass."""
    rows = {tensor: row for row, tensor in enumerate(directions)}
    bound = (NUDGE, sympy.S.Zero, Integer(len(rows) - 1))
    values = dict(instance.values)

    def step(tensor: Tensor, value: Array) -> Array:
        if tensor not in rows:
            return value
        moved = np.broadcast_to(value, (len(rows), *directions[tensor].shape)).astype(complex)
        moved[rows[tensor]] += 1j * STEP * directions[tensor]
        return moved

    for tensor in (*model.inputs, *model.parameters):
        values[tensor] = step(tensor, values[tensor])
    for equation in model.equations:
        value = evaluate(equation.rhs, replace(instance, values=values), (bound, *equation.bounds))
        values[equation.tensor] = step(equation.tensor, value)
    return {tensor: float(values[model.cost][row].imag) / STEP for tensor, row in rows.items()}
