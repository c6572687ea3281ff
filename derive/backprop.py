"""Reverse sweep: the adjoint of every quantity, one equation at a time, each with its proof.

Input: a model.  Output: a derivation.  The one rule: the adjoint of ``v`` is the sum over its consumers ``u`` of
``adjoint(u) * du/dv``; SymPy differentiates the right side of ``u``, contraction removes the deltas, folding writes the
result with forward values.  No formula of any layer, activation or cost stands here (source of the mathematics: the
chain rule, and nothing else).
"""

from __future__ import annotations

from functools import cached_property

from sympy import Basic, Expr, Function, S
from sympy.core.parameters import distribute

from derive.algebra import Apply, Entry, Sum, Tensor, adjoint
from derive.algebra.tidy import is_constant
from derive.cases import Case, cases
from derive.chain import listed
from derive.consumers import Use, uses
from derive.derivation import Derivation, Detail, Reason, Ref, Step, Theorem
from derive.functions import Lemmas, lemmas
from derive.jacobians import jacobians
from derive.matrix_nodes import Matrix, Whole
from derive.matrix_theorems import with_matrix
from derive.model import Equation, Model
from derive.places import place
from derive.proof_lines import Lines
from derive.repeats import mark_repeats
from derive.reuse import Archive


def derive(model: Model) -> Derivation:
    """Derive every gradient that the model asks for.

    Raises:
        Refused: an equation cannot be differentiated (named, with its place).
    """
    # SymPy must not turn 2*(a - y) into 2*a - 2*y: a line of a proof keeps its factors.
    with distribute(False):
        return Sweep(model).run()


