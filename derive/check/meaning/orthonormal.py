"""Matrices with orthonormal columns or rows: a text that states ``W^T W = I`` takes it for granted afterwards.

Input: a document; a world's numbers.  Output: the symbols of which it says so; the numbers with such matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from derive.check.meaning.world import Instance, World
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name, Node, Product, Relation, Transposed


def stated_frames(document: Document) -> frozenset[tuple[Name, bool]]:
    """The matrices whose columns (or, False, rows) a text states to be orthonormal."""
    found: set[tuple[Name, bool]] = set()
    for row in document.rows:
        pairs = [(claim.left, claim.right) for claim in row.claims if claim.relation == "="]
        pairs += [(each.left, each.right) for each in row.conditions if isinstance(each, Relation) and each.op == "="]
        found |= {frame for left, right in pairs for frame in frames(Relation("=", left, right))}
    return frozenset(found)


def frames(stated: Node) -> Iterator[tuple[Name, bool]]:
    """The matrix of which ``B^T B = I`` says that its columns are orthonormal (False: its rows)."""
    if isinstance(stated, Relation) and stated.op == "=" and isinstance(stated.right, Name):
        if stated.right.base in ("I", "E") and not stated.right.sup:
            yield from _frames(stated.left)


def _frames(node: Node) -> Iterator[tuple[Name, bool]]:
    if not isinstance(node, Product) or len(node.factors) != 2:
        return
    (_, first), (_, second) = node.factors
    for one, other, columns in ((first, second, True), (second, first, False)):
        if isinstance(other, Name) and _is_transpose_of(one, other):
            yield other, columns


def _is_transpose_of(node: Node, name: Name) -> bool:
    if isinstance(node, Transposed):
        return node.body == name
    return (
        isinstance(node, Name) and len(node.sup) == 1 and node.sup[0].raw.strip("{}") == "T" and replace(node, sup=()) == name
    )


def orthonormal(world: World, instance: Instance, names: frozenset[tuple[str, bool]]) -> Instance | None:
    """The instance with some matrices made orthonormal; a matrix with too few entries for that has none."""
    found: Instance | None = None
    for name, columns in sorted(names):
        here = found or instance
        array = np.real(here.values[name])
        if array.ndim != 2:
            continue
        if array.shape[0] == array.shape[1] or (array.shape[0] > array.shape[1]) == columns:
            u, _, v = np.linalg.svd(array, full_matrices=False)
            found = world.replaced(here, name, u @ v)
        else:
            found = replace(here, values={**here.values, name: np.full(array.shape, np.nan)})
    return found
