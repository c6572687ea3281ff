"""A mini-batch: the gradient of the batch from the gradients of single examples, by linearity.

Input: the proof for one example, and the model of the whole batch, whose cost says how the examples are put together.
Output: a section with one theorem.  Nothing here knows a gradient: it marks what belongs to an example with the
example's number, and sums what is so marked, as the batch's cost does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sympy import Add, Basic, Expr, Mul

from derive import matrix_nodes
from derive.algebra import Entry, Sum, Tensor, adjoint, replace
from derive.algebra.sums import Bound
from derive.derivation import Derivation, Theorem
from derive.model import Equation, Model
from derive.render.algorithm import for_layers, span
from derive.render.document import Formula, Inline, Line, Proof, Section, Statement
from derive.render.scribe import Scribe
from derive.render.story import Storyteller
from derive.render.tensors import EXAMPLE


def mini_batch(
    derivation: Derivation, whole: Model | None, teller: Storyteller, scribe: Scribe, number: int
) -> tuple[Section, ...]:
    """The section on the batch, with a theorem of that number; none if the proof is about all examples anyway."""
    model = derivation.model
    if model.example_size is not None or whole is None or whole.example_size is None:
        return ()
    gradients = [t for t in derivation.theorems if t.key.startswith("grad ") and _is_parameter(t)]
    found = next((e for e in whole.equations if _puts_together(e, whole)), None)
    if found is None or not gradients:
        return ()
    batch = _Batch(model, whole, found, teller)
    size = scribe.index(whole.example_size)
    opening: Inline = (
        "For a mini-batch of ", size, " examples write ", scribe.small(batch.single[EXAMPLE]), " for the cost of example ",
        scribe.small(EXAMPLE), ", and mark with ", scribe.small(EXAMPLE), " above a letter what belongs to this example. ",
        "The cost of the mini-batch is ", batch.cost(), *batch.penalty(scribe), ".",
    )  # fmt: skip
    return (Section("A mini-batch", opening, (batch.statement(gradients, number),), "batch"),)


class _Batch:
    """The theorem on a batch."""

    def __init__(self, model: Model, whole: Model, equation: Equation, teller: Storyteller) -> None:
        self.model, self.whole, self.teller, self.equation = model, whole, teller, equation
        node = next(iter(equation.rhs.atoms(Sum)))
        body, ((_, lo, hi),) = node.open()
        self.bound: Bound = (EXAMPLE, lo, hi)
        self.factor: Expr = equation.rhs / node
        of = body.tensor
        self.single = Tensor(of.name, of.ranges, "cost", base=of.base)
        self._own = {t.name for t in whole.tensors.values() if t.role != "parameter"}

    def cost(self) -> Formula:
        """``C = 1/N sum_n C_n``."""
        scribe = self.teller.blank([self.bound])
        cost = scribe.small(Tensor(self.equation.tensor.name, (), "cost", base=self.equation.tensor.base))
        return scribe.related(cost, self._summed(scribe, scribe.formula(self.single[EXAMPLE])))

    def penalty(self, scribe: Scribe) -> Inline:
        """The penalty does not depend on the examples, and stands there once."""
        if self.whole.equations[-1] is self.equation:
            return ()
        cost = scribe.small(self.whole.cost)
        return ("; in ", cost, ", the penalty of ", self.teller.cite_equation(self.model.equations[-1]), " is added to it once")

    def statement(self, gradients: Sequence[Theorem], number: int) -> Statement:
        """The gradients of the batch, for every parameter."""
        rows = [row for theorem in gradients for row in self._rows(theorem)]
        first, *rest = rows
        name = f"Theorem {number}"
        return Statement(
            key="batch",
            kind="Theorem",
            number=number,
            title=("gradients of a mini-batch",),
            left=first[0],
            right=first[1],
            quantifier=(),
            matrix=None,
            proof=self._proof(gradients),
            anchor=name.lower().replace(" ", "-"),
            more=tuple(rest),
        )

    def _rows(self, theorem: Theorem) -> list[tuple[Formula, Formula]]:
        scribe = self._scribe(theorem)
        rows = [(scribe.formula(theorem.subject), self._of_examples(theorem, scribe))]
        matrix = self.teller.matrix_form(theorem, scribe)
        if matrix is not None and theorem.matrix is not None:
            rows.append((matrix[0], self._matrix(theorem.matrix, scribe)))
        return [(left, for_layers(right, theorem.bounds, scribe)) for left, right in rows]

    def _scribe(self, theorem: Theorem) -> Scribe:
        return self.teller.blank([self.bound, *theorem.bounds])

    def _of_examples(self, theorem: Theorem, scribe: Scribe) -> Formula:
        """The right side for one example, marked and summed; what belongs to no example stands beside the sum."""
        marked, rest = self._split(theorem.statement)
        summed = self._summed(scribe, scribe.formula(marked))
        return scribe.added(summed, scribe.formula(rest)) if rest != 0 else summed

    def _split(self, expr: Expr) -> tuple[Expr, Expr]:
        terms = Add.make_args(expr)
        own = [term for term in terms if self._belongs(term)]
        return self._mark(Add(*own)), Add(*(term for term in terms if term not in own))

    def _matrix(self, matrix: matrix_nodes.Matrix, scribe: Scribe) -> Formula:
        terms = matrix.terms if isinstance(matrix, matrix_nodes.Total) else (matrix,)
        own = [term for term in terms if self._belongs(term)]
        rest = [term for term in terms if term not in own]
        summed = self._summed(scribe, scribe.matrix(self._mark(_total(own))))
        return scribe.added(summed, scribe.matrix(_total(rest))) if rest else summed

    def _summed(self, scribe: Scribe, formula: Formula) -> Formula:
        return scribe.summed(self.factor, self.bound, formula)

    def _belongs(self, part: object) -> bool:
        """Whether a term speaks of an example."""
        return any(tensor.role == "adjoint" or tensor.name in self._own for tensor in _tensors(part))

    def _mark(self, part: Any) -> Any:
        """The same with the number of the example on everything that belongs to one."""
        if isinstance(part, tuple):
            return tuple(self._mark(inner) for inner in part)
        if isinstance(part, Tensor):
            return self._marked(part)
        if isinstance(part, matrix_nodes.Matrix):
            return type(part)(**{f.name: self._mark(getattr(part, f.name)) for f in fields(part)})  # type: ignore[arg-type]
        if isinstance(part, Basic):
            changed = {t: self._marked(t) for t in part.atoms(Tensor)}
            return replace(part, {old: new for old, new in changed.items() if old != new})
        return part

    def _marked(self, tensor: Tensor) -> Tensor:
        if tensor.role == "adjoint" and tensor.of is not None:
            return adjoint(self._marked(tensor.of))
        if tensor.role in ("parameter", "size", "cost"):
            return tensor
        tag = f"{EXAMPLE},{tensor.tag}" if tensor.tag else str(EXAMPLE)
        return tensor.like(tag=tag)

    def _proof(self, gradients: Sequence[Theorem]) -> Proof:
        """Linearity, and the theorem on one example; told for the first parameter."""
        theorem = gradients[0]
        scribe = self._scribe(theorem)
        left = scribe.formula(theorem.subject)
        of = theorem.subject.tensor.of[theorem.subject.indices]
        split = self._summed(scribe, scribe.derivative(self.single[EXAMPLE], of))
        rest = self._split(theorem.statement)[1]
        if rest != 0:
            split = scribe.added(split, scribe.formula(rest))
        by = self.teller.cite(theorem)
        lines = (
            Line(split, ("sum rule: differentiation is linear",)),
            Line(self._of_examples(theorem, scribe), (by, " for each example")),
        )
        closing: Inline = ()
        if len(gradients) > 1:
            closing = ("The other parameters follow in the same way from ", *span(list(gradients[1:]), self.teller), ". ")
        return Proof((), left, lines, (*closing, *self._inputs(scribe)))

    def _inputs(self, scribe: Scribe) -> Inline:
        """Each example has inputs of its own: their gradient is that of one example, times the factor of the batch."""
        if not self.model.input_gradients or self.factor == 1:
            return ()
        return (
            "Each example has inputs of its own: the gradient by these is ",
            scribe.small(self.factor),
            " times that of one example.",
        )


def _total(terms: list[matrix_nodes.Matrix]) -> matrix_nodes.Matrix:
    return terms[0] if len(terms) == 1 else matrix_nodes.Total(tuple(terms))


def _tensors(part: object) -> list[Tensor]:
    if isinstance(part, tuple):
        return [tensor for inner in part for tensor in _tensors(inner)]
    if isinstance(part, matrix_nodes.Matrix):
        return [tensor for f in fields(part) for tensor in _tensors(getattr(part, f.name))]  # type: ignore[arg-type]
    if isinstance(part, Tensor):
        return [part]
    return list(part.atoms(Tensor)) if isinstance(part, Basic) else []


def _puts_together(equation: Equation, whole: Model) -> bool:
    """Whether an equation sums or averages one number per example."""
    sums = equation.rhs.atoms(Sum)
    if len(sums) != 1 or equation.bounds:
        return False
    node = next(iter(sums))
    body, bounds = node.open()
    alone = isinstance(body, Entry) and len(bounds) == 1 and len(body.indices) == 1
    return alone and bounds[0][2] - bounds[0][1] + 1 == whole.example_size and node in Mul.make_args(equation.rhs)


def _is_parameter(theorem: Theorem) -> bool:
    of = theorem.subject.tensor.of if isinstance(theorem.subject, Entry) else None
    return of is not None and of.role == "parameter"
