"""Two letters for one cost: ``\\partial E/\\partial h_t = ... + \\partial L/\\partial h_t``, where L changes by h_t at once.

Input: what is differentiated, and by what, in a row whose left side differentiates the cost by another letter.  Output: the
quantities through which the derivative is taken.  The letter of the left side counts everything that follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.values import names
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def other_letters(evaluator: Evaluator, left: Node, right: Node) -> frozenset[Name]:
    """The letters for the cost that only the right side differentiates, where both sides do so by another one."""
    first, second = (frozenset(_costs(evaluator, side)) for side in (left, right))
    return second - first if len(first) == 1 and first <= second else frozenset()


def _costs(evaluator: Evaluator, node: Node) -> Iterator[Name]:
    for inner in walk(node):
        if isinstance(inner, Derivative) and isinstance(inner.of, Name) and names.readings_of(evaluator, inner.of):
            meaning = names.readings_of(evaluator, inner.of)[0].meaning
            if isinstance(meaning, Part) and meaning.quantity == evaluator.world.cost and not meaning.indices:
                yield inner.of


def held(evaluator: Evaluator, of: Node, part: Part) -> frozenset[str] | None:
    """What is recomputed where a letter's derivative is the direct one (None: everything), as it is picked."""
    if not isinstance(of, Name) or of not in evaluator.other_costs:
        return None
    if not evaluator.chooser.pick(("direct cost", of), conventions.DIRECT):
        return None
    inner = {name for name, quantity in evaluator.world.quantities.items() if quantity.role in ("intermediate", "cost")}
    return frozenset(inner) - evaluator.variables - {part.quantity}
