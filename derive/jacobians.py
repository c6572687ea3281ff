"""Lemmas on activations that mix units (softmax, log-softmax): the Jacobian, from the equation, folded.

Input: a model.  Output: for each such equation a theorem ``da_k/dz_j = a_k([k=j] - a_j)``.
"""

from __future__ import annotations

import sympy
from sympy import Expr

from derive.algebra import Apply, Differentiate, Entry, Partial, Sum, replace
from derive.algebra.contract import contract
from derive.algebra.differentiate import differentiate
from derive.algebra.fold import fold_entry
from derive.derivation import Detail, Theorem
from derive.functions import Lemmas
from derive.model import Equation, Model
from derive.proof_lines import Lines, citing


def jacobians(model: Model) -> Lemmas:
    """A lemma for every activation whose right side is no named elementwise function, by the name of its tensor."""
    found: Lemmas = {}
    for equation in model.equations:
        mixes = equation.kind == "activation" or (equation.kind == "definition" and equation.rhs.has(sympy.exp))
        if mixes and not isinstance(equation.rhs, Apply) and equation.rhs.has(Sum) and equation.lhs.indices:
            lemma = _lemma(equation)
            if lemma is not None:
                found[equation.tensor.name] = lemma
    return found


def _lemma(equation: Equation) -> Theorem | None:
    behind = sorted((e for e in equation.rhs.atoms(Entry) if not e.tensor.integer), key=sympy.default_sort_key)
    tensors = list(dict.fromkeys(e.tensor for e in behind))
    if len(tensors) != 1 or len(equation.lhs.indices) == 0:
        return None
    free = equation.rhs.free_symbols  # an entry under a sum has a bound index, and is no argument to differentiate by
    pattern = next((e for e in behind if equation.lhs.indices[-1] in e.indices and e.free_symbols <= free), None)
    if pattern is None:
        return None
    entry, bound = _other_entry(equation, pattern)
    ranges = equation.ranges | bound
    lines = Lines()
    lines.add("definition", Differentiate(equation.rhs, entry), citing("by ", equation.label), Detail.FULL)
    lines.add("derivative", differentiate(equation.rhs, entry), ("quotient, product and chain rule",))
    lines.add("Kronecker delta", contract(lines.current, ranges), ("only one term of the sum remains",))
    fold = fold_entry(lines.current, equation.lhs, equation.rhs)
    if fold:
        lines.add("fold", fold.expr, citing("by ", equation.label))
    bounds = tuple((k, lo, hi) for k, (lo, hi) in ranges.items())
    subject = Partial(equation.lhs, entry)
    return Theorem(
        f"lemma {equation.tensor.name}",
        f"Jacobian of {f'the {equation.words}' if ' ' in equation.words else equation.tensor.name}",
        subject,
        bounds,
        tuple(lines.steps),
    )


def _other_entry(equation: Equation, pattern: Entry) -> tuple[Entry, dict[sympy.Symbol, tuple[Expr, Expr]]]:
    """The argument's entry with a letter of its own for the unit; the indices that only hand on (the example, the
    layer) stay."""
    letter = next(s for s in ("k", "i", "m", "p") if sympy.Symbol(s, integer=True) not in equation.indices)
    own = sympy.Symbol(letter, integer=True)
    unit, lo, hi = equation.bounds[-1]
    return replace(pattern, {unit: own}), {own: (lo, hi)}
