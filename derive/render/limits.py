"""Limits of a sum from the brackets beside it: ``sum_{u=0}^{2} x_{i-u} [0 <= i-u < H]`` runs from max(0, i-H+1) to min(2, i).

Input: the body of a sum, its bounds in the order of printing, and the ranges of the indices around it.  Output: the body
without the brackets that the sum can say itself, and what stands at the signs.  A range becomes limits where its index has the
coefficient 1 or -1; any other range, and the condition of a stride, becomes a condition under the sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy import Basic, Dummy, Expr, Mul, Symbol

from derive.algebra import Divides, Entry, InRange
from derive.algebra.contract import at_most
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound

Ranges = Mapping[Symbol, Range]


@dataclass(frozen=True)
class Span:
    """The values of a bound index: at least each of ``lower``, at most each of ``upper``, such that the conditions hold."""

    index: Symbol
    lower: tuple[Expr, ...]
    upper: tuple[Expr, ...]
    conditions: tuple[Basic, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether the sum leaves out some of its axis."""
        return bool(self.conditions) or len(self.lower) > 1 or len(self.upper) > 1


def spans(body: Expr, bounds: Sequence[Bound], ranges: Ranges) -> tuple[Expr, list[Span]]:
    """The body without the brackets on bound indices, and a span for each bound, in their order."""
    rest: list[Expr] = []
    own: dict[Symbol, list[Expr]] = {k: [] for k, _, _ in bounds}
    for factor in Mul.make_args(body):
        bound = [k for k, _, _ in bounds if k in factor.free_symbols] if isinstance(factor, (InRange, Divides)) else []
        # The innermost of its indices carries a condition: its limits may speak of the others.
        (own[bound[-1]] if bound else rest).append(factor)
    if len(rest) == len(Mul.make_args(body)):
        return body, [Span(k, (lo,), (hi,)) for k, lo, hi in bounds]
    known = dict(ranges)
    made = []
    for k, lo, hi in bounds:
        made.append(_span((k, lo, hi), own[k], known))
        known[k] = (lo, hi)
    return Mul(*rest), made


def _span(bound: Bound, brackets: Sequence[Expr], known: Ranges) -> Span:
    k, lo, hi = bound
    lower, upper = [lo], [hi]
    conditions: list[Basic] = []
    for bracket in sorted(brackets, key=lambda b: b.sort_key()):
        ends = _ends(bracket, k)
        if ends is None:
            conditions.append(_one_sided(bracket, {**known, k: (lo, hi)}))
            continue
        lower.append(ends[0])
        upper.append(ends[1])
    return Span(
        k, _largest(lower, known), tuple(_minus(e) for e in _largest([_minus(e) for e in upper], known)), tuple(conditions)
    )


def _one_sided(bracket: Expr, known: Ranges) -> Basic:
    """A range as a condition, without the end that always holds."""
    if isinstance(bracket, InRange):
        index, lo, hi = bracket.args
        if _is_at_most(index, hi, known):
            return sympy.GreaterThan(index, lo, evaluate=False)
        if _is_at_most(lo, index, known):
            return sympy.LessThan(index, hi, evaluate=False)
    return bracket


def _ends(bracket: Expr, k: Symbol) -> Range | None:
    """The first and the last value of ``k`` for which a bracket is one; none if these are no plain ends."""
    if not isinstance(bracket, InRange):
        return None
    index, lo, hi = bracket.args
    whole, divisor = sympy.together(index).as_numer_denom()
    whole = sympy.expand(whole)
    step = whole.coeff(k)
    rest = sympy.expand(whole - step * k)
    if step not in (1, -1) or k in rest.free_symbols or not divisor.is_positive:
        return None
    first, last = sympy.expand(lo * divisor - rest), sympy.expand(hi * divisor - rest)
    return (first, last) if step == 1 else (_minus(last), _minus(first))


def _minus(end: Expr) -> Expr:
    # Also where SymPy has been told not to distribute.
    return sympy.expand(-end)


def _largest(ends: Sequence[Expr], known: Ranges) -> tuple[Expr, ...]:
    """The ends without those that are never larger than another."""
    kept: list[Expr] = []
    for position, end in enumerate(ends):
        others = [*kept, *ends[position + 1 :]]
        if not any(_is_at_most(end, other, known) for other in others):
            kept.append(end)
    return tuple(kept)


def _is_at_most(a: Expr, b: Expr, known: Ranges) -> bool:
    """Whether ``a <= b`` is proved.  An index of which no range is known (it may be zero) proves nothing."""
    difference = sympy.expand(b - a)
    sizes = {entry: Dummy(positive=True) for entry in difference.atoms(Entry)}
    loose = difference.xreplace(sizes).free_symbols
    return all(s.is_positive or s in known for s in loose if isinstance(s, Symbol)) and at_most(a, b, known)
