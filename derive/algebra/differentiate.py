"""Differentiation of an index expression by an entry: SymPy for the scalars, Kronecker deltas for the entries.

Source of the mathematics: the chain rule.  An expression is a scalar function of its leaves (entries of the tensor, and
sums that contain some); SymPy differentiates it by each leaf, and a leaf's own derivative is a product of deltas or a
sum of such.
"""

from __future__ import annotations

import sympy
from sympy import Add, Dummy, Expr, Mul, Pow, S

from derive.algebra.applied import Apply, Opaque, Partial
from derive.algebra.brackets import Delta, FirstMax, Where
from derive.algebra.nodes import Entry
from derive.algebra.sums import Sum
from derive.errors import Refused

_SMOOTH = (Add, Mul, Pow, Apply, sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tanh, sympy.sinh, sympy.cosh, sympy.erf)


def differentiate(expr: Expr, entry: Entry) -> Expr:
    """The derivative of ``expr`` by ``entry`` with its deltas still standing: d w[j,k] / d w[p,q] = [j=p][k=q].

    ``entry`` must have indices of its own: fresh ones, or at least none that ``expr`` binds.

    Raises:
        Refused: the tensor occurs inside something whose derivative is not known (never a silent zero).
    """
    if not mentions(expr, entry):
        return S.Zero
    if isinstance(expr, Entry):
        return Mul(*(Delta(i, p) for i, p in zip(expr.indices, entry.indices, strict=True)))
    if isinstance(expr, Sum):
        body, bounds = expr.open()
        return Sum(differentiate(body, entry), *bounds)
    if isinstance(expr, FirstMax):
        return S.Zero  # by convention: a maximum moves by jumps
    if isinstance(expr, Opaque):
        _, inside, bound = expr.args
        return Sum(Partial(expr, inside) * differentiate(inside, entry), tuple(bound))
    if isinstance(expr, Add):
        return Add(*(differentiate(term, entry) for term in expr.args))
    scalars: dict[Expr, Dummy] = {}
    masked = _mask(expr, entry, scalars)
    back = {dummy: leaf for leaf, dummy in scalars.items()}
    return Add(*(masked.diff(dummy).xreplace(back) * differentiate(leaf, entry) for leaf, dummy in scalars.items()))


def mentions(expr: sympy.Basic, entry: Entry) -> bool:
    """Whether the tensor of ``entry`` stands anywhere in ``expr``."""
    return entry.tensor in expr.atoms(type(entry.tensor))


def _mask(expr: sympy.Basic, entry: Entry, scalars: dict[Expr, Dummy]) -> sympy.Basic:
    """Put a dummy for every leaf that depends on the tensor, refusing what has no known derivative."""
    if not mentions(expr, entry) or isinstance(expr, FirstMax):
        return expr
    if isinstance(expr, (Sum, Opaque)) or (isinstance(expr, Entry) and expr.tensor == entry.tensor):
        return scalars.setdefault(expr, Dummy(f"leaf{len(scalars)}", positive=None))
    if isinstance(expr, Where):
        condition, then, otherwise = expr.args
        # The condition only selects a branch: its derivative is zero wherever it exists.
        return Where(condition, _mask(then, entry, scalars), _mask(otherwise, entry, scalars))
    if isinstance(expr, _SMOOTH):
        return expr.func(*(_mask(arg, entry, scalars) for arg in expr.args))
    raise Refused(
        f"cannot differentiate {type(expr).__name__} by {entry.tensor.name}: {expr}",
        hint="write it with exp, log, sqrt, sin, tanh, erf, powers, sums and where(...)",
    )
