"""From the derivation's words and expressions to inline text: formulas printed in both styles, references resolved.

A ``Scribe`` belongs to one theorem (or to the definitions), because letters of bound indices are remembered within one
proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from sympy import Basic, Expr, Integer, Symbol

from derive import matrix_nodes
from derive.algebra import Delta, Entry, Partial, Tensor
from derive.algebra.sums import Bound
from derive.derivation import Reason, Ref
from derive.model import Model
from derive.render.compose import Composer
from derive.render.document import Cite, Formula, Inline
from derive.render.formula import Printer
from derive.render.indices import Letters
from derive.render.latex_style import InlineStyle, LatexStyle
from derive.render.layers import LayerNumbers
from derive.render.leaves import no_number
from derive.render.matrix import MatrixPrinter
from derive.render.notation import Notation
from derive.render.piece import Level, join
from derive.render.ranges import run
from derive.render.text_style import TextStyle

_SPOKEN = re.compile(r"((?<=\boutput )\w+(?= of layer)|(?<=\blayer )l\b|(?<=\bstep )\w+)")
"""The names in a title that are printed as formulas."""


class Scribe(Composer):
    """Writes formulas and sentences of one theorem.  ``cites`` maps keys of theorems and labels of equations to citations."""

    def __init__(
        self,
        model: Model,
        notation: Notation,
        cites: Mapping[str, Cite],
        free: Iterable[Bound] = (),
        *,
        limits: bool = False,
        like: Scribe | None = None,
    ) -> None:
        """``free`` are the indices that have their letters, with their ranges; ``like`` is a scribe of the same document."""
        self.model, self.notation = model, notation
        self._cites = cites
        bounds = tuple(free)
        ranges = {k: (lo, hi) for k, lo, hi in bounds if not isinstance(hi, LayerNumbers)}
        taken = [k.name for k, _, _ in bounds]
        self._letters: Letters = like._letters.anew(taken) if like else Letters(model, taken)
        tensors = like._latex.tensors if like else None
        self._latex: Printer = Printer(model, notation, LatexStyle(), self._letters, tensors)
        self._inline = Printer(model, notation, InlineStyle(), self._letters, self._latex.tensors)
        self._text = Printer(model, notation, TextStyle(short_limits=not limits), self._letters, self._latex.tensors)
        for printer in (self._latex, self._inline, self._text):
            printer.ranges = dict(ranges)

    def anew(self, free: Iterable[Bound] = (), *, limits: bool = False) -> Scribe:
        """A scribe for another theorem of the same document."""
        return Scribe(self.model, self.notation, self._cites, free, limits=limits, like=self)

    def adopt(self, model: Model) -> None:
        """Know the letters of another model's tensors, too."""
        self._latex.tensors.adopt(model)

    def formula(self, expr: Basic) -> Formula:
        """An expression, for display."""
        return Formula(self._latex(expr), self._text(expr))

    def small(self, expr: Basic) -> Formula:
        """An expression, a tensor or a function's name, for a sentence."""
        return Formula(self._inline(expr), self._text(expr))

    def equation(self, left: Basic, right: Basic, relation: tuple[str, str] = ("=", "=")) -> Formula:
        """``left = right``, for a sentence."""
        sides = ((printer, printer(left), printer(right)) for printer in (self._inline, self._text))
        joined = [join([a, printer.style.sign(*relation), b], Level.RELATION) for printer, a, b in sides]
        return Formula(*joined)

    def bracket(self, k: Expr, j: Expr) -> Formula:
        """``[k = j]``, as an example of an Iverson bracket."""
        sides = [(p, p.index(k).text, p.index(j).text) for p in (self._latex, self._text)]
        return Formula(*(p.style.pick(rf"[\,{a} = {b}\,]", f"[{a} = {b}]", 3.0) for p, a, b in sides))

    def kronecker(self, k: Expr, j: Expr) -> Formula:
        """Kronecker's delta with two indices, as the notation writes it."""
        return self.small(Delta(k, j))

    def valued(self, expr: Basic, numbers: Callable[[Entry], float | None]) -> Formula:
        """The expression with numbers in place of entries."""
        for printer in (self._latex, self._text):
            printer.numbers = numbers
        try:
            return self.formula(expr)
        finally:
            for printer in (self._latex, self._text):
                printer.numbers = no_number

    def derivative(self, above: Entry, below: Entry) -> Formula:
        """``dC_n/dw``."""
        return self.formula(Partial(above, below))

    def deltas(self, expr: Expr) -> list[tuple[Expr, Expr, bool]]:
        """Both sides of the deltas under sums, as they are printed, and whether the left one is a summed index."""
        self._inline.deltas.clear()
        self._inline(expr)
        return list(dict.fromkeys(self._inline.deltas))

    def condition(self, left: Expr, right: Expr) -> Formula:
        """``k = j``."""
        sides = ((p, p.index(left), p.index(right)) for p in (self._inline, self._text))
        return Formula(*(join([a, p.style.sign("=", "="), b], Level.RELATION) for p, a, b in sides))

    def sign(self, latex: str, text: str) -> Formula:
        """A sign by itself."""
        return Formula(self._latex.style.pick(latex, text), self._text.style.pick(latex, text))

    def is_delta(self, tensor: Tensor) -> bool:
        """Whether the adjoint is written with a delta."""
        return self._latex.tensors.is_delta(tensor)

    def has_letter(self, tensor: Tensor) -> bool:
        """Whether the adjoint has a letter of its own (δ or dZ), and is not written as a derivative."""
        return tensor.role == "adjoint" and self._latex.tensors.adjoint_style(tensor) != "partial"

    def index(self, expr: Expr) -> Formula:
        """An index, a size or an end of a range."""
        return Formula(self._latex.index(expr), self._text.index(expr))

    def matrix(self, matrix: matrix_nodes.Matrix) -> Formula:
        """A matrix expression."""
        return Formula(MatrixPrinter(self._latex).formula(matrix), MatrixPrinter(self._text).formula(matrix))

    def inline(self, reason: Reason | Any) -> Inline:
        """A reason or an opening sentence: words stay, expressions are printed, references become citations."""
        parts: list[str | Formula | Cite] = []
        for part in reason:
            if isinstance(part, str):
                parts.append(part)
            elif isinstance(part, tuple):
                parts += self.inline(part)
            elif isinstance(part, Ref):
                parts.append(self._cites.get(part.key) or Cite(part.key, ""))
            elif isinstance(part, matrix_nodes.Matrix):
                parts.append(self._whole(part))
            else:
                parts.append(self.small(part))
        return tuple(parts)

    def _whole(self, part: matrix_nodes.Matrix) -> Formula:
        """A quantity as a whole; the cost of one example keeps its index, because the total cost has the same letter."""
        printed = self.matrix(part)
        cost = self.model.cost
        if isinstance(part, matrix_nodes.Whole) and part.tensor != cost and part.tensor.role != "adjoint":
            equation = self.model.equation_of(part.tensor)
            if equation and printed.latex.text == self.matrix(matrix_nodes.Whole(cost)).latex.text:
                return self.small(equation.lhs)
        return printed

    def with_layer(self, words: str, tensor: Tensor | None) -> Inline:
        """The words, with the l of "layer l", the T of "step T" and the letter of a named layer as formulas."""
        if tensor is None:
            return (words,)
        of = tensor.of or tensor
        parts: list[str | Formula | Cite] = []
        for before, part in pairwise(["", *_SPOKEN.split(words)]):
            if before.endswith("output ") and part == of.base:
                parts.append(self.small(of))
            elif before.endswith("layer ") and part == "l" and (tensor.layered or not tensor.tag.isdigit()):
                parts.append(self.index(Symbol("l", integer=True)))
            elif before.endswith("step "):
                parts.append(self.index(Integer(part) if part.isdigit() else Symbol(part, integer=True)))
            elif part:
                parts.append(part)
        return tuple(parts)

    def range(self, bounds: Iterable[Bound]) -> Inline:
        """``j = 1, ..., n_1 and k = 1, ..., n_0``."""
        parts: list[str | Formula | Cite] = []
        listed = list(bounds)
        for position, (k, lo, hi) in enumerate(listed):
            if position:
                parts.append(" and " if position == len(listed) - 1 else ", ")
            parts.append(run(self._latex, self._text, k, lo, hi))
        return tuple(parts)


def sentence(inline: Inline) -> Inline:
    """The same words with a capital letter at the start and a full stop at the end."""
    if not inline:
        return inline
    first, last = inline[0], inline[-1]
    if isinstance(first, str) and first:
        inline = (first[0].upper() + first[1:], *inline[1:])
        last = inline[-1]
    if isinstance(last, str) and re.search(r"[.:?!]\s*$", last):
        return inline
    return (*inline, ".")
