"""Proofs for a reader.

Which steps are printed at a level of detail, what their merged reasons say, and the last step to matrices.

Input: theorems.  Output: ``Statement`` with their ``Proof``.  A step that is left out hands its reason on to the next
printed line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sympy import Expr, Symbol

from derive import matrix_nodes
from derive.algebra import Entry, Sum, Tensor
from derive.algebra.sums import Bound
from derive.derivation import Derivation, Detail, Ref, Step, Theorem
from derive.matrix_form import matrix_form
from derive.model import Equation
from derive.places import place
from derive.render.document import Cite, Formula, Inline, Line, Proof, Statement
from derive.render.remains import named_reason
from derive.render.scribe import Scribe, sentence

_MOST_REASONS = 2
"""How many merged reasons a line may carry before the least of them are dropped."""


class Storyteller:
    """Tells the theorems of one derivation."""

    def __init__(
        self,
        derivation: Derivation,
        root: Scribe,
        detail: Detail,
        form: str,
        cites: Mapping[str, Cite],
        numbers: Mapping[str, int],
    ) -> None:
        """``root`` is a scribe of the document."""
        self._derivation, self._root, self._detail, self._form = derivation, root, detail, form
        self._cites, self._numbers = cites, numbers
        self._theorems = {theorem.key: theorem for theorem in derivation.theorems}

    def statement(self, theorem: Theorem, *, proved: bool = True) -> Statement:
        """The theorem as a numbered statement, with its proof unless that is not wanted."""
        scribe = self.scribe(theorem)
        left, right = scribe.formula(theorem.subject), scribe.formula(theorem.statement)
        matrix = self.matrix_form(theorem, scribe)
        return Statement(
            key=theorem.key,
            kind="Lemma" if theorem.is_lemma else "Theorem",
            number=self._numbers[theorem.key],
            title=self._title(theorem, scribe),
            left=left,
            right=right,
            quantifier=self._quantifier(theorem, scribe),
            matrix=matrix,
            proof=self._proof(theorem, scribe, left, matrix) if proved else None,
            anchor=self._cites[theorem.key].anchor,
        )

    def _title(self, theorem: Theorem, scribe: Scribe) -> Inline:
        """The title; the bare name of a tensor in it is printed as a formula."""
        if theorem.is_lemma:
            return (_short(theorem.title),)
        before, with_respect, name = theorem.title.rpartition("with respect to ")
        tensor = theorem.subject.tensor.of if isinstance(theorem.subject, Entry) else None
        if not with_respect or tensor is None or name != tensor.name:
            return scribe.with_layer(theorem.title, tensor)
        return (before + with_respect, scribe.matrix(self._whole(tensor, theorem.subject)))

    @staticmethod
    def _whole(tensor: Tensor, entry: Entry) -> matrix_nodes.Whole:
        return matrix_nodes.Whole(tensor, entry.indices[0] if tensor.layered and entry.indices else None)

    def scribe(self, theorem: Theorem) -> Scribe:
        """A scribe for one theorem, who knows its free indices."""
        return self._root.anew(theorem.bounds)

    def blank(self, free: Iterable[Bound] = ()) -> Scribe:
        """A scribe for a formula outside the theorems."""
        return self._root.anew(free, limits=True)

    def cite(self, theorem: Theorem) -> Cite:
        """The citation of a theorem."""
        return self._cites[theorem.key]

    def cite_equation(self, equation: Equation) -> Cite:
        """The citation of a forward equation."""
        return self._cites[equation.label]

    def matrix_form(self, theorem: Theorem, scribe: Scribe) -> tuple[Formula, Formula] | None:
        """Both sides of the matrix form; none if the theorem has no matrix form, or it says nothing new (a scalar)."""
        subject = theorem.subject
        if self._form == "index" or theorem.matrix is None or not isinstance(subject, Entry):
            return None
        layer = subject.indices[0] if subject.tensor.layered and subject.indices else None
        return scribe.matrix(matrix_nodes.Whole(subject.tensor, layer)), scribe.matrix(theorem.matrix)

    def forward_matrix(self, equation: Equation, scribe: Scribe) -> tuple[Formula, Formula] | None:
        """Both sides of a forward equation in matrix form, if it has one and the form asks for it."""
        tensor, indices = equation.tensor, equation.lhs.indices
        axes = tuple(i for i in indices[1 if tensor.layered else 0 :] if isinstance(i, Symbol))
        if self._form == "index" or not axes or len(axes) < len(indices) - int(tensor.layered):
            return None
        found = matrix_form(equation.rhs, axes, dict(equation.ranges))
        if found is None or _has_quotient(found) or tensor.base == self._derivation.model.cost.base:
            return None  # softmax as a quotient by a sum spread with ones helps nobody
        layer = indices[0] if tensor.layered else None
        return scribe.matrix(matrix_nodes.Whole(tensor, layer)), scribe.matrix(found)

    def _quantifier(self, theorem: Theorem, scribe: Scribe) -> Inline:
        ranges = scribe.range(theorem.bounds)
        # ``l < L`` beside ``l = 1, ..., L - 1`` would be said twice.
        ends = [(k, hi + 1) for k, _, hi in theorem.bounds]
        for condition in theorem.conditions:
            if tuple(condition.args) not in ends:
                ranges = (*ranges, ", " if ranges else "", scribe.small(condition))
        return ranges

    def _proof(self, theorem: Theorem, scribe: Scribe, left: Formula, matrix: tuple[Formula, Formula] | None) -> Proof:
        closing = self._closing(theorem, scribe, matrix)
        if theorem.same_as and self._detail < Detail.FULL:
            return Proof(self._by_analogy(theorem), None, ())
        lines = self._lines(theorem, scribe, left)
        return Proof(sentence(scribe.inline(theorem.opening)), left, lines, closing)

    def _closing(self, theorem: Theorem, scribe: Scribe, matrix: tuple[Formula, Formula] | None) -> Inline:
        if matrix is None:
            return ()
        reason = scribe.inline(theorem.matrix_reason)
        if not reason or matrix[1].latex.text == scribe.formula(theorem.statement).latex.text:
            return ()
        return ("In matrix form: ", *reason, ".")

    def _by_analogy(self, theorem: Theorem) -> Inline:
        """``As Theorem 3, with layer 1 in place of layer 2.``"""
        model = self._theorems[theorem.same_as]
        cite = self._cites[model.key]
        here, there = self._place(theorem), self._place(model)
        if here and there and here != there:
            return ("As in the proof of ", cite, f", with {place(here)} in place of {place(there)}.")
        return ("As in the proof of ", cite, ", with the names changed.")

    @staticmethod
    def _place(theorem: Theorem) -> str:
        return theorem.subject.tensor.tag if isinstance(theorem.subject, Entry) else ""

    def _lines(self, theorem: Theorem, scribe: Scribe, left: Formula) -> tuple[Line, ...]:
        lines: list[Line] = []
        waiting: list[tuple[Step, Expr]] = []
        before_it: Expr = theorem.subject
        for position, step in enumerate(theorem.steps):
            last = position == len(theorem.steps) - 1
            here, before_it = (step, before_it), step.after
            if step.detail > self._detail and not last:
                waiting.append(here)
                continue
            formula = scribe.formula(step.after)
            reason = self._merged([*waiting, here], scribe)
            skipped = tuple(Line(scribe.formula(s.after), named_reason(s, b, scribe)) for s, b in waiting)
            waiting = []
            before = lines[-1].formula if lines else left
            if formula.latex.text == before.latex.text and not last:
                continue  # the step changes nothing that this notation shows
            if formula.latex.text == before.latex.text and lines:
                lines[-1] = Line(formula, joined(lines[-1].reason, reason))
                continue
            lines.append(Line(formula, reason, skipped))
        return tuple(lines)

    def _merged(self, steps: list[tuple[Step, Expr]], scribe: Scribe) -> Inline:
        """The reasons of several steps, each with the line before it."""
        later = [step for step, _ in steps]
        kept = [here for i, here in enumerate(steps) if here[0].reason and not _said_again(here[0], later[i + 1 :])]
        while len(kept) > _MOST_REASONS:
            least = max(kept[:-1], key=lambda here: (here[0].detail, -kept.index(here)))
            kept.remove(least)
        result: Inline = ()
        for step, before in kept:
            result = joined(result, named_reason(step, before, scribe))
        return result


def _short(title: str) -> str:
    """``derivative of the rectifier max(0, z)`` without what the definition has said after it."""
    return re.split(r": |, (?=with|whose|and|approx)", title)[0]


def _said_again(step: Step, later: list[Step]) -> bool:
    """Whether a bare ``by (D4)`` is followed by a reason that cites the same."""
    cited = {part for part in step.reason if isinstance(part, Ref)}
    words = "".join(part for part in step.reason if isinstance(part, str)).replace("and", "").replace("by", "").strip(" ,")
    return bool(cited) and not words and any(cited <= {p for p in other.reason if isinstance(p, Ref)} for other in later)


def _has_quotient(matrix: object) -> bool:
    if isinstance(matrix, tuple):
        return any(map(_has_quotient, matrix))
    if isinstance(matrix, matrix_nodes.Scaled) and matrix.factor.has(Sum):
        return True
    fields = getattr(matrix, "__dataclass_fields__", {}) if isinstance(matrix, matrix_nodes.Matrix) else {}
    return isinstance(matrix, matrix_nodes.Quotient) or any(_has_quotient(getattr(matrix, name)) for name in fields)


def joined(first: Inline, second: Inline) -> Inline:
    """Two reasons with a semicolon between them; a reason that is already said is not said twice."""
    if not first or not second or first[-len(second) :] == second:
        return first or second
    return (*first, "; ", *second)
