"""The cost of each step of a recurrence, ``E_t``, where a specification has only their sum ``E``.

Input: a model whose cost is a sum over the steps.  Output: the model with the terms of that sum as a quantity of their own.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Mul

from derive.algebra import Entry, Sum, Tensor
from derive.algebra.sums import Bound, fresh_index
from derive.check.meaning.specification.inventory import Inventory
from derive.model import Model


def with_costs_of_steps(model: Model) -> Model:
    """The model; the terms of a cost that sums over the steps alone are ``E_t`` after it."""
    if model.single is not None:
        model = replace(model, single=with_costs_of_steps(model.single))
    *before, last = model.equations
    factor, body, bounds = _opened(last.rhs)
    steps = [bound for bound in bounds if _counts_steps(model, body, bound)]
    if len(steps) != 1 or isinstance(body, Entry) or factor.free_symbols or cost_of_steps(model) is not None:
        return model  # (an entry: the specification has a name for the cost of a step)
    (step, low, high), rest = steps[0], [bound for bound in bounds if bound not in steps]
    of_step = Tensor(_name(model), [(low, high)], base=model.cost.base)
    counted = fresh_index()
    terms = factor * Sum(body, *rest) if rest else factor * body
    own = replace(last, lhs=of_step[step], rhs=terms, bounds=((step, low, high),), kind="definition", words="")
    total = replace(last, rhs=Sum(of_step[counted], (counted, low, high)))
    return replace(model, equations=(*before, own, total))


def cost_of_steps(model: Model) -> Tensor | None:
    """The cost of each step, if the model has it so."""
    return model.tensors.get(_name(model))


def _name(model: Model) -> str:
    return f"{model.cost.name}_t"


def _opened(cost: Expr) -> tuple[Expr, Expr, list[Bound]]:
    """A cost as a factor and one sum; no bounds if it is something else."""
    sums = [factor for factor in Mul.make_args(cost) if isinstance(factor, Sum)]
    if len(sums) != 1:
        return cost, cost, []
    body, bounds = sums[0].open()
    return cost / sums[0], body, bounds


def _counts_steps(model: Model, body: Expr, bound: Bound) -> bool:
    """Whether an index runs over the steps of a recurrence."""
    places = [
        (entry.tensor, axis) for entry in body.atoms(Entry) for axis, index in enumerate(entry.indices) if index == bound[0]
    ]
    counted = [Inventory(model, from_one).quantities for from_one in (False, True)]
    return bool(places) and any(all(each[t.name].axes[axis].kind == "time" for t, axis in places) for each in counted)
