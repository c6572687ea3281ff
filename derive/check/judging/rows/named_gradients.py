r"""Rows that name a gradient: ``dZ = \partial J / \partial Z``, where the text goes on with each example's own cost.

J is the mean over a batch, and a text that writes ``\partial J / \partial W = \frac1m dZ A^T`` means by ``dZ`` the derivative
of what J is the mean of.  Its name for it is no slip; a formula for it may be one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from derive.check.meaning.symbols import GradientOf, Part, whole
from derive.check.reading.syntax import Derivative, Name, Node, Product

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

CONVENTION = "its cost as that of each example"


def is_of_each_example(judge: Judge, left: Node, right: Node) -> bool:
    """Whether a gradient by each example's own cost is named by that of the mean."""
    own = judge.symbols.own_cost
    if own is None or not is_derivative_of_symbol(right):
        return False
    of, by = (whole(judge.symbols.lookup(one)) for one in (right.of, *right.by) if isinstance(one, Name))
    if not isinstance(of, Part) or of.quantity != judge.world.cost or not isinstance(by, Part):
        return False
    if (name := after_mark(left)) is not None:
        return whole(judge.symbols.lookup(name)) == by
    meaning = whole(judge.symbols.lookup(left)) if isinstance(left, Name) else None
    return isinstance(meaning, GradientOf) and meaning.of == own and meaning.part == by


def names_gradient(left: Node, right: Node) -> bool:
    r"""Whether a row looks like a name for a gradient: ``dZ = \partial J / \partial Z``."""
    return is_derivative_of_symbol(right) and after_mark(left) == right.by[0]


def is_derivative_of_symbol(right: Node) -> TypeGuard[Derivative]:
    """Whether a side is the derivative of one symbol by one other."""
    return isinstance(right, Derivative) and isinstance(right.of, Name) and len(right.by) == 1 and isinstance(right.by[0], Name)


def after_mark(left: Node) -> Name | None:
    """The Z of ``dZ``."""
    if not isinstance(left, Product) or len(left.factors) != 2:
        return None
    (_, mark), (sign, rest) = left.factors
    marked = sign == "" and isinstance(mark, Name) and mark.base in ("d", "delta") and not mark.sub and not mark.sup
    return rest if marked and isinstance(rest, Name) else None
