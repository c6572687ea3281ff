"""Consumers: the equations in which an entry stands, each as one term of the chain rule.

An index that only hands an entry on (the example n; the layer l, for which ``a[l-1]`` stands in the equation of
``z[l]``) is solved at once, so that a proof says ``dC/dz^{l+1}`` from the start.  The other indices are summed, and
contracted later, as a textbook does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy
from sympy import Add, Expr, Mul, S, Symbol

from derive.algebra import Delta, Differentiate, Entry, Partial, Sum, Tensor, adjoint, fresh_index, replace
from derive.algebra.contract import settle, within
from derive.algebra.differentiate import differentiate
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.matrix_nodes import Whole
from derive.model import Equation, Model


@dataclass(frozen=True)
class Use:
    """``sum over bounds of adjoint(lhs) * d rhs / d entry``, times the brackets under which the consumer exists."""

    equation: Equation
    lhs: Entry
    rhs: Expr
    bounds: tuple[Bound, ...]
    brackets: Expr

    @property
    def adjoint(self) -> Entry:
        return adjoint(self.lhs.tensor)[self.lhs.indices]

    @property
    def whole(self) -> Whole:
        """The consumer as a whole, as a reason names it: ``z^{l+1}``."""
        fixed = self.lhs.tensor.layered and not self.lhs.indices[0].has(sympy.Dummy)
        return Whole(self.lhs.tensor, self.lhs.indices[0] if fixed else None)

    def term(self, outer: Expr, local: Expr) -> Expr:
        """One term of the chain rule: ``outer`` (the adjoint, or its value) times the local derivative, summed."""
        return self.brackets * Sum(Mul(outer, local), *self.bounds)

    def partial(self, entry: Entry) -> Expr:
        return Partial(self.lhs, entry)

    def unevaluated(self, entry: Entry) -> Expr:
        return Differentiate(self.rhs, entry)

    def derivative(self, entry: Entry) -> Expr:
        """The local derivative with its deltas standing.

        Raises:
            Refused: named by the equation's place.
        """
        return differentiate(self.rhs, entry)


def uses(model: Model, entry: Entry, ranges: Mapping[Symbol, Range]) -> list[Use]:
    """Every equation that holds the tensor of ``entry``, for that entry; ``ranges`` are those of the entry's indices."""
    found = []
    for equation in model.readers.get(entry.tensor, ()):
        patterns = sorted(_patterns(equation.rhs, entry.tensor), key=sympy.default_sort_key)
        if patterns:
            use = _use(model, equation, patterns, entry, ranges)
            if use.brackets != 0:
                found.append(use)
    return found


def _patterns(expr: Expr, tensor: Tensor) -> set[Entry]:
    return {found for found in expr.atoms(Entry) if found.tensor == tensor}


def _use(model: Model, equation: Equation, patterns: list[Entry], entry: Entry, ranges: Mapping[Symbol, Range]) -> Use:
    fresh = {k: fresh_index() for k in equation.indices}
    solved: dict[Symbol, Expr] = {}
    brackets: Expr = S.One
    for k, lo, hi in equation.bounds:
        value = _handed_on(model, k, (lo, hi), patterns, entry)
        if value is not None:
            solved[k] = value
            brackets *= within(value, replace(lo, solved), replace(hi, solved), ranges)
    brackets = S.Zero if _excluded(equation, patterns, entry, ranges) else settle(brackets, ranges)
    placed = {k: solved.get(k, fresh[k]) for k in equation.indices}
    bounds = tuple((fresh[k], replace(lo, placed), replace(hi, placed)) for k, lo, hi in equation.bounds if k not in solved)
    lhs = replace(equation.lhs, placed)
    return Use(equation, lhs, replace(relevant(equation, entry.tensor), placed), bounds, brackets)


def relevant(equation: Equation, tensor: Tensor) -> Expr:
    """The right side as far as it matters for one tensor: of a cost with a penalty for each layer, the terms that hold it."""
    return _terms_with(equation.rhs, tensor) if equation.kind in ("cost", "penalty") else equation.rhs


def _terms_with(expr: Expr, tensor: Tensor) -> Expr:
    """An addition, or a multiple of one, without the terms that do not hold the tensor."""
    if isinstance(expr, Add):
        return Add(*(_terms_with(term, tensor) for term in expr.args if tensor in term.atoms(Tensor)))
    if not isinstance(expr, Mul):
        return expr
    holding = [factor for factor in expr.args if tensor in factor.atoms(Tensor)]
    if len(holding) != 1:
        return expr
    return Mul(*(_terms_with(factor, tensor) if factor == holding[0] else factor for factor in expr.args))


def _handed_on(model: Model, k: Symbol, limits: Range, patterns: list[Entry], entry: Entry) -> Expr | None:
    """The value of the consumer's index ``k`` that its entry dictates, for an axis of examples or of layers."""
    values = set()
    for pattern in patterns:
        value = None
        for axis, (index, wanted) in enumerate(zip(pattern.indices, entry.indices, strict=True)):
            if not (_is_example(model, limits) or (entry.tensor.layered and axis == 0)):
                continue
            if index.free_symbols == {k} and sympy.expand(index - k).is_number:
                value = sympy.expand(wanted - (index - k))
        values.add(value)
    return values.pop() if len(values) == 1 else None


def _is_example(model: Model, limits: Range) -> bool:
    # The range is counted, because models with class indices count from zero.
    return model.example_size is not None and sympy.expand(limits[1] - limits[0] + 1) == model.example_size


def _excluded(equation: Equation, patterns: list[Entry], entry: Entry, ranges: Mapping[Symbol, Range]) -> bool:
    """Whether every entry stands at a fixed place (``a[L,k]`` in the cost, gate 2) that is not that of ``entry``."""
    return all(_elsewhere(equation, pattern, entry, ranges) for pattern in patterns)


def _elsewhere(equation: Equation, pattern: Entry, entry: Entry, ranges: Mapping[Symbol, Range]) -> bool:
    """Whether one of the fixed indices of a pattern (layer L, gate 2) cannot be that of the entry."""
    for axis, (fixed, own) in enumerate(zip(pattern.indices, entry.indices, strict=True)):
        named = fixed.is_Integer or (entry.tensor.layered and axis == 0 and not fixed.free_symbols & set(equation.indices))
        if named and settle(Delta(fixed, own), ranges) == 0:
            return True
    return False
