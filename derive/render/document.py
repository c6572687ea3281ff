"""The format-neutral document: what every back end prints, as plain data.

Nothing here holds a SymPy object.  A ``Formula`` carries its LaTeX and its text; sentences are tuples of words, formulas
and citations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from derive.render.piece import Piece


@dataclass(frozen=True)
class Formula:
    """One formula in both spellings."""

    latex: Piece
    text: Piece


@dataclass(frozen=True)
class Cite:
    """A citation: ``Theorem 2``, ``Lemma 1`` or ``(D3)``; ``anchor`` is where it leads, within the document."""

    words: str
    anchor: str


Inline = tuple["str | Formula | Cite", ...]
"""A sentence or a part of one."""


@dataclass(frozen=True)
class Line:
    """One line of a proof.

    ``= formula``, and why; ``skipped`` are the finer lines before it that this level of detail leaves out.
    """

    formula: Formula
    reason: Inline
    skipped: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Definition:
    """A forward equation with its label, and for which indices it holds."""

    label: str
    left: Formula
    right: Formula
    quantifier: Inline
    words: str


@dataclass(frozen=True)
class SymbolRow:
    """A row of the table of symbols."""

    symbol: Formula
    shape: Inline
    meaning: Inline
    defined: Inline


@dataclass(frozen=True)
class Proof:
    """A chain of equalities from the statement's left side, between an opening sentence and one on the matrix form."""

    opening: Inline
    left: Formula | None
    lines: tuple[Line, ...]
    closing: Inline = ()


@dataclass(frozen=True)
class Statement:
    """A numbered lemma or theorem: its formula(s), for which indices it holds, and its proof."""

    key: str
    kind: str
    number: int
    title: Inline
    left: Formula
    right: Formula
    quantifier: Inline
    matrix: tuple[Formula, Formula] | None
    proof: Proof | None
    anchor: str
    more: tuple[tuple[Formula, Formula], ...] = ()
    """Further equations that the statement makes."""

    def rows(self, form: str) -> list[tuple[Formula, str, Formula]]:
        """The equations of the statement in a form; what would be printed twice stands there once."""
        found = [(self.left, "=", self.right)]
        if self.matrix and form == "matrix":
            found = []
        if self.matrix and not (found and _same(self.matrix, (self.left, self.right))):
            found.append((self.matrix[0], "=", self.matrix[1]))
        return found + [(left, "=", right) for left, right in self.more]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"


@dataclass(frozen=True)
class Section:
    """A heading with statements."""

    title: str
    opening: Inline
    statements: tuple[Statement, ...]
    anchor: str


@dataclass(frozen=True)
class Stage:
    """A numbered step of the algorithm: its name, a sentence, formulas as (left, ``=`` or ``←``, right)."""

    name: str
    words: Inline
    equations: tuple[tuple[Formula, str, Formula], ...] = ()


@dataclass(frozen=True)
class Document:
    """A proof, ready to be printed in any format."""

    title: str
    subtitle: str
    introduction: tuple[Inline, ...]
    definitions: tuple[Definition, ...]
    functions: tuple[Definition, ...]
    remarks: tuple[Inline, ...]
    symbols: tuple[SymbolRow, ...]
    conventions: tuple[Inline, ...]
    sections: tuple[Section, ...]
    algorithm: tuple[Stage, ...]
    example: tuple[Stage, ...] = ()
    cost: Callable[[], tuple[Stage, ...]] = tuple
    """The stages of the section on cost; counted when they are printed, because whoever wants the proof only need not wait."""
    theorem_numbers: Mapping[str, int] = field(default_factory=dict)
    form: str = "both"
    complete: bool = True

    @property
    def procedures(self) -> list[tuple[str, str, tuple[Stage, ...]]]:
        """What is computed stage by stage: anchor, heading, stages."""
        found = [
            ("algorithm", "The algorithm", self.algorithm),
            ("cost", "What it costs", self.cost()),
            ("example", "A worked example", self.example),
        ]
        return [(anchor, title, stages) for anchor, title, stages in found if stages]


def _same(one: tuple[Formula, Formula], other: tuple[Formula, Formula]) -> bool:
    return all(a.latex.text == b.latex.text for a, b in zip(one, other, strict=True))
