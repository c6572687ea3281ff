"""A one beside a Jacobian: ``\\partial y/\\partial x = 1 + \\partial f/\\partial x`` of a residual ``y = x + f(x)``.

As numbers go it is added to every entry; who derives it for one unit, and then for a vector, means the identity matrix.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.values.values import Value
from derive.check.reading.syntax import Derivative, Node, Number, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

Signed = tuple[int, Value]


def as_identities(evaluator: Evaluator, node: Sum, values: list[Signed]) -> list[Signed]:
    """The values of terms, where ones beside square matrices of derivatives are identity matrices, if they are read so."""
    ones = [at for at, (_, term) in enumerate(node.terms) if isinstance(term, Number) and term.text == "1"]
    if not ones or len(values) != len(node.terms) or not _has_jacobian(node, values):
        return values
    if not evaluator.chooser.pick(("unit", node), conventions.UNIT):
        return values
    return [(sign, replace(value, flexible="identity") if at in ones else value) for at, (sign, value) in enumerate(values)]


def _has_jacobian(node: Sum, values: list[Signed]) -> bool:
    """Whether all terms that are arrays are square matrices, and made of derivatives."""
    arrays = [(term, value) for (_, term), (_, value) in zip(node.terms, values, strict=True) if value.rank]
    return bool(arrays) and all(_is_square(value) and _differentiates(term) for term, value in arrays)


def _is_square(value: Value) -> bool:
    return value.rank == 2 and value.shape[0] == value.shape[1] and not value.flexible


def _differentiates(term: Node) -> bool:
    return any(isinstance(inner, Derivative) for inner in walk(term))
