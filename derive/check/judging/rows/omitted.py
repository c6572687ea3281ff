"""Indices that are left out inside a sum: ``\\sum_k g(z) x^{(k)}`` with z for ``z^{(k)}``.

Only a quantity with one open axis is completed, and only where another quantity under the same sum is indexed by the sum's
letter along an axis of that size.  A verdict names what was completed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.rows import layerless, one_sided
from derive.check.judging.sums.binders import binders
from derive.check.judging.values import names
from derive.check.meaning.symbols import Part, SizeOf, whole
from derive.check.reading.syntax import Big, Name, Node, Script
from derive.check.reading.tree import children, rewrite

if TYPE_CHECKING:
    from derive.check.judging.rows.question import Question
    from derive.check.judging.values.evaluate import Evaluator

_MODEL = "model"
_COST = 1.4


def completed(evaluator: Evaluator, asked: Question) -> Question:
    """The question as it stands, or with the indices that its sums leave out."""
    known = evaluator.memory.omitted
    if asked not in known:
        told: dict[str, None] = {}
        left, right = (_filled(evaluator, side, told) for side in asked.sides)
        full = replace(asked, left=left, right=right) if told else one_sided.completed(evaluator, asked, told)
        full = full if told else layerless.completed(evaluator, asked, told)
        known[asked] = (full, "; ".join(told)) if told else None
    found = known[asked]
    if found is None:
        return asked
    full, words = found
    return evaluator.chooser.pick(("omitted",), [Option(asked), Option(full, words, _COST)])


def _filled(evaluator: Evaluator, node: Node, told: dict[str, None]) -> Node:
    def rule(inner: Node) -> Node | None:
        if not isinstance(inner, Big):
            return None
        body = _filled(evaluator, inner.body, told)
        for letter in binders(inner):
            sizes = frozenset((*_indexed(evaluator, body, letter), *_limit(evaluator, inner)))
            body = _with(evaluator, body, letter, sizes, told) if sizes else body
        return inner if body == inner.body else replace(inner, body=body)

    return rewrite(node, rule)


def _limit(evaluator: Evaluator, node: Big) -> Iterator[str]:
    """The size up to which a sum runs."""
    readings = names.readings_of(evaluator, node.upper) if isinstance(node.upper, Name) else ()
    if readings and isinstance(readings[0].meaning, SizeOf):
        yield readings[0].meaning.size


def _part(evaluator: Evaluator, node: Node) -> Part | None:
    """The part of a quantity that a symbol is, if it is nothing more."""
    meaning = whole(names.readings_of(evaluator, node) if isinstance(node, Name) else ())
    return meaning if isinstance(meaning, Part) else None


def _indexed(evaluator: Evaluator, node: Node, letter: str) -> Iterator[str]:
    """The sizes of the axes that a letter indexes."""
    part = _part(evaluator, node)
    if part is not None:
        axes = evaluator.world.quantities[part.quantity].axes
        for axis, index in zip(axes, part.indices, strict=False):
            if isinstance(index, Name) and index.base == letter and not index.sub:
                yield axis.size
        return
    for child in children(node):
        yield from _indexed(evaluator, child, letter)


def _with(evaluator: Evaluator, node: Node, letter: str, sizes: frozenset[str], told: dict[str, None]) -> Node:
    def rule(inner: Node) -> Node | None:
        part = _part(evaluator, inner)
        if part is None or part.transposed:
            return None
        axes = evaluator.world.quantities[part.quantity].axes
        opened = [at for at, index in enumerate(part.indices) if index is None]
        if len(opened) != 1 or len(part.indices) != len(axes) or axes[opened[0]].size not in sizes:
            return inner
        indices = tuple(Name(letter) if index is None else index for index in part.indices)
        assert isinstance(inner, Name)
        told[f"{names.spelled(inner)} stands for its entry {letter}"] = None
        return Name(part.quantity, style=_MODEL, sub=(Script(indices, ""),), span=inner.span)

    return rewrite(node, rule)
