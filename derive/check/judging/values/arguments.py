"""Quantities with their arguments in brackets: ``h_\\theta(x^{(i)})`` is the entry of ``h`` that belongs to that example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.derivatives import elsewhere
from derive.check.judging.problems import Unfit, Unknown
from derive.check.judging.values import brackets, named_values, names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.symbols import GradientOf, IndexLetter, Part
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import children

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


@dataclass(frozen=True)
class Applied(Node):
    """A quantity, and what it is said to be computed from; ``written_out``: an expression, whose value is that of a quantity
    from which it is computed, or stands in the place of the only one that it speaks of."""

    head: Name
    arguments: tuple[Node, ...]
    written_out: bool = False


def applied(evaluator: Evaluator, node: Applied, frame: Frame) -> Value:
    """The quantity; where an argument is indexed along an axis that the quantity has open, the index is its own, too."""
    reading = names.reading_of(evaluator, node.head)
    meaning = reading.meaning
    if node.written_out and not (isinstance(meaning, Part) and _is_below(evaluator, meaning, node.arguments[0], frame)):
        there = (
            elsewhere.of_another_argument(evaluator, meaning, node.arguments[0], frame) if isinstance(meaning, Part) else None
        )
        if there is None:
            raise Unfit("this is not what stands in the brackets of a function", node.span)
        frame = there
    if isinstance(meaning, Part):
        _refuse_index(evaluator, node, meaning, frame)
        meaning = _filled(evaluator, meaning, node.arguments)
    elif isinstance(meaning, GradientOf):
        meaning = replace(meaning, part=_filled(evaluator, meaning.part, node.arguments))
    value = named_values.meaning(evaluator, meaning, node.head, frame)
    return brackets.with_scripts(evaluator, value, reading.rest, node, frame)


def refuse_mixture(evaluator: Evaluator, head: Name, arguments: tuple[Node, ...]) -> None:
    """Let no cost of the input of one example and the target of another, ``J(x^{(k)}, y^{(i)})``, pass for that of either.

    Raises:
        Unknown: the examples of the arguments differ.
    """
    examples = {node: one for one, node in _numbered(arguments)}
    readings = names.readings_of(evaluator, head) if len(examples) > 1 else ()
    part = readings[0].meaning if readings else None
    if isinstance(part, Part) and evaluator.world.quantities[part.quantity].role == "cost":
        raise Unknown(f"{' and '.join(map(names.spelled, examples.values()))} are of different examples", head.span)


def _numbered(arguments: tuple[Node, ...]) -> list[tuple[Name, Node]]:
    """The arguments with a letter in brackets above that may number examples, ``x^{(k)}``, and that letter."""
    above = [(one, items(one.sup)) for one in arguments if isinstance(one, Name)]
    letters = [(one, found[0][0]) for one, found in above if len(found) == 1 and found[0][1] == "()"]
    return [(one, node) for one, node in letters if letter_of(node) not in (None, "l", "L")]


def _refuse_index(evaluator: Evaluator, node: Applied, whole: Part, frame: Frame) -> None:
    r"""Let no number stand for its parts: in ``\\sum_t E(t)`` the cost as a whole is not meant.

    Raises:
        Unknown: a letter that runs stands in the brackets of a quantity without axes.
    """
    letter = node.arguments[0]
    if len(node.arguments) != 1 or evaluator.world.quantities[whole.quantity].axes or not isinstance(letter, Name):
        return
    if names.bound(letter, frame) is not None:
        raise Unknown(f"what '{names.spelled(node.head)}' is at '{letter.base}' is not known", node.span)


def _is_below(evaluator: Evaluator, whole: Part, argument: Node, frame: Frame) -> bool:
    """Whether an expression has the value of a quantity from which another one is computed."""
    world, value = evaluator.world, evaluator.value(argument, frame)
    below = [name for name in world.quantities if name != whole.quantity and world.depends(whole.quantity, name)]
    found = [frame.instance.values[name].real for name in below if len(world.quantities[name].axes) == value.rank]
    lead = value.array.ndim - value.rank  # perturbed numbers have an axis for their steps
    same = [array for array in found if array.shape[array.ndim - value.rank :] == value.array.shape[lead:]]
    return any(np.allclose(array, value.array.real, 1e-9, 1e-9) for array in same)


def _filled(evaluator: Evaluator, part: Part, arguments: tuple[Node, ...]) -> Part:
    """The part with the indices of its arguments as its own.

    Raises:
        Unknown: it belongs to another example than its arguments, ``J_k(x^{(i)})``.
    """
    axes = evaluator.world.quantities[part.quantity].axes
    given: dict[str, set[Node]] = {}
    for argument in arguments:
        for size, index in _indices(evaluator, argument):
            given.setdefault(size, set()).add(index)
    letters = {letter_of(node) for _, node in _numbered(arguments)}
    for axis, own in zip(axes, part.indices, strict=True):
        if axis.kind == "example" and isinstance(own, Name) and letters and own.base not in letters:
            raise Unknown(f"what stands in the brackets is not of the example {own.base}")
    running = [a for a in arguments if isinstance(a, Name) and _is_index(evaluator, a) and a not in part.indices]
    if len(running) == 1 and part.indices.count(None) == 1:
        return replace(part, indices=tuple(running[0] if index is None else index for index in part.indices))
    opened = [axis.size for axis, index in zip(axes, part.indices, strict=True) if index is None]
    filled = [
        next(iter(given[axis.size]))
        if index is None and len(given.get(axis.size, ())) == 1 and opened.count(axis.size) == 1
        else index
        for axis, index in zip(axes, part.indices, strict=True)
    ]
    return replace(part, indices=tuple(filled))


def _is_index(evaluator: Evaluator, name: Name) -> bool:
    found = names.readings_of(evaluator, name)
    return bool(found) and isinstance(found[0].meaning, IndexLetter)


def _indices(evaluator: Evaluator, node: Node) -> Iterator[tuple[str, Node]]:
    """The indices of the quantities in an argument, with the sizes of their axes."""
    if isinstance(node, Name) and names.readings_of(evaluator, node):
        meaning = names.reading_of(evaluator, node).meaning
        if isinstance(meaning, Part):
            axes = evaluator.world.quantities[meaning.quantity].axes
            yield from ((axis.size, index) for axis, index in zip(axes, meaning.indices, strict=True) if index is not None)
        return
    for child in children(node):
        yield from _indices(evaluator, child)
