"""Entries of a matrix that no formula of the model reads: ``\\sum_{i \\neq j} w_{ij} x_i x_j`` has no ``w_{ii}``.

A text that differentiates by ``w_{ij}`` means those that there are; on the diagonal the gradient is zero, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.symbols import Part
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Derivative, Name, Node, Relation
from derive.check.reading.tree import walk


def conditions(judge: Judge, row: Row) -> Iterator[tuple[Relation, str]]:
    """That two indices of a row differ, in words, where it differentiates by a matrix whose diagonal nothing reads."""
    first = row.claims[0] if row.claims else None
    left = None if first is None else first.compared
    for part in _variables(judge, left) if left is not None else ():
        if len(part.indices) != 2 or not _is_unread(judge, part.quantity):
            continue
        one, other = part.indices
        if isinstance(one, Name) and isinstance(other, Name) and one != other:
            words = f"for {one.base} other than {other.base}: no formula of the model reads the diagonal of {part.quantity}"
            yield Relation("!=", one, other), words


def _variables(judge: Judge, node: Node) -> Iterator[Part]:
    """What the derivatives in a formula are taken by."""
    names = [by for inner in walk(node) if isinstance(inner, Derivative) for by in inner.by if isinstance(by, Name)]
    for readings in map(judge.symbols.lookup, names):
        if readings and isinstance(readings[0].meaning, Part):
            yield readings[0].meaning


def _is_unread(judge: Judge, name: str) -> bool:
    """Whether the gradient of the model's cost by a square matrix is zero on the diagonal, and not elsewhere."""
    base = judge.world.specification
    if base is None or name not in base.quantities or base.quantities[name].role == "intermediate":
        return False
    found = base.gradient(base.instance(SEEDS[0]), name)
    if found is None or found.ndim != 2 or found.shape[0] != found.shape[1]:
        return False
    return not np.any(np.diag(found)) and bool(np.all(found[~np.eye(len(found), dtype=bool)]))
