"""The section on cost: operations of the forward and the backward pass, and of forward mode against reverse mode.

Input: a derivation.  Output: stages, as those of the algorithm.  The numbers are those of ``derive.cost``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Integer

from derive import matrix_nodes
from derive.algebra import Tensor
from derive.cost import Cost, DepthCost, cost_of, cost_of_depth
from derive.cost.counts import Count
from derive.cost.depth import LayerRow, in_all
from derive.cost.polynomials import leading, sorted_terms
from derive.cost.walk import Row
from derive.derivation import Derivation
from derive.errors import Refused
from derive.render.algorithm import for_layers
from derive.render.document import Formula, Inline, Stage
from derive.render.scribe import Scribe

MANY = 12
"""With more quantities in a pass only its total is printed."""
TERMS = 5
"""A polynomial with more terms is printed by its leading ones, or by the first few of those."""
SIZES = 6
"""More sizes are not listed again."""
COUNTED = (
    "One operation is an addition, a subtraction, a product, a quotient, a change of sign, a comparison, a choice or the value "
    "of an elementary function (ten terms are nine additions)"
)
TAKES = "So counted, the forward pass takes"
BACK = "The errors and the gradients, with what the forward pass has kept, take"
TANGENT = (
    "Differentiating every equation in one direction of the parameters, from the input to the cost, gives the derivative of "
    "the cost in that direction. Such a pass takes"
)
Equation = tuple[Formula, str, Formula]


def cost_stages(derivation: Derivation, scribe: Scribe) -> tuple[Stage, ...]:
    """Forward pass, backward pass, forward mode, why backward, memory; nothing if the operations cannot be counted."""
    try:
        if derivation.model.is_symbolic:
            return cost_of_layers(cost_of_depth(derivation), scribe)
        teller = _Teller(cost_of(derivation), scribe)
    except Refused:
        return ()
    return (teller.forward(), teller.backward(), teller.tangent(), teller.comparison(), teller.memory())


def cost_of_layers(cost: DepthCost, scribe: Scribe) -> tuple[Stage, ...]:
    """The same for a network of symbolic depth: the operations of layer l, and their sum over the layers."""
    aside = " (the cost itself is any function, and is left aside)" if cost.left_open else ""
    parts = (
        ("Forward pass", f"{COUNTED}{aside}. {TAKES}", cost.forward, False),
        ("Backward pass", BACK, cost.backward, True),
        ("Forward mode", TANGENT, cost.tangent, False),
    )
    stages = []
    for name, words, rows, back in parts:
        shown = [row for row in rows if row.count.operations != 0 and name != "Forward mode"]
        printed = [_layer_row(row, scribe, back=back) for row in shown]
        total = scribe.sign(r"\text{in all}", "in all"), "=", scribe.formula(in_all(rows))
        stages.append(Stage(name, (words,), (*printed, total)))
    why = (
        "For all derivatives one forward and one backward pass are enough. Forward mode takes a pass as above for each of the "
    )
    return (*stages, Stage("Why backward", (why, scribe.small(cost.parameters), " parameters.")))


def _layer_row(row: LayerRow, scribe: Scribe, *, back: bool) -> Equation:
    left = scribe.matrix(matrix_nodes.Whole(row.tensor, row.layer))
    right = polynomial(row.count.operations, scribe)
    return left, ":", for_layers(right, [row.bound] if row.bound else [], scribe, back=back)


def polynomial(expr: Expr, scribe: Scribe, *, within: bool = False) -> Formula:
    """All terms, those of the highest degree first, or the leading ones with dots."""
    write = scribe.small if within else scribe.formula
    terms, more = (sorted_terms(expr), False) if len(Add.make_args(expr)) <= TERMS else leading(expr)
    terms, more = (terms[:3], True) if len(terms) > TERMS else (terms, more)
    signed = [(bool(term.as_coeff_Mul()[0] < 0), term) for term in terms]
    printed = [(minus, write(-term if minus else term)) for minus, term in signed]
    return scribe.terms([*printed, *([(False, scribe.sign(r"\cdots", "…"))] if more else [])])


class _Teller:
    """Writes the stages of one cost."""

    def __init__(self, cost: Cost, scribe: Scribe) -> None:
        self._cost, self._scribe = cost, scribe

    def forward(self) -> Stage:
        """What counts, and the forward pass."""
        return Stage("Forward pass", (f"{COUNTED}. {TAKES}",), self._rows(self._cost.forward, self._cost.forward_total))

    def backward(self) -> Stage:
        """The backward pass."""
        return Stage("Backward pass", (BACK,), self._rows(self._cost.backward, self._cost.backward_total))

    def tangent(self) -> Stage:
        """One pass of forward mode."""
        row = (self._total(), "=", self._polynomial(self._cost.tangent.operations))
        return Stage("Forward mode", (TANGENT,), (row,))

    def comparison(self) -> Stage:
        """Why backward."""
        cost = self._cost
        words: list[str | Formula] = ["All derivatives by the "]
        words += [self._polynomial(cost.parameters, within=True), " parameters take one forward and one backward pass. "]
        words += ["Forward mode needs one forward pass, and a pass as above for every parameter."]
        reverse, forward = cost.number(cost.reverse_mode.operations), cost.number(cost.forward_mode.operations)
        if reverse and forward:
            words += [*self._sizes(), f"{reverse:,} operations against {forward:,}, {_times(forward / reverse)} as many."]
        return Stage("Why backward", tuple(words))

    def memory(self) -> Stage:
        """What reverse mode pays."""
        kept = self._polynomial(self._cost.kept, within=True)
        words: Inline = ("For this the forward pass keeps ", kept, " numbers until the backward pass has read them.")
        return Stage("The price", words)

    def _sizes(self) -> list[str | Formula]:
        """``For n_0 = 784 and ... this is``."""
        named = [self._scribe.equation(size, Integer(value)) for size, value in self._cost.numbers.items()]
        if not named or len(named) > SIZES:
            return [" With the sizes of this network this is " if named else " This is "]
        parts: list[str | Formula] = [" With "]
        for number, formula in enumerate(named):
            parts += ["" if not number else " and " if number == len(named) - 1 else ", ", formula]
        return [*(part for part in parts if part != ""), " this is "]

    def _rows(self, rows: Sequence[Row], count: Count) -> tuple[Equation, ...]:
        """The quantities that cost something, and the total."""
        found = [] if len(rows) > MANY else [row for row in rows if row.count.operations != 0]
        printed = [(self._quantity(row.tensor), ":", self._polynomial(row.count.operations)) for row in found]
        return (*printed, (self._total(), "=", self._polynomial(count.operations)))

    def _quantity(self, tensor: Tensor) -> Formula:
        return self._scribe.matrix(matrix_nodes.Whole(tensor))

    def _total(self) -> Formula:
        return self._scribe.sign(r"\text{in all}", "in all")

    def _polynomial(self, expr: Expr, *, within: bool = False) -> Formula:
        return polynomial(expr, self._scribe, within=within)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} times" if ratio >= 10 else f"{ratio:.1f} times"
