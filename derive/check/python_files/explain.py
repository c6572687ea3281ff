"""Why a returned gradient is wrong: a slip in one of our own derived equations that gives the returned numbers.

No backward formula is written here: the edits are made on the equations that the chain rule gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Add, Expr, Integer, Mul, Rational

from derive.algebra import Entry, Tensor
from derive.algebra import replace as substitute
from derive.check.python_files.expected import Case
from derive.check.report.data import RowData
from derive.emit.formula import Formulas
from derive.model import Equation, Model

Array = Any
_TOLERANCE = 1e-6


def explained(
    model: Model, rows: Sequence[RowData], known: Sequence[Case], returned: Sequence[Mapping[str, Array]]
) -> list[RowData]:
    """The rows with explanations: of single arrays first, then of all by one edited equation."""
    found = []
    for row in rows:
        name = row.latex.rpartition(" ")[2]
        words = _array_slip(name, known, returned) if row.verdict == "wrong" else None
        found.append(replace(row, explanation=words) if words else row)
    wrong = [row for row in found if row.verdict == "wrong"]
    if all(row.explanation for row in wrong) and len({row.explanation for row in wrong}) == 1:
        return found
    if (words := _equation_slip(model, known, returned)) is not None:
        return [replace(row, explanation=words) if row.verdict == "wrong" else row for row in found]
    return found


def _same(given: Array, wanted: Array) -> bool:
    if given.shape != wanted.shape:
        return False
    scale = max(float(np.max(np.abs(wanted), initial=0.0)), 1e-12)
    return bool(np.all(np.isfinite(given)) and np.max(np.abs(given - wanted), initial=0.0) <= _TOLERANCE * scale)


def _array_slip(name: str, known: Sequence[Case], returned: Sequence[Mapping[str, Array]]) -> str | None:
    """A slip that shows in one array alone: a factor, a transpose, a missing sum over the examples."""
    for words, make in _ARRAY_SLIPS:
        made = [(arrays[name], make(case.gradients[name], case)) for case, arrays in zip(known, returned, strict=True)]
        if all(_same(given, wanted) for given, wanted in made):
            return words
    for axis, words in ((0, "over the examples"), (-1, "over its last axis")):
        pairs = [(arrays[name], case.gradients[name]) for case, arrays in zip(known, returned, strict=True)]
        if all(g.ndim > w.ndim and _same(g.sum(axis=axis), w) for g, w in pairs):
            return f"The sum {words} is missing: with it the gradient is right."
    return None


def _examples(case: Case) -> int:
    size = case.derivation.model.example_size
    return case.sizes.get(str(size), 1) if size is not None else 1


_ARRAY_SLIPS: tuple[tuple[str, Any], ...] = (
    ("The sign is wrong: with the other sign the gradient is right.", lambda g, c: -g),
    ("The mean over the examples is missing: divided by N the gradient is right.", lambda g, c: g * _examples(c)),
    ("It is divided by N once too often: times N the gradient is right.", lambda g, c: g / _examples(c)),
    ("A factor 2 is too many: halved, the gradient is right.", lambda g, c: 2 * g),
    ("A factor 2 is missing: doubled, the gradient is right.", lambda g, c: g / 2),
    ("A transpose is missing: transposed, the gradient is right.", lambda g, c: g.T),
    ("The sign is wrong and the mean over the examples is missing.", lambda g, c: -g * _examples(c)),
    ("It is zero: is it computed at all?", lambda g, c: 0 * g),
)


def _equation_slip(model: Model, known: Sequence[Case], returned: Sequence[Mapping[str, Array]]) -> str | None:
    """The edited equation from which all the returned arrays follow."""
    adjoints = known[0].derivation.adjoints
    for number, equation in enumerate(adjoints):
        for words, right in _edits(model, equation, known[0]):
            edited = (*adjoints[:number], replace(equation, rhs=right), *adjoints[number + 1 :])
            if all(_all_same(case.with_equations(edited), arrays) for case, arrays in zip(known, returned, strict=True)):
                return words
    return None


def _all_same(wanted: Mapping[str, Array], given: Mapping[str, Array]) -> bool:
    return all(
        _same(given[name].reshape(w.shape) if given[name].size == w.size else given[name], w) for name, w in wanted.items()
    )


def _edits(model: Model, equation: Equation, case: Case) -> Iterator[tuple[str, Expr]]:
    """The usual slips in one derived equation, with words for each."""
    of = equation.tensor.of
    text = Formulas({}).expression
    name = of.name if of is not None else equation.tensor.name
    right = equation.rhs
    at = f"in the gradient by {name}"
    factors = Mul.make_args(right)
    local = [f for f in factors if not f.is_number and not any(t.of is not None for t in f.atoms(Tensor))]
    if local and len(local) < len(factors):
        yield f"The derivative of the activation is missing {at}.", Mul(*(f for f in factors if f not in local), evaluate=False)
        yield from (
            (f"The derivative of the activation is taken at the wrong place {at}.", r) for r in _misplaced(model, right, local)
        )
    yield f"The sign is wrong {at}.", -right
    for words, c in (("A factor 2 is missing", Rational(1, 2)), ("A factor 2 is too many", Integer(2))):
        yield f"{words} {at}.", c * right
    if model.example_size is not None:
        yield f"The mean over the examples is missing {at}.", right * model.example_size
        yield f"It is divided by the number of examples once too often {at}.", right / model.example_size
    if len(factors) > 1:
        for factor in factors:
            rest = Mul(*(f for f in factors if f is not factor), evaluate=False)
            yield f"A factor is missing {at}: {text(factor)}.", rest
    for total in sorted(right.atoms(Add), key=str):
        for term in total.args:
            yield f"A term is missing {at}: {text(term)}.", substitute(right, {total: total - term})
            yield f"The sign of a term is wrong {at}: {text(term)}.", substitute(right, {total: total - 2 * term})
    yield from ((f"One quantity stands for another {at}: {b.name} for {a.name}.", r) for a, b, r in _exchanged(right, case))


def _misplaced(model: Model, right: Expr, local: Sequence[Expr]) -> Iterator[Expr]:
    """The local factors with the activation's value where its argument belongs: ``sigma'(a)`` for ``sigma'(z)``."""
    for entry in sorted({e for f in local for e in f.atoms(Entry)}, key=str):
        definition = model.equation_of(entry.tensor)
        if definition is not None and definition.kind == "activation":
            read = sorted({e for e in definition.rhs.atoms(Entry) if e.tensor.of is None}, key=str)
            if len(read) == 1 and len(definition.lhs.indices) == len(entry.indices):
                names = dict(zip(definition.lhs.indices, entry.indices, strict=True))
                again = substitute(substitute(definition.rhs, {read[0]: definition.lhs}), names)
                yield substitute(right, {entry: again})


def _exchanged(right: Expr, case: Case) -> Iterator[tuple[Tensor, Tensor, Expr]]:
    """Each tensor of the right side replaced by another one of the model with the same shape."""
    shapes = {tensor: value.shape for tensor, value in case.values.values.items() if tensor.rank}
    for tensor in sorted(right.atoms(Tensor), key=lambda t: t.name):
        for other in shapes:
            if other != tensor and tensor.of is None and shapes[other] == shapes.get(tensor):
                yield tensor, other, substitute(right, {tensor: other})
