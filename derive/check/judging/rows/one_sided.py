"""Letters that stand on one side only: ``\\sigma(x)_i = 1/(1 + e^{-x})`` speaks of the entry i on the right, too.

Rows that state values are completed, and derivatives by a whole vector, ``\\partial C/\\partial z = a_i - y_i``; in any other
derivative a missing index is a slip.  A letter is put where a quantity has one open axis of the size that the letter counts; a
verdict names what was completed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.rows.question import Question
from derive.check.judging.sums.binders import binders
from derive.check.judging.values import names
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import GradientOf, Part, whole
from derive.check.meaning.trees import letter_of
from derive.check.reading.changes import Change
from derive.check.reading.syntax import Big, Derivative, Name, Node, Number, Script, Scripted
from derive.check.reading.tree import children, rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def completed(evaluator: Evaluator, asked: Question, told: dict[str, None]) -> Question:
    """The question with the indices that one of its sides leaves out; ``told`` gets the words for them."""
    if isinstance(asked.left, Derivative):
        return _by_entry(evaluator, asked, asked.left, told)
    nodes = [node for side in asked.sides for node in walk(side)]
    if any(isinstance(node, Derivative | Change | Big) or _is_gradient(evaluator, node) for node in nodes):
        return asked
    left, right = (dict(_letters(evaluator, side)) for side in asked.sides)
    missing = {letter: size for letter, size in (*left.items(), *right.items()) if (letter in left) != (letter in right)}
    if len(missing) != 1:
        return asked
    one, other = (_filled(evaluator, side, missing, told) for side in asked.sides)
    return replace(asked, left=one, right=other)


def _by_entry(evaluator: Evaluator, asked: Question, left: Derivative, told: dict[str, None]) -> Question:
    """``\\partial C/\\partial z`` as that by the entry of which the other side speaks, by one letter."""
    part = _part(evaluator, left.by[0]) if len(left.by) == 1 and not list(_letters(evaluator, left)) else None
    opened = list(_open(evaluator, left.by[0])) if part is not None and not part.transposed else []
    if part is None or len(opened) != 1 or len(part.indices) != 1 or (left.of is not None and list(_open(evaluator, left.of))):
        return asked
    bound = {letter for node in walk(asked.right) if isinstance(node, Big) for letter in binders(node)}
    letters = {letter: size for letter, size in _letters(evaluator, asked.right) if letter not in bound}
    if list(letters.values()) != opened:
        return asked
    return replace(asked, left=replace(left, by=(_filled(evaluator, left.by[0], letters, told),)))


def _is_gradient(evaluator: Evaluator, node: Node) -> bool:
    readings = names.readings_of(evaluator, node) if isinstance(node, Name) else ()
    return bool(readings) and isinstance(readings[0].meaning, GradientOf)


def _part(evaluator: Evaluator, node: Node) -> Part | None:
    """The part of a quantity that a symbol is, if it is nothing more."""
    meaning = whole(names.readings_of(evaluator, node) if isinstance(node, Name) else ())
    return meaning if isinstance(meaning, Part) else None


def _letters(evaluator: Evaluator, node: Node) -> Iterator[tuple[str, str]]:
    """The letters that index something, each with the size of its axis."""
    if isinstance(node, Scripted) and len(node.sub) == 1 and len(node.sub[0].items) == 1:
        letter = letter_of(node.sub[0].items[0])
        sizes = {size for inner in walk(node.body) for size in _open(evaluator, inner)}
        if letter is not None and len(sizes) == 1:
            yield letter, sizes.pop()
            return
    part = _part(evaluator, node)
    if part is not None:
        axes = evaluator.world.quantities[part.quantity].axes
        indexed = ((letter_of(index), axis) for axis, index in zip(axes, part.indices, strict=False) if index is not None)
        yield from ((letter, axis.size) for letter, axis in indexed if letter is not None)
        return
    for child in children(node):
        yield from _letters(evaluator, child)


def _open(evaluator: Evaluator, node: Node) -> Iterator[str]:
    """The sizes of the axes that a symbol leaves open, but for those of length one."""
    part = _part(evaluator, node)
    if part is not None:
        axes = evaluator.world.quantities[part.quantity].axes
        yield from (axis.size for axis, index in zip(axes, part.indices, strict=False) if index is None and axis.size != "1")


def _filled(evaluator: Evaluator, node: Node, missing: Mapping[str, str], told: dict[str, None]) -> Node:
    ((letter, size),) = missing.items()

    def rule(inner: Node) -> Node | None:
        if isinstance(inner, Scripted) and inner.sub:
            return inner
        part = _part(evaluator, inner)
        if part is None or part.transposed or any(index is not None and letter_of(index) == letter for index in part.indices):
            return None
        axes = evaluator.world.quantities[part.quantity].axes
        wanted = [at for at, index in enumerate(part.indices) if index is None and axes[at].size == size]
        if len(wanted) != 1 or len(part.indices) != len(axes):
            return inner
        assert isinstance(inner, Name)
        told[f"{names.spelled(inner)} stands for its entry {letter}"] = None
        return Name(
            part.quantity, style=MODEL, sub=(Script(_indices(evaluator, part, wanted[0], letter), ""),), span=inner.span
        )

    return rewrite(node, rule)


def _indices(evaluator: Evaluator, part: Part, at: int, letter: str) -> tuple[Node, ...]:
    """All indices of a part with a letter at one place; axes of length one have no other, and open ones stay so."""
    axes = evaluator.world.quantities[part.quantity].axes
    found: list[Node] = []
    for place, (axis, index) in enumerate(zip(axes, part.indices, strict=True)):
        only = Number(str(axis.first)) if axis.size == "1" else Name(":")
        found.append(Name(letter) if place == at else only if index is None else index)
    return tuple(found)
