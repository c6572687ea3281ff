"""Small directed rewrites that keep a line short: common factors, cancelled fractions, the sign a reader expects.

Never ``simplify``, never a global ``expand``.  Each function returns an equal expression; the caller records it as a step.
"""

from __future__ import annotations

from functools import lru_cache, reduce

import sympy
from sympy import Add, Dummy, Expr, Mul, Pow, S

from derive.algebra.applied import Apply, Differentiate, Opaque, Partial
from derive.algebra.brackets import Delta, Divides, FirstMax, InRange, Where
from derive.algebra.nodes import Entry
from derive.algebra.sums import Sum, rewrite

_ATOMS = (Entry, Sum, Apply, Where, Delta, InRange, Divides, FirstMax, Partial, Differentiate, Opaque)


def masked(expr: Expr) -> tuple[Expr, dict[Dummy, Expr]]:
    """The expression with a dummy for every node that polynomial algebra must not look into, and the way back."""
    found: dict[Expr, Dummy] = {}

    def walk(node: Expr) -> Expr:
        if isinstance(node, _ATOMS) or node.is_Function:
            return found.setdefault(node, Dummy(f"m{len(found)}"))
        if not node.args:
            return node
        return node.func(*map(walk, node.args))

    result = walk(expr)
    return result, {dummy: node for node, dummy in found.items()}


def weight(expr: Expr) -> tuple[int, int, int]:
    """How heavy an expression is to read: its sums and functions, then its operations, then its size."""
    heavy = len([n for n in sympy.preorder_traversal(expr) if isinstance(n, (Sum, Apply, Where)) or n.is_Function])
    return heavy, sympy.count_ops(expr), len(list(sympy.preorder_traversal(expr)))


def lightest(*candidates: Expr) -> Expr:
    """The candidate that is lightest to read; the earlier one of two that tie."""
    return min(candidates, key=weight)


def common_factor(expr: Expr) -> Expr:
    """In every addition, the factors that all of its terms share go in front: ``a*p - a*q`` becomes ``a*(p - q)``."""
    return rewrite(expr, lambda node: _pull_out(node) if isinstance(node, Add) else None)


def _pull_out(addition: Add) -> Expr:
    powers = [_powers(term) for term in addition.args]
    shared = reduce(lambda a, b: {f: min(a[f], b[f]) for f in a if f in b and a[f] * b[f] > 0}, powers)
    shared = {f: e for f, e in shared.items() if not f.is_Number}
    if not shared:
        return addition
    front = Mul(*(Pow(f, e) for f, e in shared.items()))
    return front * Add(*(term / front for term in addition.args))


def shared_quotient(expr: Expr) -> Expr:
    """In an addition, the divisor of most of its terms in front of these: ``g/s - m/s + r`` becomes ``(g - m)/s + r``."""
    if not isinstance(expr, Add):
        return expr
    divisors = [factor for term in expr.args for factor, e in _powers(term).items() if e.is_negative and not factor.is_number]
    counts = {d: divisors.count(d) for d in divisors if isinstance(d, Add)}
    if not counts or max(counts.values()) < 2:
        return expr
    divisor = max(counts, key=lambda d: (counts[d], sympy.default_sort_key(d)))
    inside = [term for term in expr.args if _powers(term).get(divisor, S.Zero).is_negative]
    power = max((_powers(term)[divisor] for term in inside), key=lambda e: e)
    front = Pow(divisor, power)
    return Add(*(term for term in expr.args if term not in inside), front * Add(*(term / front for term in inside)))


def _powers(term: Expr) -> dict[Expr, Expr]:
    """The factors with their exponents; an exponential or a power with a variable exponent stands for itself."""
    found: dict[Expr, Expr] = {}
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        found |= {base: exponent} if exponent.is_Rational else {factor: S.One}
    return found


def cancel(expr: Expr) -> Expr:
    """Bring each product or quotient to lowest terms where that makes it lighter (polynomial algebra on masked atoms)."""
    return rewrite(expr, lambda node: _lowest_terms(node) if isinstance(node, (Mul, Add)) else None)


@lru_cache(maxsize=2048)
def _lowest_terms(node: Expr) -> Expr:
    if not any(power.exp.is_negative for power in node.atoms(Pow)):
        return node
    plain, back = masked(node)
    if not any(power.exp.is_negative for power in plain.atoms(Pow)):
        return node
    reduced = sympy.cancel(sympy.together(plain))
    # N + N*e is N*(1 + e) to a reader.
    candidates = [plain, upright(common_factor(reduced)), upright(sympy.factor(reduced))]
    return lightest(*(candidate.xreplace(back) for candidate in candidates))


def factored(expr: Expr) -> Expr:
    """The lighter of an expression and its factored form: ``a - a**2`` becomes ``a*(1 - a)``, and ``1 - a**2`` stays."""
    plain, back = masked(expr)
    candidates = [upright(plain), upright(sympy.factor(plain))]
    return lightest(*(candidate.xreplace(back) for candidate in candidates))


def upright(expr: Expr) -> Expr:
    """Turn a leading minus inward: ``-a*(a - 1)`` becomes ``a*(1 - a)``, the sign that a reader expects."""
    if not isinstance(expr, Mul):
        return expr
    coefficient, rest = expr.as_coeff_Mul()
    if not coefficient.is_negative:
        return expr
    factors = list(Mul.make_args(rest))
    for i, factor in enumerate(factors):
        base, exponent = factor.as_base_exp()
        if isinstance(base, Add) and exponent.is_Integer and exponent.is_odd:
            factors[i] = Pow(Add(*(-term for term in base.args)), exponent)
            return Mul(-coefficient, *factors)
    return expr


def all_upright(expr: Expr) -> Expr:
    """``upright`` in every product."""
    return rewrite(expr, lambda node: upright(node) if isinstance(node, Mul) else None)


def is_constant(expr: Expr) -> bool:
    """Whether an expression holds numbers, sizes and constants only."""
    return not expr.has(*_ATOMS) or expr == S.Zero
