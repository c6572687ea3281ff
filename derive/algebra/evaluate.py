"""Evaluation of index expressions on arrays: the independent witness of every step of a proof.

Input: an expression, the values of its tensors, and ranges for its free indices.  Output: an array with one axis for
each of them. Derivatives that stand unevaluated in a line (``Partial``, ``Differentiate``, a primed function)
are computed by complex step, never by the calculus that they are to witness.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from sympy import Expr

from derive.algebra.numeric import entries, nodes, slopes, sums  # noqa: F401  (they say what each kind of node means)
from derive.algebra.numeric.instance import NUDGE, STEP, Array, Instance, Scope, extend, value_in_scope
from derive.algebra.sums import Bound


def evaluate(expr: Expr, instance: Instance, bounds: Iterable[Bound] = ()) -> Array:
    """The value of ``expr`` for every value of the free indices in ``bounds``: one axis for each, in their order.

    Where a later index has a range that depends on an earlier one, entries outside are NaN.

    Raises:
        Refused: a kind of node that has no numerical meaning.
    """
    scope: Scope = {}
    inside: Array = np.array(True)
    shape: tuple[int, ...] = ()
    for bound in bounds:
        scope, mask, size = extend(scope, bound, instance)
        inside = inside[..., None] & mask
        shape = (*shape, size)
    with np.errstate(all="ignore"):
        value = np.broadcast_to(value_in_scope(expr, instance, scope), shape)
    return value if inside.all() else np.where(inside, value, np.nan)


__all__ = ["NUDGE", "STEP", "Array", "Instance", "Scope", "evaluate", "value_in_scope"]
