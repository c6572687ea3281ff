"""Derivatives by what stands in blocks, ``W = [W_h, W_x]`` or ``[h, x]``: the derivatives by the blocks, in their places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.meaning.symbols import Formula
from derive.check.reading.syntax import Derivative, Dots, Group, Matrix, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def in_blocks(evaluator: Evaluator, node: Derivative) -> Node | None:
    """The derivatives in blocks; None where the variable is something else."""
    if len(node.by) != 1 or node.of is None:
        return None
    blocks = _blocks(evaluator, node.by[0])
    return _mapped(blocks, lambda block: replace(node, by=(block,))) if blocks is not None else None


def chain_in_blocks(evaluator: Evaluator, node: Product) -> Node | None:
    """A chain of derivatives that ends at blocks, as the chains that end at each of them; None for other products."""
    *links, (sign, last) = node.factors
    if not isinstance(last, Derivative) or not all(isinstance(link, Derivative) for _, link in links):
        return None
    if len(last.by) != 1 or last.of is None or (blocks := _blocks(evaluator, last.by[0])) is None:
        return None
    return _mapped(blocks, lambda block: replace(node, factors=(*links, (sign, replace(last, by=(block,))))))


def _blocks(evaluator: Evaluator, by: Node) -> Group | Matrix | None:
    if isinstance(by, Name) and names.readings_of(evaluator, by):
        reading = names.reading_of(evaluator, by)
        if not isinstance(reading.meaning, Formula) or reading.rest:
            return None
        by = reading.meaning.node
    if not isinstance(by, Group | Matrix) or any(isinstance(inner, Dots) for inner in walk(by)):
        return None
    if isinstance(by, Group):
        return by if len(by.items) > 1 and by.open in ("[", "(") else None
    return by if all(isinstance(cell, Name) for row in by.rows for cell in row) else None


def _mapped(blocks: Group | Matrix, change: Callable[[Node], Node]) -> Node:
    if isinstance(blocks, Group):
        return replace(blocks, items=tuple(map(change, blocks.items)))
    return replace(blocks, rows=tuple(tuple(map(change, row)) for row in blocks.rows))
