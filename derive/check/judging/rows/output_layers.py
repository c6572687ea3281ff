"""Rows about every layer that write the function of the hidden ones: ``\\delta^l = \\frac{\\partial C}{\\partial a^l} \\odot
\\sigma'(z^l)`` beside a last layer with a softmax, or without a function.

Such a row speaks of the layers that apply the function.  Only the last layer may be another one: where the layers below it
differ from the row as well, the row does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.values import functions, names, parts
from derive.check.judging.values.frame import Frame, Span
from derive.check.meaning.symbols import Part, whole
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Scripted
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_HIDDEN = (Option(False), Option(True, "in the hidden layers: the last one applies another function", 1.0))


def without_the_last(evaluator: Evaluator, frame: Frame, sides: Iterable[Node]) -> Frame:
    """The frame in which letters do not reach a last layer that does not apply the function of the row, if it is read so."""
    for head, argument in _applications(sides):
        letter = _reaching_the_last(evaluator, frame, head, argument)
        span = frame.scope.get(letter)
        if isinstance(span, Span) and span.count > 1 and evaluator.chooser.pick(("hidden layers",), _HIDDEN):
            frame = frame.bind(**{letter: replace(span, count=span.count - 1)})
    return frame


def _applications(sides: Iterable[Node]) -> Iterator[tuple[Name, Node]]:
    """Names with one symbol in the brackets behind them."""
    for node in (inner for side in sides for inner in walk(side)):
        if isinstance(node, Call) and len(node.args) == 1:
            yield node.head, node.args[0]
        elif isinstance(node, Product):
            for (_, head), (sign, behind) in pairwise(node.factors):
                group = behind.body if isinstance(behind, Scripted) else behind
                if isinstance(head, Name) and not sign and isinstance(group, Group) and len(group.items) == 1:
                    yield head, group.items[0]


def _reaching_the_last(evaluator: Evaluator, frame: Frame, head: Name, argument: Node) -> str:
    """The letter whose last value is the last layer, where that one alone applies another function; empty if there is none."""
    called = functions.function_named(evaluator, head)
    part = whole(names.readings_of(evaluator, argument)) if isinstance(argument, Name) else None
    if called is None or not isinstance(part, Part) or part.indices[:1] in ((), (None,)):
        return ""
    applied = evaluator.world.applied_to(part.quantity)
    if len(applied) < 2 or applied[-1] == called[0].function or set(applied[:-1]) != {called[0].function}:
        return ""
    index = part.indices[0]
    letters = [name.base for name in walk(index) if isinstance(name, Name) and name.base in frame.scope] if index else []
    if index is None or len(letters) != 1:
        return ""
    reached = parts.index_value(evaluator, index, frame)
    last = evaluator.world.quantities[part.quantity].axes[0].first + len(applied) - 1
    return letters[0] if reached.labels and int(reached.array.flat[-1].real) == last else ""
