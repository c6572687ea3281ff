"""Statistics: quantities such as a mean and a variance, through which an entry acts beside its direct effect.

``x`` enters ``xhat = (x - mu)/sqrt(v + eps)`` directly, and through ``mu`` and ``v``, which lead nowhere else.  Their
adjoints have theorems of their own; in the theorem of ``x`` they are written out, and the definition of ``xhat`` folds
the result to the closed form of the literature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr, Mul

from derive.algebra import Entry, Sum, Tensor, replace
from derive.algebra.fold import fold_entry
from derive.algebra.sums import rewrite
from derive.algebra.tidy import cancel, common_factor, lightest, shared_quotient, weight
from derive.consumers import Use
from derive.derivation import Detail
from derive.known_sums import fixed_sum
from derive.proof_lines import Lines, citing

if TYPE_CHECKING:
    from derive.backprop import Sweep


def write_out_statistics(sweep: Sweep, lines: Lines, uses: list[Use]) -> None:
    """Write out the adjoints of the statistics among the consumers, if the result folds to something shorter."""
    known = {use.equation.tensor: _statement(sweep, use.equation.tensor) for use in _statistics(sweep, uses)}
    stated = {tensor: statement for tensor, statement in known.items() if statement is not None}
    if not stated:
        return
    trial = Lines()
    trial.add("substitution", lines.current, ("",))
    trial.add("substitution", _put(lines.current, stated), citing("by ", *(f"delta {tensor.name}" for tensor in stated)))
    naive = trial.current
    _fold_definitions(sweep, trial, uses)
    if weight(trial.current) < weight(naive):
        for step in trial.steps[1:]:
            lines.add(step.rule, step.after, step.reason, step.detail)


def _statistics(sweep: Sweep, uses: list[Use]) -> list[Use]:
    """The consumers that lead only to other consumers (the mean leads to the variance and to xhat, and nowhere else)."""
    consumers = {use.equation.tensor for use in uses}
    found = []
    for use in uses:
        tensor = use.equation.tensor
        readers = {reader.tensor for reader in sweep.model.readers.get(tensor, ()) if sweep.is_active(reader.tensor)}
        if tensor != sweep.model.cost and readers and readers <= consumers - {tensor} and use.equation.rhs.has(Sum):
            found.append(use)
    return found


def _statement(sweep: Sweep, tensor: Tensor) -> tuple[Entry, Expr] | None:
    """The proved adjoint of a statistic: its entry and its closed form."""
    for equation in sweep.adjoints:
        if equation.tensor.of == tensor:
            return equation.lhs, equation.rhs
    return None


def _put(expr: Expr, stated: dict[Tensor, tuple[Entry, Expr]]) -> Expr:
    """The closed forms for the adjoints of the statistics, at whatever indices; statistics of statistics included."""

    def rule(node: Expr) -> Expr | None:
        if isinstance(node, Entry) and node.tensor.of in stated:
            lhs, rhs = stated[node.tensor.of]
            return replace(rhs, {i: j for i, j in zip(lhs.indices, node.indices, strict=True) if i.is_Symbol and i != j})
        return None

    for _ in stated:
        expr = rewrite(expr, rule)
    return expr


def _spread(expr: Expr) -> Expr:
    """A product with an addition, term by term: each term keeps the divisors that are its own."""
    additions = [factor for factor in Mul.make_args(expr) if isinstance(factor, Add)]
    if not isinstance(expr, Mul) or len(additions) != 1:
        return expr
    return Add(*(Mul(*(factor for factor in expr.args if factor != additions[0]), term) for term in additions[0].args))


def _fold_definitions(sweep: Sweep, lines: Lines, uses: list[Use]) -> None:
    """Fold by what the consumers define, then by the sums that definitions fix, then collect."""
    for use in uses:
        equation = use.equation
        if equation.lhs.indices and all(i.is_Symbol for i in equation.lhs.indices):
            fold = fold_entry(lines.current, equation.lhs, equation.rhs)
            if fold:
                lines.add("fold", fold.expr, citing("by ", equation.label))
    labels: dict[str, None] = {}

    def rule(node: Expr) -> Expr | None:
        value = fixed_sum(sweep.model, node)
        if value is not None:
            labels[value[1]] = None
        return value[0] if value else None

    summed = rewrite(lines.current, rule)
    if labels:
        lines.add("fold", summed, citing("the sum is fixed by ", *labels))
    _collect(lines)


def _collect(lines: Lines) -> None:
    """One divisor in front of the terms that share it, as the literature writes it; in the line of the fold before it."""
    expr = lines.current
    spread = _spread(expr)
    collected = shared_quotient(spread)
    if collected == spread:
        lines.add("cancel", lightest(expr, cancel(expr), common_factor(expr)), ("collecting terms",), Detail.TEXTBOOK)
    elif lines.steps[-1].rule == "fold" and collected != expr:
        last = lines.steps.pop()
        lines.add("fold", collected, (*last.reason, "; collecting terms"), last.detail)
    else:
        lines.add("cancel", collected, ("collecting terms",), Detail.TEXTBOOK)
