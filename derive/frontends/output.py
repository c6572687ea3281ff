"""The cost at the output of a network: of one example, of the batch, and with penalties.

Input: the output as a value, the cost's formula.  Output: the last equations of the model.  The formulas are the
library's or the user's.
"""

from __future__ import annotations

from dataclasses import replace

import sympy
from sympy import Expr, Integer, Symbol

from derive.algebra import Apply, Entry, Func, Opaque, Sum, Tensor
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound, rename
from derive.errors import SpecError
from derive.frontends import reading
from derive.frontends import syntax as s
from derive.frontends.functions import Functions, settle_options
from derive.frontends.indices import counts_by_value, needs_zero
from derive.frontends.layers import NetworkSpec
from derive.frontends.lowering import Lowering, Scope
from derive.frontends.program import Program
from derive.frontends.values import Value
from derive.library import Cost, costs
from derive.model import Assumption, Equation
from derive.names import fresh_name


def find_cost(spec: NetworkSpec) -> Cost | None:
    """The cost by its name; None for one that is left open."""
    return {**costs(), **spec.definitions.costs}.get(spec.cost.name)


def counts_from(cost: Cost | None) -> int:
    """Where the indices of the model start: 1, or 0 if the cost picks entries by number."""
    if cost is None:
        return 1
    if cost.target == "class" or cost.per == "batch":
        return 0 if cost.target == "class" else 1
    nodes = reading.statements(cost.formula, *_where(cost))
    return 0 if any(needs_zero(node.walk(), set(), ("d",)) or counts_by_value(node) for node in nodes) else 1


def any_cost(spec: NetworkSpec, out: Value, width: Range, prefix: tuple[Bound, ...]) -> Equation:
    """A cost that is left open: any function C of the output."""
    k = Symbol("k", integer=True)
    rhs = Opaque(Func(spec.cost.name), out.at((k,)), (k, *width))
    return final(spec, rhs, prefix)


def final(spec: NetworkSpec, rhs: Expr, prefix: tuple[Bound, ...]) -> Equation:
    """The cost of one example as the tensor C, or C_n if there is an axis of examples."""
    result = Tensor("Cn" if prefix else "C", [(lo, hi) for _, lo, hi in prefix], base="C")
    words = "cost of one example" if prefix else "cost"
    return Equation(result[tuple(k for k, _, _ in prefix)], rhs, prefix, "cost", words=words, place=spec.cost.place)


def formula_cost(
    spec: NetworkSpec,
    cost: Cost,
    variables: dict[str, Value],
    length: Expr,
    prefix: tuple[Bound, ...],
    scope: Scope,
    taken: set[str],
    examples: Symbol | None = None,
) -> tuple[list[Equation], tuple[Assumption, ...]]:
    """The equations of a cost given as formulas, and its assumptions; ``length`` is the formula's d.

    Raises:
        SpecError: a mistake in the formula, at its place or at the cost's.
    """
    given = settle_options(cost.name, cost.options, spec.cost.options)
    meaning = {**variables, **scope.functions.symbols(cost.options, given)}
    inner = replace(scope, variables=meaning, sizes={"d": length})
    program = Program(inner, _where(cost)[0], prefix, naming=cost.name in spec.definitions.costs, examples=examples)
    try:
        equations = program.run(reading.statements(cost.formula, *_where(cost)))
        assumptions = _assumptions(program, cost)
    except SpecError as error:
        raise error.at(spec.cost.place) from None
    if cost.name not in spec.definitions.costs:
        equations = _giving_way(equations, taken)
    _check(equations, cost, spec, taken)
    return [replace(equation, place=spec.cost.place) for equation in equations], assumptions


def _giving_way(equations: list[Equation], taken: set[str]) -> list[Equation]:
    """The equations of a cost of the library, whose quantities get other names where the network has these already."""
    names = taken | {equation.tensor.name for equation in equations}
    rule: dict[Tensor, Tensor] = {}
    for equation in equations[:-1]:
        old = equation.tensor
        if old.name in taken:
            name = fresh_name(old.name, names)
            names.add(name)
            rule[old] = Tensor(name, old.ranges, old.role, integer=old.integer, layout=old.layout)
    return [replace(e, lhs=rename(e.lhs, rule), rhs=rename(e.rhs, rule)) for e in equations] if rule else equations


def _where(cost: Cost) -> tuple[str, int]:
    file, _, line = cost.place.rpartition(":")
    return (file, int(line)) if line.isdigit() else (cost.place, 1)


def _check(equations: list[Equation], cost: Cost, spec: NetworkSpec, taken: set[str]) -> None:
    for equation in equations[:-1]:
        if equation.tensor.name in taken:
            message = f"'{equation.tensor.name}' is already a quantity of the network"
            raise SpecError(message, place=equation.place, hint="Use another name.")
    if not any(entry.tensor.role != "input" for equation in equations for entry in equation.rhs.atoms(Entry)):
        raise SpecError(f"the cost '{cost.name}' does not depend on the output a", place=spec.cost.place)


def check_scalar(last: Equation, prefix: tuple[Bound, ...], cost: Cost, place: str) -> None:
    """Refuse a cost that is an array for each example."""
    if len(last.bounds) != len(prefix):
        value = Value(tuple((lo, hi) for _, lo, hi in last.bounds[len(prefix) :]), lambda _: Integer(0))
        raise SpecError(
            f"the cost '{cost.name}' has shape {value.shape}, but must be a scalar", place=place, hint="Sum or average it."
        )


def _assumptions(program: Program, cost: Cost) -> tuple[Assumption, ...]:
    if cost.assumption is None:
        return ()
    node = reading.expression(cost.assumption.equation, *_where(cost))
    assert isinstance(node, s.Comparison)
    left, right, bounds = program.assumption(node)
    return (Assumption(cost.assumption.words, left, right, bounds),)


def batch_cost(mean: bool, one: Tensor, example: Bound, place: str) -> Equation:
    """The mean or the sum of the costs of the examples."""
    n, lo, hi = example
    terms = sympy.expand(hi - lo + 1)
    rhs = Sum(one[n], (n, lo, hi)) / (terms if mean else 1)
    words = "cost of the batch: the mean over the examples" if mean else "cost of the batch: the sum over the examples"
    return Equation(Tensor("C")[()], rhs, (), "cost", words=words, place=place)


def penalised(spec: NetworkSpec, cost: Tensor, weights: list[Tensor], functions: Functions, scope: Scope) -> Equation:
    """J: the cost and the penalties on the weights (biases are free)."""
    both = len(spec.penalty) > 1
    rhs: Expr = cost[()]
    for key, name in (("l2", "lambda_2" if both else "lambda"), ("l1", "lambda_1" if both else "lambda")):
        if key in spec.penalty:
            factor = functions.constant(name, spec.penalty[key])
            terms = [_total(tensor, key, functions, scope) for tensor in weights]
            rhs += (factor / 2 if key == "l2" else factor) * sympy.Add(*terms)
    words = "cost with the penalty on the weights"
    return Equation(Tensor("J")[()], rhs, (), "penalty", words=words, place=spec.table.place("penalty"))


def _total(tensor: Tensor, key: str, functions: Functions, scope: Scope) -> Expr:
    bounds = [(Symbol(letter, integer=True), *span) for letter, span in zip("jk", tensor.ranges, strict=True)]
    entry = tensor[tuple(k for k, _, _ in bounds)]
    if key == "l2":
        return Sum(entry**2, *bounds)
    absolute = functions.named(functions.find("abs"), {}, Lowering(scope, "").text)
    return Sum(Apply(absolute, entry), *bounds)
