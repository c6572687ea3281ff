"""Costs that a text never defines: it can be judged what holds for any of them, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.meaning.symbols import Formula, GradientOf, Part
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import children

if TYPE_CHECKING:
    from derive.check.judging.rows.question import Question
    from derive.check.judging.values.evaluate import Evaluator


def unclear(evaluator: Evaluator, asked: Question) -> str | None:
    """Why a row that differs may be right for what the author has in mind; None if the text says enough."""
    for name in sorted(evaluator.world.chains):
        if any(names_cost(evaluator, side, name) for side in asked.sides):
            return f"the text does not say what function of its arguments '{name}' is"
    for cost in sorted(evaluator.world.opened):
        left, right = (names_cost(evaluator, side, cost) for side in asked.sides)
        if left != right or (left and may_lead_past(evaluator, asked, cost)):
            return f"the text does not say what the cost '{cost}' is"
    return None


def names_cost(evaluator: Evaluator, node: Node, cost: str, depth: int = 4) -> bool:
    """Whether a side holds a cost or a gradient of it."""
    if isinstance(node, Name):
        found = names.readings_of(evaluator, node)
        meaning = found[0].meaning if found else None
        if isinstance(meaning, Formula) and depth:  # g for the gradient that arrives from above
            return names_cost(evaluator, meaning.node, cost, depth - 1)
        if isinstance(meaning, GradientOf):
            return (meaning.of or evaluator.world.cost) == cost
        return isinstance(meaning, Part) and meaning.quantity == cost
    return any(names_cost(evaluator, child, cost, depth) for child in children(node))


def may_lead_past(evaluator: Evaluator, asked: Question, cost: str) -> bool:
    """Whether a cost that nothing defines was read as a function of something, too, that a row leaves out: the author may
    have another cost in mind."""
    rules = {rule.quantity: rule.inputs for rule in evaluator.world.rules}
    left, right = (frozenset(_differentiators(evaluator, side)) for side in asked.sides)
    inner, outer = (left, right) if len(left) == 1 and right - left else (right, left)
    if not inner or not outer - inner:
        return False
    depends = evaluator.world.depends
    past = [top for top in rules.get(cost, ()) if not any(depends(top, name) for name in outer - inner)]
    return any(depends(top, name) for top in past for name in inner)


def _differentiators(evaluator: Evaluator, node: Node) -> Iterator[str]:
    """The quantities by which an expression differentiates."""
    if isinstance(node, Name):
        found = names.readings_of(evaluator, node)
        if found and isinstance(found[0].meaning, GradientOf):
            yield found[0].meaning.part.quantity
        return
    if isinstance(node, Derivative):
        for by in node.by:
            found = names.readings_of(evaluator, by) if isinstance(by, Name) else ()
            if found and isinstance(found[0].meaning, Part):
                yield found[0].meaning.quantity
    for child in children(node):
        yield from _differentiators(evaluator, child)
