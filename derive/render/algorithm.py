"""The end of a document: the mini-batch, and the algorithm with the formulas that were derived."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Symbol

from derive import matrix_nodes
from derive.algebra import Entry, Tensor, adjoint
from derive.algebra.sums import Bound
from derive.derivation import Derivation, Theorem
from derive.model import Equation, Model
from derive.render.document import Cite, Formula, Inline, Stage
from derive.render.piece import Level, breakable, join
from derive.render.scribe import Scribe
from derive.render.story import Storyteller

_ETA = Symbol("eta", positive=True)
_LAYER = Symbol("l", integer=True)
_RUNS = ("l", "t")
"""The indices that the passes run along: layers, times."""


def stages(derivation: Derivation, teller: Storyteller, scribe: Scribe, *, blocks: bool = False) -> tuple[Stage, ...]:
    """Forward pass, output error, backward pass, gradients, descent; ``blocks``: the network is told by one of its blocks."""
    along = ", block by block" if blocks else ""
    errors = [t for t in derivation.theorems if not t.is_lemma and not t.key.startswith("grad ")]
    gradients = [t for t in derivation.theorems if t.key.startswith("grad ")]
    found = [
        Stage("Forward pass", (f"Compute{along}, and keep,",), tuple(_forward(e, teller) for e in derivation.model.equations))
    ]
    if errors:
        found.append(
            Stage("Output error", ("Start from the cost, by ", teller.cite(errors[0]), ":"), (_result(errors[0], teller),))
        )
    if len(errors) > 1:
        cited = span(errors[1:], teller)
        found.append(
            Stage(
                "Backward pass", (f"Go back{along}, by ", *cited, ":"), tuple(_result(t, teller, back=True) for t in errors[1:])
            )
        )
    if gradients:
        cited = span(gradients, teller)
        found.append(Stage("Gradients", ("By ", *cited, ":"), tuple(_result(t, teller) for t in gradients)))
    found.append(_descent(derivation.model, scribe))
    return tuple(found)


def span(theorems: list[Theorem], teller: Storyteller) -> Inline:
    """``Theorem 4``, ``Theorems 4 and 5`` or ``Theorems 4 to 9``."""
    first, last = teller.cite(theorems[0]), teller.cite(theorems[-1])
    if len(theorems) == 1:
        return (first,)
    numbers = (Cite(cite.words.split()[-1], cite.anchor) for cite in (first, last))
    return ("Theorems ", next(numbers), " and " if len(theorems) == 2 else " to ", next(numbers))


def _forward(equation: Equation, teller: Storyteller) -> tuple[Formula, str, Formula]:
    scribe = teller.blank(equation.bounds)
    matrix = teller.forward_matrix(equation, scribe)
    left, right = matrix or (scribe.formula(equation.lhs), scribe.formula(equation.rhs))
    return left, "=", for_layers(right, _running(equation.lhs, equation.bounds), scribe)


def _result(theorem: Theorem, teller: Storyteller, *, back: bool = False) -> tuple[Formula, str, Formula]:
    scribe = teller.scribe(theorem)
    matrix = teller.matrix_form(theorem, scribe)
    left, right = matrix or (scribe.formula(theorem.subject), scribe.formula(theorem.statement))
    return left, "=", for_layers(right, _running(theorem.subject, theorem.bounds), scribe, back=back)


def _running(subject: Expr, bounds: Sequence[Bound]) -> Sequence[Bound]:
    """The ranges to print: a pass runs over layers, and over times if its tensor is numbered by them."""
    if not bounds or bounds[0][0].name == "l":
        return bounds
    numbered = isinstance(subject, Entry) and (subject.tensor.of or subject.tensor).layered
    return bounds if numbered else ()


def for_layers(formula: Formula, bounds: Sequence[Bound], scribe: Scribe, *, back: bool = False) -> Formula:
    """The formula with the layers for which it is computed, on the way back from the last."""
    if not bounds or bounds[0][0].name not in _RUNS:
        return formula
    k, lo, hi = bounds[0]
    (run,) = scribe.range([(k, hi, lo) if back else (k, lo, hi)])
    assert isinstance(run, Formula)
    gap = scribe.sign(r"\qquad ", "    for ")
    latex = breakable([formula.latex, join([gap.latex, run.latex], Level.ATOM)], Level.RELATION)
    return Formula(latex, join([formula.text, gap.text, run.text], Level.RELATION))


def _descent(model: Model, scribe: Scribe) -> Stage:
    """One step downhill for every parameter."""
    words: Inline = ("With a learning rate ", scribe.small(_ETA), ", one step of gradient descent is")
    return Stage("Descent", words, tuple(_update(tensor, scribe) for tensor in model.parameters))


def _update(tensor: Tensor, scribe: Scribe) -> tuple[Formula, str, Formula]:
    layer = _LAYER if tensor.layered else None
    here = matrix_nodes.Whole(tensor, layer)
    gradient = matrix_nodes.Scaled(-_ETA, matrix_nodes.Whole(adjoint(tensor), layer))
    return scribe.matrix(here), "←", scribe.matrix(matrix_nodes.Total((here, gradient)))
