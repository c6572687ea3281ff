"""The proof of one adjoint entry, line by line: chain rule, definitions, derivative, contraction, folding.

The order is the one of the blackboard.  An elementwise activation is differentiated before the error behind it is
written out (``dC/da_j sigma'(z_j)``, then the sum for ``dC/da_j``); one that mixes units (softmax) after it, because
there the terms cancel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Add, Expr, Mul, Pow, S, Symbol

from derive.algebra import Apply, Entry, InRange, Opaque, Tensor, adjoint, fresh_index, open_entries, replace, rewrite
from derive.algebra.contract import Contraction, contract
from derive.algebra.fold import fold_entry, match
from derive.cases import Case
from derive.consumers import Use
from derive.derivation import Detail, Reason, Theorem
from derive.functions import unfold
from derive.known_sums import fixed_sum
from derive.matrix_nodes import Whole
from derive.proof_lines import Lines, citing
from derive.statistics import write_out_statistics

if TYPE_CHECKING:
    from derive.backprop import Sweep


def prove_entry(sweep: Sweep, entry: Entry, case: Case) -> Lines:
    """All lines from the chain rule to the closed form, for data of any kind (no assumption is used yet)."""
    lines = Lines()
    uses = sweep.uses_of(entry, case)
    if not uses:
        return lines
    _chain_rule(sweep, lines, uses, entry)
    _local_derivatives(sweep, lines, uses, entry)
    mixed = [use.adjoint for use in uses if sweep.is_inline(use.equation.tensor) and not _is_elementwise(use, entry, case)]
    for inner in mixed:
        _write_out(sweep, lines, inner, case)
    if mixed:
        lines.tidy()
    _contract(lines, case, sweep.model.fixed_sizes)
    _fold_definitions(lines, uses)
    for use in uses:
        if sweep.is_inline(use.equation.tensor) and use.adjoint not in mixed:
            _write_out(sweep, lines, use.adjoint, case)
    _fold(sweep, lines)
    lines.tidy()
    _known_sums(sweep, lines)
    write_out_statistics(sweep, lines, uses)
    return lines


def _chain_rule(sweep: Sweep, lines: Lines, uses: list[Use], entry: Entry) -> None:
    """The chain rule through every consumer; a constant adjoint (1, or 1/N) is put in at once, in a line of its own."""
    cost = sweep.model.cost
    through = [use for use in uses if use.equation.tensor != cost]
    if through:
        symbolic = [_term(use, use.adjoint, use.partial(entry), entry, cost) for use in uses]
        lines.add("chain rule", Add(*symbolic), _through(through))
    known = [use for use in through if use.equation.tensor in sweep.constants]
    if known:
        valued = [_term(use, _outer(sweep, use), use.partial(entry), entry, cost) for use in uses]
        lines.add("substitution", Add(*valued), citing("derivative of ", *_labels_behind(sweep, known)))
    written = [_term(use, _outer(sweep, use), use.unevaluated(entry), entry, cost) for use in uses]
    detail = Detail.FULL if through or entry.tensor.role != "parameter" else Detail.TEXTBOOK
    lines.add("definition", Add(*written), citing("by ", *(use.equation.label for use in uses)), detail)


def _term(use: Use, outer: Expr, local: Expr, entry: Entry, cost: Tensor) -> Expr:
    return use.unevaluated(entry) if use.equation.tensor == cost else use.term(outer, local)


def _outer(sweep: Sweep, use: Use) -> Expr:
    """The adjoint of the consumer: its value where it is a constant, otherwise its symbol."""
    return sweep.constants.get(use.equation.tensor, use.adjoint)


def _labels_behind(sweep: Sweep, known: list[Use]) -> list[str]:
    """The equations that make the adjoints of these consumers constant."""
    tensors = {use.equation.tensor for use in known}
    labels = [e.label for e in sweep.model.equations if tensors & e.reads]
    return list(dict.fromkeys(labels))


def _through(uses: list[Use]) -> Reason:
    parts: list[str | Whole] = ["chain rule through "]
    return (*parts, *listed([use.whole for use in uses]))


def listed(items: Sequence[Any]) -> list[Any]:
    """The items with commas and an "and" between: ``a, b and c``."""
    parts: list[Any] = []
    for i, item in enumerate(items):
        parts += [item] if not i else [" and " if i == len(items) - 1 else ", ", item]
    return parts


def _local_derivatives(sweep: Sweep, lines: Lines, uses: list[Use], entry: Entry) -> None:
    """The derivative of each consumer's right side, or its lemma where one was proved."""
    terms, lemmas, labels = [], [], []
    for use in uses:
        lemma = sweep.jacobians.get(use.equation.tensor.name)
        local = _from_lemma(lemma, use, entry) if lemma else None
        if local is None:
            local = use.derivative(entry)
            labels.append(use.equation.label)
        elif lemma:
            lemmas.append(lemma.key)
        outer = S.One if use.equation.tensor == sweep.model.cost else _outer(sweep, use)
        terms.append(use.term(outer, local))
    reason = citing("derivative of ", *labels) if labels else ()
    if lemmas:
        reason = (*reason, "; " if labels else "", *citing("by ", *lemmas))
    lines.add("derivative", Add(*terms), tuple(part for part in reason if part != ""))


def _from_lemma(lemma: Theorem, use: Use, entry: Entry) -> Expr | None:
    """The lemma's right side for these indices, if it speaks of this pair of tensors."""

    of, by = lemma.subject.args
    if by.tensor != entry.tensor:
        return None
    renaming: dict[Expr, Expr] = dict(zip(by.indices, entry.indices, strict=True))
    for own, placed in zip(of.indices, use.lhs.indices, strict=True):
        if renaming.setdefault(own, placed) != placed:
            return None  # the lemma is about one example: it says nothing of two
    return replace(lemma.statement, renaming)