class Sweep:
    """One reverse sweep over a model, with what it has proved so far."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.lemmas: Lemmas = lemmas(model)
        self.jacobians: Lemmas = jacobians(model)
        self.constants: dict[Tensor, Expr] = {model.cost: S.One}
        self.archive = Archive()
        self.theorems: list[Theorem] = []
        self.adjoints: list[Equation] = []

    def run(self) -> Derivation:
        """Errors from the output back, then the gradients in the order of the parameters."""
        for tensor in reversed(self._order):
            if tensor not in self.constants and not self.is_inline(tensor):
                self._prove(tensor)
        for leaf in self.wanted:
            self._prove(leaf)
        used = [lemma for lemma in (*self.lemmas.values(), *self.jacobians.values()) if self._is_cited(lemma)]
        return Derivation(self.model, tuple(map(with_matrix, mark_repeats((*used, *self.theorems)))), tuple(self.adjoints))

    @property
    def wanted(self) -> tuple[Tensor, ...]:
        """The tensors whose gradients are asked for."""
        inputs = [t for t in self.model.inputs if self.model.input_gradients and not t.integer]
        return (*self.model.parameters, *inputs)

    @cached_property
    def _order(self) -> list[Tensor]:
        """The intermediates that depend on something wanted and that the cost depends on, in the order of the equations."""
        active = set(self.wanted)
        for equation in self.model.equations:
            if active & equation.reads and not equation.tensor.integer:
                active.add(equation.tensor)
        needed = {self.model.cost}
        for equation in reversed(self.model.equations):
            if equation.tensor in needed:
                needed |= equation.reads
        ordered = list(dict.fromkeys(equation.tensor for equation in reversed(self.model.equations)))[::-1]
        return [tensor for tensor in ordered if tensor in active and tensor in needed]

    @cached_property
    def _active(self) -> frozenset[Tensor]:
        return frozenset(self._order)

    @cached_property
    def values_by_tensors(self) -> dict[tuple[type, frozenset[Tensor]], list[Equation]]:
        """The equations whose right side is a function of other quantities, found by its kind and its tensors."""
        found: dict[tuple[type, frozenset[Tensor]], list[Equation]] = {}
        for equation in self.model.equations:
            if equation.rhs.has(Apply, Function) and all(i.is_Symbol or i.is_number for i in equation.lhs.indices):
                found.setdefault((type(equation.rhs), equation.reads), []).append(equation)
        return found

    @cached_property
    def value_kinds(self) -> set[type]:
        return {kind for kind, _ in self.values_by_tensors}

    def is_sought(self, tensor: Tensor) -> bool:
        """Whether the gradient by a tensor, or through it, is asked for."""
        return tensor in self.wanted or self.is_active(tensor)

    def is_active(self, tensor: Tensor) -> bool:
        """Whether a tensor lies on a path from something wanted to the cost."""
        return tensor in self._active

    def is_inline(self, tensor: Tensor) -> bool:
        """Whether the adjoint is worked out inside the one theorem that needs it.

        So it is for an elementwise activation of one quantity, and for a nonlinear quantity that only the cost reads:
        there the terms of the cost cancel against its derivative (softmax with cross-entropy), which also keeps the
        emitted code finite.
        """
        equation = self.model.equation_of(tensor)
        if equation is None or equation.kind in ("cost", "penalty"):
            return False
        elementwise = equation.kind == "activation" and not equation.rhs.has(Sum)
        if not (elementwise or self._feeds_the_cost(equation)):
            return False
        behind = [t for t in equation.reads if t in self._active or t in self.wanted]
        return len(behind) == 1

    def _feeds_the_cost(self, equation: Equation) -> bool:
        readers = self.model.readers.get(equation.tensor, ())
        direct = all(reader.tensor in self.constants for reader in readers)
        return direct and equation.tensor not in self.constants and equation.rhs.has(Apply, Function)

    def uses_of(self, entry: Entry, case: Case) -> list[Use]:
        """Where the cost depends on an entry, consumer by consumer."""
        return [use for use in uses(self.model, entry, case.ranges) if self.is_active(use.equation.tensor)]

    def _prove(self, tensor: Tensor) -> None:
        """Prove the theorem(s) of one adjoint; a constant adjoint (1/N of the cost of one example) is kept for later
        use instead."""
        equation = self.model.equation_of(tensor)
        for case in cases(self.model, tensor, self.is_inline, self.is_sought):
            lines = self.archive.lines_for(self, tensor, case)
            general = lines.current
            if equation is not None and tensor not in self.wanted and is_constant(general):
                self.constants[tensor] = general
                return
            label = "grad" if tensor in self.wanted else "delta"
            self.adjoints.append(
                Equation(adjoint(tensor)[case.indices], general, case.bounds, label=f"{label} {tensor.name}{case.suffix}")
            )
            self.theorems.append(self._theorem(tensor, case, lines, label))

    def lines_for(self, entry: Entry, case: Case) -> Lines:
        """The proof of one adjoint entry, up to the last line that holds for all data."""
        from derive.chain import prove_entry

        return prove_entry(self, entry, case)

    def _theorem(self, tensor: Tensor, case: Case, lines: Lines, label: str) -> Theorem:
        lines.assume(self.model)
        steps = tuple(lines.steps) or (Step("definition", lines.current, ("the cost does not depend on it",), Detail.BRIEF),)
        return Theorem(
            key=f"{label} {tensor.name}{case.suffix}",
            title=_title(self.model, tensor, label, case),
            subject=adjoint(tensor)[case.indices],
            bounds=case.bounds,
            steps=steps,
            opening=self._opening(tensor, case),
            conditions=case.conditions,
        )

    def _opening(self, tensor: Tensor, case: Case) -> Reason:
        """Through what the cost depends on the tensor, in words."""
        uses = self.uses_of(tensor[case.indices], case)
        through = [use.whole for use in uses if use.equation.tensor != self.model.cost]
        parts: list[str | Basic | Matrix] = [Whole(self.model.cost), " depends on ", tensor[case.indices]]
        if not through:
            return (*parts, " directly.")
        parts.append(" through ")
        parts += listed(through)
        return (*parts, " only." if len(through) == len(uses) else ", and directly.")

    def _is_cited(self, lemma: Theorem) -> bool:
        cited = {
            part.key
            for t in (*self.theorems, *self.lemmas.values())
            for s in t.steps
            for part in s.reason
            if isinstance(part, Ref)
        }
        return lemma.key in cited


def _title(model: Model, tensor: Tensor, label: str, case: Case) -> str:
    """What a theorem is about, in words: ``error of layer 2``, ``gradient of the weights of layer 1``."""
    equation = model.equation_of(tensor)
    if label == "grad" or equation is None:
        kind = {"W": "weights", "b": "biases", "w": "weights"}.get(tensor.base, "")
        where = f" of {place(tensor.tag)}" if tensor.tag else ""
        return f"gradient of the {kind}{where}" if kind else f"gradient with respect to {tensor.name}"
    words = equation.words or tensor.name
    first = case.indices[0] if tensor.layered and case.indices else S.One
    if tensor.layered and first not in case.ranges:
        words = words.replace("layer l", f"layer {first}") + (f" at step {first}" if tensor.tag else "")
    words += _gate(model, tensor, case)
    article = "the " if " " in equation.words else ""
    is_error = words.startswith("weighted input of") and "gates" not in words
    return words.replace("weighted input", "error") if is_error else f"derivative with respect to {article}{words}"


def _gate(model: Model, tensor: Tensor, case: Case) -> str:
    """``, for the input gate``: who reads the entries of which one index is a number."""
    fixed = {axis: i for axis, i in enumerate(case.indices) if i.is_Integer and not (tensor.layered and axis == 0)}
    for reader in model.readers.get(tensor, ()) if fixed else ():
        entries = [e for e in reader.rhs.atoms(Entry) if e.tensor == tensor]
        if reader.words and all(e.indices[axis] == i for e in entries for axis, i in fixed.items()):
            return f", for the {reader.words.removeprefix('weighted input of the ').partition(' of layer')[0]}"
    return ""
