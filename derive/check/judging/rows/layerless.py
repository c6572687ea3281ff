"""Symbols without their layer: ``\\nabla_a C = (w^{l+1})^T \\delta^{l+1}`` speaks of the a of layer l.

A symbol whose layers are stacked, written without a layer in a row that counts them by one letter, stands for that letter's
layer: nobody means all layers at once there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import GradientOf, Part, whole
from derive.check.reading.syntax import Name, Node, Script
from derive.check.reading.tree import rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.rows.question import Question
    from derive.check.judging.values.evaluate import Evaluator


def completed(evaluator: Evaluator, asked: Question, told: dict[str, None]) -> Question:
    """The question with the layer that its symbols leave out."""
    letters = {name.base for side in asked.sides for name in _layers(evaluator, side)}
    if len(letters) != 1:
        return asked
    (letter,) = letters

    def filled(node: Node) -> Node | None:
        part = None if isinstance(_meaning(evaluator, node), GradientOf) else _part(evaluator, node)
        if part is None or part.transposed or not _is_stack(evaluator, part) or part.indices[0] is not None:
            return None
        assert isinstance(node, Name)
        if any(index is not None for index in part.indices):
            return None
        told[f"{names.spelled(node)} stands for that of layer {letter}"] = None
        return Name(part.quantity, style=MODEL, sub=(Script((Name(letter),), ""),), span=node.span)

    left, right = (rewrite(side, filled) for side in asked.sides)
    return replace(asked, left=left, right=right)


def _layers(evaluator: Evaluator, node: Node) -> Iterator[Name]:
    """The letters by which a formula counts layers."""
    for inner in walk(node):
        part = _part(evaluator, inner)
        if part is not None and part.indices and _is_stack(evaluator, part) and part.indices[0] is not None:
            yield from (name for name in walk(part.indices[0]) if isinstance(name, Name))


def _meaning(evaluator: Evaluator, node: Node) -> object:
    return whole(names.readings_of(evaluator, node) if isinstance(node, Name) else ())


def _part(evaluator: Evaluator, node: Node) -> Part | None:
    meaning = _meaning(evaluator, node)
    meaning = meaning.part if isinstance(meaning, GradientOf) else meaning
    return meaning if isinstance(meaning, Part) else None


def _is_stack(evaluator: Evaluator, part: Part) -> bool:
    axes = evaluator.world.quantities[part.quantity].axes
    return bool(axes) and axes[0].kind == "layer" and len(axes) == len(part.indices)
