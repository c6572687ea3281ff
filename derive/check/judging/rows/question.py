"""What is asked of the judge: whether a relation holds between two sides; and what these speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.check.judging.derivatives import direct_costs
from derive.check.judging.values import names
from derive.check.judging.values.bare_operators import is_left_out
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.world import Axis
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Product, Scripted, Transposed
from derive.check.reading.tree import children

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


CONDITION = "it does not hold everywhere"
"""How the reason begins where an equation may be one to be solved."""
STRANGE = "nothing says how"
"""How the reason of a row begins that speaks of a symbol which nothing else in the text determines."""


@dataclass(frozen=True)
class Question:
    """Two sides, the relation that is claimed between them, and conditions that restrict it."""

    left: Node
    right: Node
    relation: str = "="
    conditions: tuple[Node, ...] = ()
    head: Node | None = None
    """The expression with which the chain begins."""

    @property
    def sides(self) -> tuple[Node, Node]:
        return self.left, self.right


@dataclass(frozen=True)
class Spoken:
    """What a row speaks of, whichever reading is picked."""

    variables: frozenset[str]
    """The quantities by which it differentiates."""
    argument: Name | None
    """The only bare symbol by which it differentiates."""
    start: Node | None
    """The variable of the derivative with which its chain begins, if a bare prime or D may speak of it."""
    slopes: bool
    """Whether its left side is the derivative of a vector by another of its length, or by a number."""
    other_costs: frozenset[Name]
    """The letters for the cost that it differentiates on the right side only."""


def spoken_of(evaluator: Evaluator, asked: Question) -> Spoken:
    """What a question speaks of."""
    by = frozenset(name for side in asked.sides for name in variables(evaluator, side))
    left = asked.head or asked.left
    start = left.by[0] if isinstance(left, Derivative) and len(left.by) == 1 and is_left_out(asked.sides) else None
    others = direct_costs.other_letters(evaluator, left, asked.right)
    return Spoken(by, argument(asked), start, has_slopes(evaluator, left), others)


def variables(evaluator: Evaluator, node: Node) -> Iterator[str]:
    """The quantities by which an expression differentiates."""
    if isinstance(node, Derivative):
        for variable in node.by:
            if isinstance(variable, Name) and names.readings_of(evaluator, variable):
                meaning = names.readings_of(evaluator, variable)[0].meaning
                part = meaning.part if isinstance(meaning, GradientOf) else meaning
                if isinstance(part, Part):
                    yield part.quantity
    for child in children(node):
        yield from variables(evaluator, child)


def argument(asked: Question) -> Name | None:
    """The only bare symbol by which a row differentiates (``C'(w)`` by w): the argument of a function without one."""
    found = {by for side in asked.sides for by in _by(side)} or set(_primed(asked.head or asked.left))
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, Name) and not (only.sub or only.primes) else None


def _by(node: Node) -> Iterator[Node]:
    if isinstance(node, Derivative):
        yield from node.by
    for child in children(node):
        yield from _by(child)


def _primed(left: Node) -> Iterator[Node]:
    """The argument of a function with one prime."""
    factors = [factor for _, factor in left.factors] if isinstance(left, Product) else []
    head, inside = (left.head, left.args) if isinstance(left, Call) else (factors[0], factors[1:]) if factors else (None, ())
    if isinstance(head, Name) and head.primes == 1 and len(inside) == 1:
        yield from inside[0].items if isinstance(inside[0], Group) else inside


def is_function_of(left: Node) -> bool:
    """Whether a left side is a function of a bare letter: ``f'(z)`` speaks of any number z."""
    inside: tuple[Node, ...] = left.args if isinstance(left, Call) else ()
    if isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1][1], Group):
        inside = left.factors[1][1].items
    if len(inside) == 1 and isinstance(inside[0], Group):
        inside = inside[0].items
    return len(inside) == 1 and isinstance(inside[0], Name) and not (inside[0].sub or inside[0].sup)


def is_turned(node: Node) -> bool:
    """Whether a transpose stands anywhere in an expression."""
    if isinstance(node, Transposed):
        return True
    scripts = node.sup if isinstance(node, (Name, Scripted)) else ()
    if any(names.is_transpose(item) for script in scripts for item in script.items):
        return True
    return any(map(is_turned, children(node)))


def has_slopes(evaluator: Evaluator, left: Node) -> bool:
    """Whether a left side is the derivative of a vector by another of its length, or by a number."""
    if not isinstance(left, Derivative) or left.of is None or len(left.by) != 1:
        return False
    of, by = (_open_axes(evaluator, node) for node in (left.of, left.by[0]))
    if of is None or by is None or len(of) != 1:
        return False
    return not by or (len(by) == 1 and of[0].size == by[0].size)


def _open_axes(evaluator: Evaluator, node: Node) -> list[Axis] | None:
    """The axes of a quantity that have no index; None if a node is no quantity."""
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return None
    part = names.readings_of(evaluator, node)[0].meaning
    if not isinstance(part, Part):
        return None
    axes = evaluator.world.quantities[part.quantity].axes
    return [axis for axis, index in zip(axes, part.indices, strict=False) if index is None]
