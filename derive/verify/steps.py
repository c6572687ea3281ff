"""Every line of every proof, evaluated on random instances: the subject and each line must have the same value for all
indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sympy import Expr, Symbol

from derive.algebra import Apply, Entry, Func, Tensor
from derive.algebra.evaluate import Array, Instance, evaluate
from derive.derivation import Derivation, Theorem
from derive.verify.instances import Sample, sample
from derive.verify.matrices import matrix_value
from derive.verify.report import StepRow

THRESHOLD = 1e-9
_SCALAR_POINTS = np.linspace(-1.9, 1.9, 14)


def verify_steps(derivation: Derivation, seeds: Sequence[int] = (1, 2)) -> tuple[StepRow, ...]:
    """One row for each theorem, the matrix form included."""
    samples = [sample(derivation.model, seed) for seed in seeds]
    return tuple(_row(theorem, samples) for theorem in derivation.theorems)


def _row(theorem: Theorem, samples: list[Sample]) -> StepRow:
    worst, failing = 0.0, ""
    for drawn in samples:
        for error, name in _errors(theorem, drawn):
            if not error <= max(worst, 0.0):  # NaN counts as worse
                worst = error
                failing = name if not error <= THRESHOLD else failing
    steps = len(theorem.steps) + (theorem.matrix is not None)
    return StepRow(theorem.key, steps, len(samples), worst, THRESHOLD, failing)


def _errors(theorem: Theorem, drawn: Sample) -> list[tuple[float, str]]:
    if isinstance(theorem.subject, Apply):
        return _scalar_errors(theorem, drawn)
    reference = evaluate(theorem.subject, drawn.instance, theorem.bounds)
    scale = drawn.scale
    found = []
    for number, step in enumerate(theorem.steps, 1):
        value = evaluate(step.after, drawn.instance, theorem.bounds)
        found.append((difference(reference, value, scale), f"line {number} ({step.rule})"))
    if theorem.matrix is not None:
        found.append((_matrix_error(theorem, drawn, reference), "matrix form"))
    return found


def _scalar_errors(theorem: Theorem, drawn: Sample) -> list[tuple[float, str]]:
    """A lemma on a scalar function: its variable runs over a grid that avoids the usual kinks."""
    variable: Symbol = theorem.subject.args[1]
    points = [_at(drawn.instance, variable, point) for point in _SCALAR_POINTS]
    points = [point for point in points if _is_real(Apply(Func(theorem.subject.function.name), variable), point)]
    reference = np.array([evaluate(theorem.subject, point) for point in points])
    found = []
    for number, step in enumerate(theorem.steps, 1):
        values = np.array([evaluate(step.after, point) for point in points])
        found.append((difference(reference, values), f"line {number} ({step.rule})"))
    return found


def _is_real(value: Expr, point: Instance) -> bool:
    """Whether a function has a finite real value at a point (a logarithm has none at -1)."""
    found = complex(evaluate(value, point))
    return bool(np.isfinite(found)) and found.imag == 0


def _at(instance: Instance, variable: Symbol, point: float) -> Instance:
    """The instance in which the lemma's variable, as a symbol and as an entry, has a value."""
    placed = replace(instance, symbols={**instance.symbols, variable: point})
    return placed.with_value(Tensor(variable.name), np.asarray(point))


def _matrix_error(theorem: Theorem, drawn: Sample, reference: Array) -> float:
    """The matrix form, evaluated with matrix products, against the subject's entries (layer by layer where the layer is
    an index)."""
    assert theorem.matrix is not None
    assert isinstance(theorem.subject, Entry)
    first = theorem.subject.indices[0] if theorem.subject.indices else None
    layered = theorem.subject.tensor.of is not None and theorem.subject.tensor.of.layered
    if not (layered and isinstance(first, Symbol) and any(k == first for k, _, _ in theorem.bounds)):
        return difference(reference, matrix_value(theorem.matrix, drawn.instance, {}), drawn.scale)
    k, lo, hi = theorem.bounds[0]
    errors = []
    for row, layer in enumerate(range(int(evaluate(lo, drawn.instance)), int(evaluate(hi, drawn.instance)) + 1)):
        value = matrix_value(theorem.matrix, drawn.instance, {k: layer})
        wanted = reference[row]
        wanted = wanted[tuple(slice(0, n) for n in value.shape)]
        errors.append(difference(wanted, value, drawn.scale))
    return max(errors)


def difference(a: Array, b: Array, scale_of_all: float = 0.0) -> float:
    """The largest relative difference of two arrays, entry by entry.

    Entries far below the largest of the array, or very far below the largest derivative of the model, count against those: a
    bias before a batch normalisation has the gradient zero, and both sides are rounding noise.
    """
    mask = ~(np.isnan(a) & np.isnan(b))
    a, b = np.broadcast_arrays(a, b)
    a, b = a[mask], b[mask]
    if a.size == 0:
        return 0.0
    scale = np.maximum(np.abs(a), np.abs(b))
    floor = max(1e-4 * float(np.max(scale)), 1e-6 * scale_of_all) if np.all(np.isfinite(scale)) else 0.0
    return float(np.max(np.abs(a - b) / np.maximum(np.maximum(scale, floor), 1e-200)))
