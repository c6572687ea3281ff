"""Rules for products, powers and quotients of exponentials: sigmoid, tanh, softmax.

Every rule is an identity: ``exp(-v) sigmoid(v) = sigmoid(-v)``, ``(e^a - e^b)/(e^a + e^b) = tanh((a - b)/2)``,
``sum_k exp(u_k) = exp(m) sum_k exp(u_k - m)`` for any m (here the largest of the u_k).
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Add, Expr, Mul, Pow, S

from derive.algebra import Entry, Sum, Where
from derive.emit.primitives import Primitive, is_primitive, peak, sigmoid
from derive.emit.rates import rate_of_softplus

Definition = Callable[[Expr], Expr | None]


def shifted(total: Expr) -> tuple[Expr, Expr] | None:
    """``(m, sum_k g_k exp(u_k - m))`` for a sum ``sum_k g_k exp(u_k)``, with m the largest exponent; None for other sums."""
    if not isinstance(total, Sum):
        return None
    body, bounds = total.open()
    exponentials = [factor for factor in Mul.make_args(body) if isinstance(factor, sympy.exp)]
    if len(exponentials) != 1 or any(is_primitive(node, "peak") for node in exponentials[0].atoms(Primitive)):
        return None
    exponent = exponentials[0].args[0]
    largest = peak(exponent, bounds)
    return largest, Sum(body / exponentials[0] * sympy.exp(exponent - largest), *bounds)


def power(node: Pow, definition: Definition) -> Expr | None:
    """Reciprocals and other powers of sums of exponentials."""
    base, exponent = node.args
    common = _common_factor(base)
    if common != 1:  # N + N exp(v) is N (1 + exp(v))
        rest = Pow(Add(*(term / common for term in base.args)), exponent)
        return Pow(common, exponent) * ((power(rest, definition) if isinstance(rest, Pow) else None) or rest)
    if isinstance(base, Entry) and exponent.is_negative:
        known = definition(base)
        if known is not None and _shifted_total(known):
            base = known
    if exponent.is_Integer and exponent.is_negative:
        complement = _of_sigmoid(base, definition)
        if complement is not None:
            return Pow(complement, exponent)
    pulled = _shifted_total(base)
    if pulled:
        return sympy.exp(exponent * pulled[0]) * Pow(pulled[1], exponent)
    if not isinstance(base, Add) or len(base.args) != 2 or not exponent.is_Integer or exponent.is_positive:
        return None
    a, b = (_exponent(term) for term in base.args)
    if a is None or b is None:
        return None
    if 0 in (a, b):
        return Pow(sigmoid(-(a + b)), -exponent)
    if exponent % 2 == 0:
        half = -exponent / 2
        return sympy.exp(-half * (a + b)) * Pow(sigmoid(a - b) * sigmoid(b - a), half)
    return None


def _common_factor(base: Expr) -> Expr:
    """What all terms of an addition with exponentials have in common, as it stands."""
    if not isinstance(base, Add) or not base.has(sympy.exp):
        return S.One
    shared = [factor for factor in Mul.make_args(base.args[0]) if all(factor in Mul.make_args(term) for term in base.args[1:])]
    return Mul(*shared)


def _of_sigmoid(base: Expr, definition: Definition) -> Expr | None:
    """``sigmoid(u)`` for an entry defined so, ``sigmoid(-u)`` for one minus it: what stands above can then cancel it."""
    known = definition(base)
    if known is not None:
        return known if is_primitive(known, "sigmoid") else None
    for sign in (1, -1):
        opposite = definition(1 - sign * base) if isinstance(base, Add) else None
        if isinstance(opposite, Primitive) and opposite.name == "sigmoid":
            return sign * sigmoid(-opposite.arguments[0])
    return None


def _shifted_total(base: Expr) -> tuple[Expr, Expr] | None:
    """The shift of a sum of exponentials, or of a definition that is shifted already: ``exp(m) * sum``."""
    coefficient, rest = base.as_coeff_Mul()
    pulled = shifted(rest)
    return (pulled[0], coefficient * pulled[1]) if pulled else None


def _exponent(term: Expr) -> Expr | None:
    """u if the term is exp(u); 0 if it is 1."""
    if term == 1:
        return S.Zero
    return term.args[0] if isinstance(term, sympy.exp) else None


def product(node: Mul, definition: Definition) -> Expr | None:
    """The first rule that applies to a product, again until none does."""
    changed: Expr = node
    for _ in range(20):
        shift = _shift_sums(changed, definition)
        shift = shift if shift is not None else rate_of_softplus(changed, definition)
        after = shift if shift is not None else next((r for rule in _RULES if (r := rule(changed)) is not None), None)
        if after is None:
            break
        changed = after
        if not isinstance(changed, Mul):
            break
    return changed if changed != node else None


def _shift_exponents(node: Expr) -> Expr | None:
    """``exp(u) exp(-m) = exp(u - m)`` for the m that a shift brought in: neither factor alone is sure to be finite."""
    exponentials = [factor for factor in Mul.make_args(node) if isinstance(factor, sympy.exp)]
    if len(exponentials) < 2 or not any(is_primitive(p, "peak") for e in exponentials for p in e.atoms(Primitive)):
        return None
    return node / Mul(*exponentials) * sympy.exp(Add(*(e.args[0] for e in exponentials)))


def _shift_sums(node: Expr, definition: Definition) -> Expr | None:
    """``exp(w - m) sum_k g_k exp(u_k) = exp(w - m) exp(m') sum_k g_k exp(u_k - m')``: beside a shifted exponential, sums are
    shifted too."""
    factors = Mul.make_args(node)
    if not any(is_primitive(p, "peak") for e in factors if isinstance(e, sympy.exp) for p in e.atoms(Primitive)):
        return None
    for factor in factors:
        pulled = shifted(factor) or _shifted_addition(factor, definition)
        if pulled:
            return node / factor * sympy.exp(pulled[0]) * pulled[1]
    return None


def _shifted_addition(total: Expr, definition: Definition) -> tuple[Expr, Expr] | None:
    """``(m, ...)`` for an addition each of whose terms has one sum of exponentials, all with the same largest exponent m."""
    if not isinstance(total, Add):
        return None
    largest: set[Expr] = set()
    terms: list[Expr] = []
    for term in total.args:
        for factor in Mul.make_args(term):
            pulled = shifted(definition(factor) or factor)
            if pulled:
                largest.add(pulled[0])
                terms.append(term / factor * pulled[1])
                break
    return (largest.pop(), Add(*terms)) if len(terms) == len(total.args) and len(largest) == 1 else None


def _mirror(node: Expr) -> Expr | None:
    """``exp(-m v) sigmoid(v)^n = sigmoid(-v)^m sigmoid(v)^(n-m)``."""
    for factor in Mul.make_args(node):
        base, exponent = factor.as_base_exp()
        if not is_primitive(base, "sigmoid") or not exponent.is_Integer or exponent.is_negative:
            continue
        v = base.arguments[0]
        for other in Mul.make_args(node):
            if not isinstance(other, sympy.exp):
                continue
            times = sympy.cancel(-other.args[0] / v) if _comparable(other.args[0], v) else S.Zero
            if times.is_Integer and 1 <= times <= exponent:
                return node / factor / other * sigmoid(-v) ** times * sigmoid(v) ** (exponent - times)
    return None


def _comparable(a: Expr, b: Expr) -> bool:
    return a.free_symbols == b.free_symbols and a.atoms(Entry) == b.atoms(Entry) and not a.has(Sum, Where)


def _hyperbolic(node: Expr) -> Expr | None:
    """``(e^a - e^b)/(e^a + e^b) = tanh((a - b)/2)``, with e^0 = 1 too."""
    for factor in Mul.make_args(node):
        base, exponent = factor.as_base_exp()
        if is_primitive(base, "sigmoid"):
            v = -base.arguments[0]
            for other in Mul.make_args(node):
                if is_primitive(other, "expm1") and other.arguments[0] == v:
                    return node / base / other * sympy.tanh(v / 2)
        if not isinstance(base, Add) or len(base.args) != 2 or not exponent.is_Integer or exponent.is_positive:
            continue
        a, b = (_exponent(term) for term in base.args)
        if a is None or b is None:
            continue
        for other in Mul.make_args(node):
            difference, times = other.as_base_exp()
            for sign in (1, -1):
                if difference == sign * (sympy.exp(a) - sympy.exp(b)) and times.is_Integer and times.is_positive:
                    return node / difference * base * sign * sympy.tanh((a - b) / 2)
    return None


def _cancelled(node: Expr) -> Expr | None:
    """``b (r/b + s) = r + b s``: no division by a probability that has come down to zero."""
    factors = Mul.make_args(node)
    for addition in factors:
        if not isinstance(addition, Add):
            continue
        for factor in factors:
            base, exponent = factor.as_base_exp()
            if factor is addition or base.is_number or not exponent.is_positive:
                continue
            if any(Pow(base, -1) in Mul.make_args(term) for term in addition.args):
                return node / addition / base * Add(*(base * term for term in addition.args))
    return None


def _nought_log_nought(node: Expr) -> Expr | None:
    """``y log y = 0`` at y = 0, its limit: as ``y log(y + [y = 0])``, inside a difference of logarithms too."""
    factors = Mul.make_args(node)
    for factor in factors:
        if not isinstance(factor, Entry) or not node.has(sympy.log):
            continue
        guarded = sympy.log(factor + Where(sympy.Eq(factor, 0), 1, 0))
        if sympy.log(factor) in factors:
            return node / sympy.log(factor) * guarded
        for other in factors:
            if isinstance(other, Add) and any(sympy.log(factor) in Mul.make_args(term) for term in other.args):
                return node / other * other.xreplace({sympy.log(factor): guarded})
    return None


_RULES: tuple[Callable[[Expr], Expr | None], ...] = (
    _shift_exponents,
    _hyperbolic,
    _mirror,
    _cancelled,
    _nought_log_nought,
)
