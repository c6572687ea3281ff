"""Derivatives by a quantity that stands written out in what is differentiated: by eta of ``a(\\theta^T x)``, where eta is
``\\theta^T x``.

Input: an expression in which nothing depends on the variable by its name.  Output: the expression in terms of the variable.
Without that, the derivative would be zero, silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Derivative, Group, Name, Node, Number
from derive.check.reading.tree import children, rewrite

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_TRIED = 12
"""So many expressions are compared with the variable."""


def in_terms_of(evaluator: Evaluator, of: Node, by: Node, part: Part, frame: Frame) -> Node:
    """The expression with the variable in the place of what has its value; as it is, if the variable stands there already."""
    quantity = evaluator.world.quantities.get(part.quantity)
    if quantity is None or quantity.role != "intermediate" or not isinstance(by, Name) or isinstance(of, Name):
        return of
    inside = list(_inside(of))
    if any(depends(evaluator, node, part.quantity) for node in inside):
        return of
    written = [node for node in dict.fromkeys(inside) if not isinstance(node, Name | Number | Derivative | Group)][:_TRIED]
    if not written:
        return of
    found = next((node for node in written if _is_written(evaluator, node, by, frame)), None)
    return of if found is None else rewrite(of, lambda node: by if node == found else None)


def _inside(node: Node) -> Iterator[Node]:
    """All nodes of an expression, without the variables of derivatives."""
    yield node
    for child in children(node):
        if not (isinstance(node, Derivative) and child in node.by):
            yield from _inside(child)


def depends(evaluator: Evaluator, node: Node, quantity: str) -> bool:
    """Whether a symbol is the quantity, or is computed from it."""
    readings = names.readings_of(evaluator, node) if isinstance(node, Name) else ()
    found = [reading.meaning.quantity for reading in readings[:1] if isinstance(reading.meaning, Part)]
    return any(name == quantity or evaluator.world.depends(name, quantity) for name in found)


def _is_written(evaluator: Evaluator, node: Node, by: Name, frame: Frame) -> bool:
    """Whether an expression has the value of the variable."""
    try:
        return same(evaluator.value(node, frame), evaluator.value(by, frame))
    except (NoValue, MustLoop, SecondOrder):
        return False


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same numbers, and not all zero: then they are no coincidence."""
    if one.labels != other.labels or one.array.shape != other.array.shape:
        return False
    return bool(np.allclose(one.array, other.array, rtol=1e-10, atol=1e-12)) and bool(np.any(one.array))
