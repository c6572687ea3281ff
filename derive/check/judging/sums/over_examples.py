"""Sums over the examples, which a word below the sign names: ``\\sum_{\\text{examples}} \\delta`` of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unfit
from derive.check.judging.sums import numbered_axes
from derive.check.judging.values.arithmetic import total
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.world import World
from derive.check.reading.syntax import Big, Words

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_EXAMPLES = re.compile(
    r"(?:all |the |training |data |mini-?|in |over )*"
    r"(?:data ?points?|examples?|samples?|batch|instances?|observations?|records?"
    r"|exemples?|beispiele|ejemplos|muestras|\u6837\u672c|\u793a\u4f8b|\u043f\u0440\u0438\u043c\u0435\u0440\w*)",
    re.IGNORECASE,
)


ONE = (Option(False), Option(True, "for a single example, as the specification has it"))
"""How a sum over examples may be meant where there is one."""


def names_examples(node: Big) -> bool:
    """Whether all that stands below a sum is a word for the examples."""
    below = node.under[0] if len(node.under) == 1 else None
    words = below.text.strip() if node.kind == "sum" and node.upper is None and isinstance(below, Words) else ""
    return _EXAMPLES.fullmatch(words) is not None


def summed(evaluator: Evaluator, node: Big, frame: Frame) -> Value:
    """The sum over the axis of the examples.

    Raises:
        Unfit: what is summed has no such axis, or several.
    """
    body = evaluator.value(node.body, frame)
    if not body.rank and not any(axis.kind == "example" for one in evaluator.world.quantities.values() for axis in one.axes):
        if evaluator.chooser.pick(("one example", node), ONE):
            return body
    counts = {frame.instance.sizes[size] for size in example_sizes(evaluator.world) if size in frame.instance.sizes}
    axes = [axis for axis, length in enumerate(body.shape) if length in counts]
    if len(axes) != 1 or body.rank > 2:
        raise Unfit(f"{body.words()} has no axis of examples", node.span)
    return numbered_axes.summed(evaluator, body, axes[0]) if body.rank == 2 else total(body, everything=True)


def example_sizes(world: World) -> set[str]:
    """The sizes that count examples: of the first axes of all inputs, and of no parameter, no steps."""
    quantities = list((world.specification or world).quantities.values())
    inputs = [{quantity.axes[0].size} for quantity in quantities if quantity.role == "input" and quantity.axes]
    first = set.intersection(*inputs) if inputs else set()
    others = {axis.size for quantity in quantities if quantity.role == "parameter" for axis in quantity.axes}
    return first - others - {axis.size for quantity in quantities for axis in quantity.axes if axis.kind in ("time", "layer")}
