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
    sides = tuple(sides)
    for letter in dict.fromkeys((*_named(evaluator, frame, sides), *_written_out(evaluator, frame, sides))):
        span = frame.scope.get(letter)
        if isinstance(span, Span) and span.count > 1 and evaluator.chooser.pick(("hidden layers",), _HIDDEN):
            frame = frame.bind(**{letter: replace(span, count=span.count - 1)})
    return frame


def _named(evaluator: Evaluator, frame: Frame, sides: Iterable[Node]) -> Iterator[str]:
    """The letters with which a row applies the function of the hidden layers by its name."""
    for head, argument in _applications(sides):
        called = functions.function_named(evaluator, head)
        part = whole(names.readings_of(evaluator, argument)) if isinstance(argument, Name) else None
        if called is not None and isinstance(part, Part):
            yield from _reaching_the_last(evaluator, frame, part, called[0].function)


def _written_out(evaluator: Evaluator, frame: Frame, sides: Iterable[Node]) -> Iterator[str]:
    """The letters of a row that writes the function out, ``a^l = \\tanh z^l`` or ``1/(1 + e^{-z^l})``: beside the argument
    stands something else of the same layer."""
    symbols = [node for side in sides for node in walk(side) if isinstance(node, Name)]
    parts_of = [part for name in symbols if isinstance(part := whole(names.readings_of(evaluator, name)), Part)]
    for part in parts_of:
        applied = evaluator.world.applied_to(part.quantity)
        if applied and any(other.quantity != part.quantity and other.indices[:1] == part.indices[:1] for other in parts_of):
            yield from _reaching_the_last(evaluator, frame, part, applied[0])


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


def _reaching_the_last(evaluator: Evaluator, frame: Frame, part: Part, function: str | None) -> Iterator[str]:
    """The letter whose last value is the last layer, where that one alone applies another function."""
    applied = evaluator.world.applied_to(part.quantity)
    other = len(applied) > 1 and applied[-1] != function and set(applied[:-1]) == {function}
    index = part.indices[0] if part.indices else None
    if index is None or function is None or not other:
        return
    letters = [name.base for name in walk(index) if isinstance(name, Name) and name.base in frame.scope]
    if len(letters) == 1:
        reached = parts.index_value(evaluator, index, frame)
        last = evaluator.world.quantities[part.quantity].axes[0].first + len(applied) - 1
        if reached.labels and reached.array.size and reached.array.flat[-1].real == last:
            yield letters[0]
