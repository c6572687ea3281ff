"""Which way a text writes its weights: ``W x``, or the other way round, ``X W``, ``W^T x``, ``sum_i x_i w_{ij}``."""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.symbols import Part
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Name, Node, Product, Transposed
from derive.check.reading.tree import walk
from derive.check.reading.vocabulary import TRANSPOSE_MARKS


def weights_behind(rows: Iterable[Row], symbols: Dictionary) -> bool:
    """Whether a definition has a matrix of weights behind what it multiplies, transposed, or with two indices: then its rows
    may belong to the inputs."""
    return any(_turned(node, symbols) for row in forward(rows, symbols) for claim in row.claims for node in walk(claim.right))


def forward(rows: Iterable[Row], symbols: Dictionary) -> list[Row]:
    """The rows that define a quantity of the model: its forward equations."""
    return [row for row in rows if any(_is_forward(claim, symbols) for claim in row.claims)]


def _is_forward(claim: Claim, symbols: Dictionary) -> bool:
    if not isinstance(claim.left, Name) or claim.relation not in ("=", ":="):
        return False
    readings = symbols.lookup(claim.left)
    return bool(readings) and isinstance(readings[0].meaning, Part)


def _turned(node: Node, symbols: Dictionary) -> bool:
    if isinstance(node, Transposed):
        return isinstance(node.body, Name) and _is_matrix(node.body, symbols)
    if isinstance(node, Name) and _is_matrix(node, symbols):
        marked = any(isinstance(item, Name) and item.base in TRANSPOSE_MARKS for item, _ in items(node.sup))
        return marked or len(items(node.sub)) == 2
    if not isinstance(node, Product):
        return False
    pairs = zip(node.factors, node.factors[1:], strict=False)
    return any(
        isinstance(one, Name) and isinstance(other, Name) and _is_matrix(other, symbols) for (_, one), (_, other) in pairs
    )


def _is_matrix(name: Name, symbols: Dictionary) -> bool:
    """Whether a symbol is a parameter with two axes, or an entry of one."""
    readings = symbols.lookup(name)
    part = readings[0].meaning if readings else None
    quantity = symbols.world.quantities[part.quantity] if isinstance(part, Part) else None
    layers = sum(axis.kind == "layer" for axis in quantity.axes) if quantity is not None else 0
    return quantity is not None and quantity.role == "parameter" and len(quantity.axes) - layers == 2
