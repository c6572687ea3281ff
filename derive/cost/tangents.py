"""One forward tangent pass: the derivative of every quantity in one direction of the parameters.

Input: a model.  Output: for every equation ``v = f(u)`` the equation ``v' = sum over u of (df/du) u'``, by the chain rule, with
the local derivatives that the proof uses (functions by their lemmas, values by the names that the forward pass gives them).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import sympy
from sympy import Add, Basic, Dummy, Expr, S
from sympy.core.parameters import distribute

from derive.algebra import Entry, FirstMax, Opaque, Sum, Tensor, Where
from derive.algebra.fold import fold_entry
from derive.backprop import Sweep
from derive.chain import is_foldable, name_values
from derive.errors import Refused
from derive.functions import unfold
from derive.model import Equation, Model

Moving = Mapping[Tensor, Tensor]
"""The tangent of each quantity that depends on a parameter, and the direction of each parameter."""


def tangents(model: Model) -> tuple[list[Equation], dict[Tensor, Tensor]]:
    """The equations of the tangents, in the order of the forward pass, and the tensors that they define or read.

    Raises:
        Refused: an equation holds what has no known derivative.
    """
    moving = {tensor: _dotted(tensor) for tensor in model.parameters}
    for _ in range(2):  # the second time for what a recurrence reads before it is defined
        for equation in model.equations:
            if moving.keys() & equation.reads and not equation.tensor.integer:
                moving.setdefault(equation.tensor, _dotted(equation.tensor))
    with distribute(False):
        sweep = Sweep(model)
        found = [_tangent(sweep, equation, moving) for equation in model.equations if equation.tensor in moving]
    return found, moving


def _dotted(tensor: Tensor) -> Tensor:
    return Tensor(f"{tensor.name} tangent", tensor.ranges, layered=tensor.layered)  # no name of a model has a space


def _tangent(sweep: Sweep, equation: Equation, moving: Moving) -> Equation:
    rhs = unfold(directional(equation.rhs, moving), sweep.lemmas)
    if is_foldable(equation.rhs) and equation.lhs.indices and all(i.is_Symbol for i in equation.lhs.indices):
        fold = fold_entry(rhs, equation.lhs, equation.rhs)
        rhs = fold.expr if fold else rhs
    lhs = Entry(moving[equation.tensor], *equation.lhs.indices)
    return dataclasses.replace(equation, lhs=lhs, rhs=name_values(sweep, rhs)[0], label="")


def directional(expr: Expr, moving: Moving) -> Expr:
    """The derivative of an expression in the direction in which the tensors move.

    Raises:
        Refused: some of them stand inside what has no known derivative.
    """
    if not moves(expr, moving) or isinstance(expr, FirstMax):
        return S.Zero
    if isinstance(expr, Entry):
        return Entry(moving[expr.tensor], *expr.indices)
    if isinstance(expr, Sum):
        body, bounds = expr.open()
        return Sum(directional(body, moving), *bounds)
    if isinstance(expr, Opaque):
        raise Refused("the tangent of a function that is left open has no closed form")
    if isinstance(expr, Add):
        return Add(*(directional(term, moving) for term in expr.args))
    leaves: dict[Expr, Dummy] = {}
    masked = _masked(expr, moving, leaves)
    back = {dummy: leaf for leaf, dummy in leaves.items()}
    return Add(*(masked.diff(dummy).xreplace(back) * directional(leaf, moving) for leaf, dummy in leaves.items()))


def moves(expr: Basic, moving: Moving) -> bool:
    """Whether an expression mentions a moving tensor."""
    return bool(moving.keys() & expr.atoms(Tensor))


def _masked(expr: Basic, moving: Moving, leaves: dict[Expr, Dummy]) -> Basic:
    """A dummy for every entry and every sum that moves; the condition of a choice only selects."""
    if not moves(expr, moving) or isinstance(expr, FirstMax):
        return expr
    if isinstance(expr, (Sum, Opaque)) or (isinstance(expr, Entry) and expr.tensor in moving):
        return leaves.setdefault(expr, Dummy(f"leaf{len(leaves)}"))
    if isinstance(expr, Where):
        condition, then, otherwise = expr.args
        return Where(condition, _masked(then, moving, leaves), _masked(otherwise, moving, leaves))
    if isinstance(expr, Entry) or not isinstance(expr, sympy.Expr):
        raise Refused(f"cannot differentiate {expr} in a direction")
    return expr.func(*(_masked(arg, moving, leaves) if isinstance(arg, sympy.Expr) else arg for arg in expr.args))