def _is_elementwise(use: Use, entry: Entry, case: Case) -> bool:
    """Whether the consumer's adjoint leaves the sum once the deltas are gone: unit j depends on unit j alone."""
    contracted = contract(use.term(use.adjoint, use.derivative(entry)), case.ranges)
    free = {symbol for index in entry.indices for symbol in index.free_symbols}
    found = [e for e in open_entries(contracted) if e.tensor == use.adjoint.tensor]
    return all(e.free_symbols <= free for e in found)


def _write_out(sweep: Sweep, lines: Lines, inner: Entry, case: Case) -> None:
    """Carry the proof on with the adjoint of an activation, which has no theorem of its own."""
    tensor = inner.tensor.of
    assert tensor is not None
    own = case.ranges
    if _is_any_cost(sweep, inner, case):
        return  # of "any cost C" nothing is known but its gradient, which is this very factor
    # A summed index gets a name of its own; the others are those of the theorem (or a fixed layer).
    indices = tuple(fresh_index() if i.is_Dummy and i not in own else i for i in inner.indices)
    bounds = tuple((k, *tensor.range_at(axis, indices)) for axis, k in enumerate(indices) if k in own or k.is_Dummy)
    bounds = tuple((k, *own[k]) if k in own else (k, lo, hi) for k, lo, hi in bounds)
    proof = sweep.lines_for(tensor[indices], Case(indices, bounds))
    if proof.steps:
        lines.embed(proof.steps, inner, adjoint(tensor)[indices])
    else:
        lines.add("definition", lines.current.xreplace({inner: S.Zero}), ("the cost does not depend on it",))


def _is_any_cost(sweep: Sweep, inner: Entry, case: Case) -> bool:
    tensor = inner.tensor.of
    assert tensor is not None
    uses = sweep.uses_of(tensor[inner.indices], case)
    return bool(uses) and all(isinstance(use.rhs, Opaque) for use in uses)


def _contract(lines: Lines, case: Case, sizes: Mapping[Symbol, int]) -> None:
    record = Contraction()
    after = contract(lines.current, case.ranges, record)
    if len(record.solved) == 1:
        reason: Reason = ("only one term of the sum remains",)
    elif record.solved:
        reason = ("only one term of each sum remains",)
    else:
        reason = ("indices in range",)
    lines.add("Kronecker delta", _decided(after, sizes), reason)


def _decided(expr: Expr, sizes: Mapping[Symbol, int]) -> Expr:
    """Brackets around a named index (unit 3 of a layer of 4) that the layer's own size decides; others keep their symbols."""

    def rule(node: Expr) -> Expr | None:
        if not isinstance(node, InRange):
            return None
        valued = node.func(*(arg.xreplace(dict(sizes)) for arg in node.args))
        return valued if valued.is_Number else None

    return rewrite(expr, rule) if sizes and expr.has(InRange) else expr


def _fold_definitions(lines: Lines, uses: list[Use]) -> None:
    """Put the quantity that a consumer defines for the exponentials of its definition (``e^{s_ij}`` is ``p_ij`` times
    its row's sum)."""
    for use in uses:
        equation = use.equation
        if is_foldable(equation.rhs) and equation.lhs.indices and all(i.is_Symbol for i in equation.lhs.indices):
            fold = fold_entry(lines.current, equation.lhs, equation.rhs)
            if fold:
                lines.add("fold", fold.expr, citing("by ", equation.label))


def is_foldable(rhs: Expr) -> bool:
    """Whether a definition can be solved: one with an exponential (a logistic, a softmax), or a difference over a root."""
    return rhs.has(sympy.exp) or (
        isinstance(rhs, Mul) and any(isinstance(f, Pow) and f.exp.is_Rational and not f.exp.is_Integer for f in rhs.args)
    )


def _fold(sweep: Sweep, lines: Lines) -> None:
    """Write derivatives of named functions by their lemmas, and function values as the quantities that the forward pass
    named."""
    names = sorted(
        {a.function.name for a in lines.current.atoms(Apply) if a.function.order > 0 and a.function.name in sweep.lemmas}
    )
    unfolded = unfold(lines.current, sweep.lemmas)
    renamed, labels = name_values(sweep, unfolded)
    if renamed == lines.current:
        return
    lemmas = [f"lemma {name}" for name in names]
    lines.add("fold", renamed, citing("by ", *lemmas, *labels))


def name_values(sweep: Sweep, expr: Expr) -> tuple[Expr, list[str]]:
    """``sigma(z_j)`` is ``a_j``: put the quantity for every right side that the forward pass computes anyway."""
    labels: dict[str, None] = {}

    def rule(node: Expr) -> Expr | None:
        if type(node) not in sweep.value_kinds:
            return None
        for equation in sweep.values_by_tensors.get((type(node), frozenset(node.atoms(Tensor))), ()):
            found = match(equation.rhs, node, equation.lhs.indices)
            if found is not None:
                labels[equation.label] = None
                return replace(equation.lhs, found)
        return None

    return rewrite(expr, rule), list(labels)


def _known_sums(sweep: Sweep, lines: Lines) -> None:
    """Sums that a definition fixes (``sum_k a_k = 1`` for softmax): put the definition in, and see whether it collapses."""
    labels: dict[str, None] = {}

    def rule(node: Expr) -> Expr | None:
        value = fixed_sum(sweep.model, node)
        if value is None:
            return None
        labels[value[1]] = None
        return value[0]

    after = rewrite(lines.current, rule)
    if after != lines.current:
        lines.add("fold", after, citing("the sum is fixed by ", *labels))
        lines.tidy()
