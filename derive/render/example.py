"""A worked example: every forward value and every entry of the gradient, with the numbers put in.

Input: a derivation whose model gives numbers for its inputs and all its parameters.  Output: stages like those of the
algorithm.  The numbers are computed from the printed equations themselves, one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from sympy import Add, Expr, Integer, Symbol
from sympy.core.parameters import distribute

from derive.algebra import Entry, Sum, Tensor, adjoint, replace, rewrite
from derive.derivation import Derivation
from derive.model import Equation, Model
from derive.render.document import Formula, Stage
from derive.render.scribe import Scribe
from derive.render.story import Storyteller

if TYPE_CHECKING:
    from derive.algebra.evaluate import Array, Instance

_MOST = 80
"""An example with more entries than this is not printed: nobody reads it."""
_ETA = Tensor("eta", role="size")
Row = tuple[Formula, str, Formula]


def worked_example(derivation: Derivation, teller: Storyteller) -> tuple[Stage, ...]:
    """The stages; none if numbers are missing, or there are too many of them."""
    numbers = given_numbers(derivation.model)
    if numbers is None:
        return ()
    worked = _Worked(derivation, teller, numbers)
    model = derivation.model
    if worked.count > _MOST:
        return ()
    given = tuple(worked.given(t) for t in (*model.inputs, *model.parameters))
    errors = [e for e in derivation.adjoints if not e.label.startswith("grad ")]
    gradients = [e for e in derivation.adjoints if e.label.startswith("grad ")]
    stages = [
        Stage("Given", ("The inputs and the parameters are",), tuple(row for rows in given for row in rows)),
        Stage("Forward", ("Each quantity in its turn:",), worked.rows(list(model.equations))),
        Stage("Backward", ("The errors, from the output back:",), worked.rows(errors)),
        Stage("Gradients", ("Each entry of the gradient:",), worked.rows(gradients)),
    ]
    if model.rate is not None:
        words = ("With the learning rate ", teller.blank().rate(_ETA, model.rate), " the parameters become")
        stages.append(Stage("One step of gradient descent", words, worked.descent(model.rate)))
    return tuple(stage for stage in stages if stage.equations)


def given_numbers(model: Model) -> dict[str, Any] | None:
    """The numbers of all inputs and parameters, by name."""
    if not model.example or model.is_symbolic:
        return None
    hints = {t.name: model.initial.get(t.name, "") for t in model.parameters}
    if any(not hint or hint[0] not in "[-0123456789" for hint in hints.values()):
        return None
    return {**model.example, **{name: json.loads(hint) for name, hint in hints.items()}}


def stated_instance(model: Model, numbers: dict[str, Any]) -> Instance:
    """The inputs and the parameters of an example as arrays, with the sizes that these have."""
    import numpy as np

    from derive.algebra.evaluate import Instance

    values: dict[Tensor, Array] = {}
    for tensor in (*model.inputs, *model.parameters):
        value = np.asarray(numbers[tensor.name], dtype=int if tensor.integer else float)
        # One example is a batch of one, where the model has an axis of examples.
        values[tensor] = value[None] if value.ndim < tensor.rank else value
    sizes: dict[Symbol, float] = {s: v for s, v in model.sizes.items() if v is not None}
    for tensor, value in values.items():
        lengths = zip(tensor.ranges, value.shape, strict=True)
        sizes |= {hi - lo + 1: length for (lo, hi), length in lengths if (hi - lo + 1).is_Symbol}
    formulas = {f.name: (f.variable, f.formula) for f in model.functions.values() if f.formula is not None}
    return Instance(values, {**sizes, **model.constants}, formulas)


class _Worked:
    """The example, computed; ``values`` hold an array for each tensor."""

    def __init__(self, derivation: Derivation, teller: Storyteller, numbers: dict[str, Any]) -> None:
        self._model, self._teller = derivation.model, teller
        self._instance = stated_instance(self._model, numbers)
        self._compute((*self._model.equations, *derivation.adjoints))
        self.count = sum(value.size for value in self._instance.values.values())

    def _compute(self, equations: tuple[Equation, ...]) -> None:
        from derive.algebra.evaluate import evaluate

        for equation in equations:
            value = evaluate(equation.rhs, self._instance, equation.bounds).real
            if equation.lhs.indices != equation.indices:  # w[0] = ...: one entry, or some
                value = self._put(equation, value)
            self._instance = self._instance.with_value(equation.tensor, value)

    def _put(self, equation: Equation, value: Any) -> Any:
        """The array of a tensor with the entries that an equation is about."""
        import numpy as np

        ranges = [(self._plain(lo), self._plain(hi)) for lo, hi in equation.tensor.ranges]
        old = self._instance.values.get(equation.tensor)
        array = np.zeros([hi - lo + 1 for lo, hi in ranges]) if old is None else np.array(old)
        runs = {index: (self._plain(lo), self._plain(hi)) for index, lo, hi in equation.bounds}
        where = tuple(
            slice(runs[index][0] - lo, runs[index][1] - lo + 1) if index in runs else int(index) - lo
            for index, (lo, _) in zip(equation.lhs.indices, ranges, strict=True)
        )
        array[where] = value
        return array

    def number(self, entry: Entry) -> float | None:
        """The number of an entry; None if its indices are no numbers, or it is none."""
        value = self._instance.values.get(entry.tensor)
        if value is None or not all(i.is_Integer for i in entry.indices):
            return None
        starts = (self._plain(lo) for lo, _ in entry.tensor.ranges)
        return float(value[tuple(int(i) - start for i, start in zip(entry.indices, starts, strict=True))])

    def _plain(self, end: Expr) -> int:
        return int(end.xreplace({size: Integer(int(v)) for size, v in self._instance.symbols.items() if size.is_integer}))

    def _entries(self, tensor: Tensor) -> Iterator[Entry]:
        runs = [range(self._plain(lo), self._plain(hi) + 1) for lo, hi in tensor.ranges]
        return (tensor[indices] for indices in product(*runs))

    def given(self, tensor: Tensor) -> list[Row]:
        """``x_1 = 0.05``, all entries of a row in one line."""
        scribe = self._teller.blank()
        rows: dict[tuple[Expr, ...], list[Entry]] = {}
        for entry in self._entries(tensor):
            rows.setdefault(entry.indices[:-1], []).append(entry)
        return [self._given_row(entries, scribe) for entries in rows.values()]

    def _given_row(self, entries: list[Entry], scribe: Scribe) -> Row:
        first, *rest = entries
        right = scribe.valued(first, self.number)
        for entry in rest:
            right = scribe.listed(right, scribe.related(scribe.formula(entry), scribe.valued(entry, self.number)))
        return scribe.formula(first), "=", right

    def rows(self, equations: list[Equation]) -> tuple[Row, ...]:
        """Each entry of each equation: symbols, numbers, result."""
        return tuple(row for equation in equations for row in self._equation_rows(equation))

    def _equation_rows(self, equation: Equation) -> Iterator[Row]:
        scribe = self._teller.blank()
        for entry in self._entries(equation.tensor):
            if not self._is_about(equation, entry):
                continue
            placed = dict(zip(equation.lhs.indices, entry.indices, strict=True))
            right = self._expanded(replace(equation.rhs, {k: v for k, v in placed.items() if k.is_Symbol}))
            value = self.number(entry)
            assert value is not None
            yield scribe.formula(entry), "=", scribe.computed(scribe.formula(right), scribe.valued(right, self.number), value)

    def _is_about(self, equation: Equation, entry: Entry) -> bool:
        """Whether an entry is one that an equation says: ``w[0] = ...`` says nothing of the others."""
        pairs = zip(equation.lhs.indices, entry.indices, strict=True)
        runs = {index: (self._plain(lo), self._plain(hi)) for index, lo, hi in equation.bounds}
        return all(runs[index][0] <= at <= runs[index][1] if index in runs else index == at for index, at in pairs)

    def _expanded(self, expr: Expr) -> Expr:
        """Every sum written out term by term."""

        def rule(node: Expr) -> Expr | None:
            if not isinstance(node, Sum):
                return None
            body, bounds = node.open()
            runs = [range(self._plain(lo), self._plain(hi) + 1) for _, lo, hi in bounds]
            letters = [k for k, _, _ in bounds]
            return Add(*(replace(body, dict(zip(letters, map(Integer, at), strict=True))) for at in product(*runs)))

        with distribute(False):
            return rewrite(expr, rule)

    def descent(self, rate: float) -> tuple[Row, ...]:
        """``w - eta dC/dw`` for every entry."""
        import numpy as np

        scribe = self._teller.blank()
        rows: list[Row] = []
        self._instance = self._instance.with_value(_ETA, np.asarray(rate))
        for tensor in self._model.parameters:
            for entry in self._entries(tensor):
                slope = adjoint(tensor)[entry.indices]
                right = entry - _ETA[()] * slope
                value, gradient = self.number(entry), self.number(slope)
                assert value is not None
                assert gradient is not None
                numbers = scribe.valued(right, self.number)
                rows.append(
                    (scribe.formula(entry), "←", scribe.computed(scribe.formula(right), numbers, value - rate * gradient))
                )
        return tuple(rows)
