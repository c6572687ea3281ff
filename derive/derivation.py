"""A derivation: theorems made of steps.  What the calculus produces, and what is rendered, emitted and verified.

Nothing here is text for the reader yet, except reasons: those are words with expressions and references between them, so that
every notation can print them in its own symbols.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from sympy import Basic, Expr

from derive.algebra.sums import Bound
from derive.matrix_nodes import Matrix
from derive.model import Equation, Model


class Detail(IntEnum):
    """The least level of detail at which a step is printed."""

    BRIEF = 1
    TEXTBOOK = 2
    FULL = 3


@dataclass(frozen=True)
class Ref:
    """A reference inside a reason: the key of a theorem (``delta z2``) or the label of an equation (``D3``)."""

    key: str


Reason = tuple[str | Basic | Matrix | Ref, ...]
"""Words, expressions and whole tensors to print as formulas, and references, in the order of reading."""


@dataclass(frozen=True)
class Step:
    """One line of a proof: ``= after``, with the rule's name and the reason.

    ``rule`` is a textbook name: definition, chain rule, sum rule, product rule, Kronecker delta, fold, cancel,
    substitution, assumption, convention, matrix form.
    """

    rule: str
    after: Expr
    reason: Reason
    detail: Detail = Detail.TEXTBOOK


@dataclass(frozen=True)
class Theorem:
    """A statement worth citing, ``subject = statement`` for every value of the free indices, and its proof.

    ``subject`` is the entry of an adjoint (``delta z2`` is dC/dz2_j, ``grad W1`` is dC/dW1_jk), a primed function at a
    scalar (a lemma on an activation) or a partial derivative (a lemma on a vector-valued equation).  ``steps`` lead
    from the subject to the statement: the last step's ``after`` is the statement.  ``opening`` is the sentence that
    starts the proof.
    """

    key: str
    title: str
    subject: Expr
    bounds: tuple[Bound, ...]
    steps: tuple[Step, ...]
    opening: Reason = ()
    matrix: Matrix | None = None
    matrix_reason: Reason = ()
    conditions: tuple[Expr, ...] = ()
    same_as: str = ""
    """The key of an earlier theorem with the same proof up to the names of the tensors (layer 7 for layer 2)."""

    @property
    def statement(self) -> Expr:
        return self.steps[-1].after

    @property
    def is_lemma(self) -> bool:
        return self.key.startswith("lemma ")


@dataclass(frozen=True)
class Derivation:
    """Everything derived from one model.

    ``theorems`` in the order of the proof: lemmas on the functions used, then errors from the output back, then the
    gradients. ``adjoints`` are the same results as equations in an order in which they can be computed; their left
    sides are entries of adjoint tensors. Unlike the theorems they never use an assumption about the data.
    """

    model: Model
    theorems: tuple[Theorem, ...]
    adjoints: tuple[Equation, ...] = field(default=())

    def __getitem__(self, key: str) -> Theorem:
        for theorem in self.theorems:
            if theorem.key == key or theorem.key.split(" ", 1)[-1] == key:
                return theorem
        raise KeyError(key)
