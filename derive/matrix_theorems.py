"""The last step of a proof: its statement in matrix form, with the reason read off from the indices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sympy import Symbol

from derive.algebra import Entry
from derive.derivation import Reason, Theorem
from derive.matrix_form import matrix_form
from derive.matrix_nodes import Diagonal, Hadamard, Matrix, Ones, Product, Scalar, Transposed, Whole

_MOST_NODES = 24
_MOST_HELPERS = 2


def with_matrix(theorem: Theorem) -> Theorem:
    """The theorem with its matrix form, taken from the last line that has one (a lemma, and what has none, stay as they
    are)."""
    if not isinstance(theorem.subject, Entry):
        return theorem
    layered = bool(theorem.subject.tensor.of and theorem.subject.tensor.of.layered)
    axes = tuple(i for i in theorem.subject.indices[1 if layered else 0 :] if isinstance(i, Symbol))
    if len(axes) + layered < len(theorem.subject.indices):
        return theorem  # one gate of several: a part of the tensor has no name as a whole
    ranges = {k: (lo, hi) for k, lo, hi in theorem.bounds}
    for step in reversed(theorem.steps):
        if step.rule in ("chain rule", "definition"):
            return theorem
        found = matrix_form(step.after, axes, ranges)
        if found is not None and not isinstance(found, Scalar) and _is_readable(found):
            return replace(theorem, matrix=found, matrix_reason=_reason(found))
    return theorem


def _is_readable(matrix: Matrix) -> bool:
    """Whether the matrix form is shorter to read than the indices: not with columns of ones and diagonal matrices
    everywhere."""
    nodes = list(_walk(matrix))
    return len(nodes) <= _MOST_NODES and sum(isinstance(n, (Ones, Diagonal)) for n in nodes) <= _MOST_HELPERS


def _reason(matrix: Matrix) -> Reason:
    """Which rules of the matrix form were used, in words."""
    parts: list[Reason] = []
    nodes = list(_walk(matrix))
    products = [n for n in nodes if isinstance(n, Product) and not any(isinstance(f, Ones) for f in n.factors)]
    for product in products:
        if _is_outer(product):
            parts.append(("no index is shared, so this is an outer product",))
            continue
        turned = [f.of for f in product.factors if isinstance(f, Transposed) and isinstance(f.of, Whole)]
        for whole in turned:
            first = whole is product.factors[0] or product.factors[0] == Transposed(whole)
            parts.append(
                ("the sum runs over the ", "first" if first else "second", " index of ", whole, ", hence the transpose")
            )
        if not turned:
            parts.append(("the sum runs over neighbouring indices, a matrix product",))
    if any(isinstance(n, Hadamard) for n in nodes):
        parts.append(("factors with the same free indices are multiplied entry by entry",))
    if any(isinstance(n, Product) and any(isinstance(f, Ones) for f in n.factors) for n in nodes):
        parts.append(("a sum of all rows is a product with a vector of ones",))
    unique = list(dict.fromkeys(parts))
    joined: list[Any] = []
    for i, part in enumerate(unique):
        joined += ["; ", *part] if i else [*part]
    return tuple(joined)


def _is_outer(product: Product) -> bool:
    """A column times a row: ``delta a^T`` where both are vectors."""
    if len(product.factors) != 2 or not isinstance(product.factors[1], Transposed):
        return False
    return all(_rank(f) == 1 for f in (product.factors[0], product.factors[1].of))


def _rank(matrix: Matrix) -> int:
    ranks = [len(n.tensor.ranges) - (1 if n.layer is not None else 0) for n in _walk(matrix) if isinstance(n, Whole)]
    return max(ranks, default=0)


def _walk(matrix: Any) -> Iterator[Any]:
    if isinstance(matrix, tuple):
        for part in matrix:
            yield from _walk(part)
    elif isinstance(matrix, Matrix):
        yield matrix
        for name in getattr(matrix, "__dataclass_fields__", {}):
            yield from _walk(getattr(matrix, name))
