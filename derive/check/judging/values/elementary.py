"""Functions that everybody knows, by their forward formulas; slopes come from differentiating the formula."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import sympy

from derive.algebra.special import erf
from derive.check.judging.values.values import Array

_Z = sympy.Symbol("z", real=True)
UNDEFINED = np.inf
"""What a function has where it is not defined, the logarithm of a negative number: a sum over such entries has no value (a
NaN stands for an entry out of range, which a sum leaves out)."""

_FORMULAS: dict[str, sympy.Expr] = {
    "exp": sympy.exp(_Z),
    "log": sympy.log(_Z),
    "log2": sympy.log(_Z) / sympy.log(2),
    "log10": sympy.log(_Z) / sympy.log(10),
    "sqrt": sympy.sqrt(_Z),
    "sin": sympy.sin(_Z),
    "cos": sympy.cos(_Z),
    "tan": sympy.tan(_Z),
    "sinh": sympy.sinh(_Z),
    "cosh": sympy.cosh(_Z),
    "tanh": sympy.tanh(_Z),
    "sigmoid": 1 / (1 + sympy.exp(-_Z)),
    "relu": sympy.Piecewise((_Z, _Z > 0), (0, True)),
    "softplus": sympy.log(1 + sympy.exp(_Z)),
    "identity": _Z,
    "square": _Z**2,
    "factorial": sympy.gamma(_Z + 1),
    "abs": sympy.Piecewise((_Z, _Z > 0), (-_Z, True)),
    "erf": sympy.erf(_Z),
    "sign": sympy.Piecewise((1, _Z > 0), (-1, _Z < 0), (0, True)),
    "silu": _Z / (1 + sympy.exp(-_Z)),
    "softsign": sympy.Piecewise((_Z / (1 + _Z), _Z > 0), (_Z / (1 - _Z), True)),
}

_ALIASES = {
    "ln": "log", "sigm": "sigmoid", "logistic": "sigmoid", "lg": "log10", "sgn": "sign", "swish": "silu",
    "th": "tanh", "lse": "logsumexp", "linear": "identity", "sgm": "sigmoid", "σ": "sigmoid",
}  # fmt: skip

ELEMENTWISE = frozenset(_FORMULAS)


def canonical(name: str) -> str:
    """The usual name of a function: ``ln`` is ``log``, ``ReLU`` is ``relu``."""
    lower = name.lower().removesuffix("'")
    return _ALIASES.get(lower, lower)


def elementwise(name: str, order: int, z: Array) -> Array:
    """A known function, or its derivative of some order, at every entry."""
    with np.errstate(all="ignore"):
        return undefined_where(z, _evaluated(_derivative(name, order), z))


def undefined_where(z: Array, result: Array) -> Array:
    """The result where z is defined: what is computed from a logarithm of a negative number is not defined either."""
    unknown = z.real == UNDEFINED
    return np.where(unknown, UNDEFINED, result) if unknown.any() else result


@cache
def _derivative(name: str, order: int) -> sympy.Expr:
    formula = _FORMULAS[name]
    return formula.diff(_Z, order) if order else formula


def _evaluated(expr: sympy.Expr, z: Array) -> Array:
    if expr == _Z:
        return z
    if expr.is_number:
        return np.full(z.shape, float(expr))
    if isinstance(expr, sympy.Piecewise):
        result = np.full(z.shape, np.nan, dtype=z.dtype if np.iscomplexobj(z) else float)
        open_ = np.ones(z.shape, bool)
        for value, condition in expr.args:
            here = open_ & _condition(condition, z)
            result = np.where(here, _evaluated(value, z), result)
            open_ = open_ & ~here
        return result
    if isinstance(expr, sympy.Add | sympy.Mul):
        operation = np.add if isinstance(expr, sympy.Add) else np.multiply
        result = _evaluated(expr.args[0], z)
        for arg in expr.args[1:]:
            result = operation(result, _evaluated(arg, z))
        return result
    if isinstance(expr, sympy.Pow):
        return _power(_evaluated(expr.base, z), expr.exp)
    return _NUMPY[type(expr)](_evaluated(expr.args[0], z))


def _power(base: Array, exponent: sympy.Expr) -> Array:
    if exponent.is_Integer:
        whole = int(exponent)
        return np.power(base, whole) if whole >= 0 else 1.0 / np.power(base, -whole)
    return np.where(base.real < 0, UNDEFINED, np.power(np.where(base.real < 0, 1.0, base), float(exponent)))


def _condition(condition: sympy.Basic, z: Array) -> Array:
    if condition in (True, sympy.true):
        return np.ones(z.shape, bool)
    left, right = (_evaluated(arg, z).real for arg in condition.args)
    return np.greater(left, right) if isinstance(condition, sympy.StrictGreaterThan) else np.less(left, right)


_SMALLEST = 1e-290
"""Smaller numbers have been rounded (a product of many densities): their logarithms say nothing exact."""


def _log(z: Array) -> Array:
    known = z.real > _SMALLEST
    return np.where(known, np.log(np.where(known, z, 1.0)), np.where(np.isnan(z), np.nan, UNDEFINED))


_LANCZOS = (
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
)  # fmt: skip
"""Lanczos' coefficients for g = 7 (Numerical Recipes, section 6.1)."""


def _gamma(z: Array) -> Array:
    """Euler's gamma function: Lanczos' series right of 1/2, and Euler's reflection to the left of it."""
    left = z.real < 0.5
    if np.any(left):
        mirrored = np.where(left, z, 0.25)
        return np.where(left, np.pi / (np.sin(np.pi * mirrored) * _gamma(1 - mirrored)), _gamma(np.where(left, 1.0, z)))
    x = z - 1
    series = _LANCZOS[0] + sum(c / (x + k) for k, c in enumerate(_LANCZOS[1:], start=1))
    t = x + 7.5
    return np.asarray(np.sqrt(2 * np.pi) * t ** (x + 0.5) * np.exp(-t) * series)


_NUMPY: dict[type, Callable[[Array], Array]] = {
    sympy.exp: np.exp, sympy.log: _log, sympy.sin: np.sin, sympy.cos: np.cos, sympy.tan: np.tan,
    sympy.erf: erf, sympy.gamma: _gamma, sympy.sinh: np.sinh, sympy.cosh: np.cosh, sympy.tanh: np.tanh,
}  # fmt: skip
