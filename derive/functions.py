"""Lemmas on the scalar functions of a model: the derivative of each, from its formula, folded.

Input: a model.  Output: for every named function a theorem ``f'(z) = ...`` (none for a function that is left open).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import sympy
from sympy import Expr

from derive.algebra import Apply, Differentiate, Entry, Func, Tensor, Where, rewrite
from derive.algebra.fold import fold_scalar, recognise
from derive.algebra.tidy import cancel, factored, lightest
from derive.derivation import Detail, Ref, Step, Theorem
from derive.errors import Refused
from derive.model import Model, ScalarFunction

Lemmas = dict[str, Theorem]


def lemmas(model: Model) -> Lemmas:
    """A lemma for each function that has a formula, in the order of dependence (silu after sigmoid)."""
    return dict(_lemmas(tuple(model.functions.values())))


@lru_cache(maxsize=256)
def _lemmas(functions: tuple[ScalarFunction, ...]) -> Lemmas:
    """Lemmas depend on the functions alone, not on the network: one network after another uses the same few."""
    named = {function.name: function for function in functions}
    found: Lemmas = {}
    for name in named:
        _prove(name, named, found, ())
    return found


def _prove(name: str, named: Mapping[str, ScalarFunction], found: Lemmas, above: tuple[str, ...]) -> None:
    function = named[name]
    if name in found or function.formula is None:
        return
    if name in above:
        raise Refused(f"the function '{name}' is defined by itself", hint="a formula may use functions defined before it")
    for inner in _used(function.formula):
        _prove(inner, named, found, (*above, name))
    found[name] = _lemma(function, named, found)


def _used(formula: Expr) -> list[str]:
    return sorted({apply.function.name for apply in formula.atoms(Apply)})


def _lemma(function: ScalarFunction, named: Mapping[str, ScalarFunction], found: Lemmas) -> Theorem:
    """The steps from ``f'(z)`` to its folded form."""
    variable, formula = function.variable, function.formula
    assert formula is not None
    itself = function(variable)
    point = Entry(Tensor(variable.name))
    steps = [
        Step("definition", Differentiate(formula.xreplace({variable: point}), point), ("definition of ", itself), Detail.FULL)
    ]
    raw = formula.diff(variable)
    steps.append(Step("derivative", raw, ("chain, product and quotient rule",)))
    for rule, after, reason in _rewrites(raw, function, named, found):
        steps.append(Step(rule, after, reason))
    steps = [step for i, step in enumerate(steps) if i < 2 or step.after != steps[i - 1].after]
    subject = Apply(Func(function.name, 1), variable)
    return Theorem(f"lemma {function.name}", f"derivative of {function.words or function.name}", subject, (), tuple(steps))


def _rewrites(
    expr: Expr, function: ScalarFunction, named: Mapping[str, ScalarFunction], found: Lemmas
) -> Iterator[tuple[str, Expr, tuple[str | Expr | Ref, ...]]]:
    inner = _primed(expr)
    if inner:
        expr = unfold(expr, found)
        yield "substitution", expr, _join("by ", [Ref(f"lemma {name}") for name in inner if name in found])
    for other in named.values():
        if other.formula is not None and other.name != function.name and not isinstance(expr, Where):
            if not expr.has(Apply) and recognise(expr, other.formula.xreplace({other.variable: function.variable})):
                yield "fold", other(function.variable), ("definition of ", other(other.variable))
                return
    assert function.formula is not None
    fold = fold_scalar(expr, function.formula, function.variable, function(function.variable))
    if fold and fold.expr != expr:
        reason = ("by definition ", sympy.Eq(fold.kernel, fold.value, evaluate=False)) if fold.kernel != fold.value else ()
        yield "fold", fold.expr, (reason or ("definition of ", function(function.variable)))
        return
    tidied = lightest(expr, cancel(expr), factored(expr))
    if tidied != expr:
        yield "cancel", tidied, ("collecting terms",)


def _primed(expr: Expr) -> list[str]:
    return sorted({apply.function.name for apply in expr.atoms(Apply) if apply.function.order == 1})


def _join(start: str, refs: list[Ref]) -> tuple[str | Expr | Ref, ...]:
    reason: list[str | Expr | Ref] = [start]
    for i, ref in enumerate(refs):
        reason += [" and ", ref] if i else [ref]
    return tuple(reason)


def unfold(expr: Expr, found: Lemmas) -> Expr:
    """Put the lemma's right side for every first derivative of a known function."""

    def rule(node: Expr) -> Expr | None:
        if not isinstance(node, Apply) or node.function.order == 0 or node.function.name not in found:
            return None
        lemma = found[node.function.name]
        statement = lemma.statement
        for _ in range(node.function.order - 1):
            statement = unfold(statement.diff(lemma.subject.args[1]), found)
        return statement.xreplace({lemma.subject.args[1]: node.args[1]})

    return rewrite(expr, rule)
