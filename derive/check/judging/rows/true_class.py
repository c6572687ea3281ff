"""Rows about the class of an example, which the text names by a letter: ``for the true class $c$, L = -\\log p_c``.

The targets are one there and zero elsewhere, and the letter stands for that place only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import UNDER, WRONG, Outcome
from derive.check.judging.rows.question import Question
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.judging.values import names
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import Kronecker, Part
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.meaning.world import Instance, World
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Call, Name, Node, Number, Relation, Script, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_SAID = re.compile(
    r"(?:\b(?:true|correct|right|actual|target|gold|labell?ed|ground[- ]truth|observed)\s+(?:class|label|category|word|answer)"
    r"(?:\s+(?:is|be|index|with index))?|正解(?:の)?(?:クラス|ラベル)|(?:真实|正确)的?(?:类别|标签|类)"
    r"|정답\s*(?:클래스|레이블)?)\W{0,3}?\$((?-i:[a-z]))\$",
    re.IGNORECASE,
)
"""``the true class $c$``; and the other way round, ``$c$ is the true class``:"""
_IS = re.compile(
    r"(?<![a-z\\])([a-z])\$?\s+(?:is|be|denotes|means|stands for)\s+(?:the\s+)?(?:(?:index|number)\s+of\s+)?the\s+"
    r"(?:true|correct|right|actual|target|gold|ground[- ]truth)\s+(?:class|label|category|word|answer|prediction|output)\b"
)


def letters(document: Document) -> frozenset[str]:
    """The letters by which a text calls the class of an example: in words, or by a cost ``-\\log p_c`` without a sum."""
    said = {match[1] for words in (_SAID, _IS) for match in words.finditer(document.text)}
    return frozenset(said.union(*(free_letters(side) for row in document.rows for side in _costs_of_one(row))))


def _costs_of_one(row: Row) -> Iterator[Node]:
    """The sides that are minus a logarithm, in a chain about something without any index."""
    for claim in row.claims:
        head = claim.left if claim.head is None else claim.head
        whole = not free_letters(head) and (claim.inherited or isinstance(head, Name))
        for side in claim.sides if whole else ():
            if isinstance(side, Sum) and [sign for sign, _ in side.terms] == [-1]:
                term = side.terms[0][1]
                if isinstance(term, Call) and term.head.base in ("log", "ln"):
                    yield side


def reconsidered(judge: Judge, outcome: Outcome, asked: Question) -> Outcome:
    """A row that differs may hold where its letter is the class of the example."""
    if outcome.verdict != WRONG or judge.assumption is not None or not judge.classes:
        return outcome
    for letters, target in _targets(judge, asked):
        letter = letters[-1]
        below = tuple(Script((Name(one),), "") for one in letters)
        here = Relation("=", Name(target, style=MODEL, sub=below), Number("1"))
        other = judge.assuming(partial(_one_hot, target=target))
        found = other.judge(*asked.sides, asked.relation, (*asked.conditions, here), head=asked.head)
        if found.is_fine and not found.zero:
            words = f"where {target} is one at {letter} and zero elsewhere"
            return replace(found, verdict=UNDER, convention="; ".join(filter(None, (words, found.convention))))
    return outcome


def _targets(judge: Judge, asked: Question) -> Iterator[tuple[tuple[str, ...], str]]:
    """The letters for a class that stand in a row, that of the example before them if there are several, each with the inputs
    that may be its targets."""
    evaluator = judge.bench.evaluator(Chooser())
    symbols = (node for side in asked.sides for node in walk(side) if isinstance(node, Name))
    meanings = [reading.meaning for name in symbols for reading in names.readings_of(evaluator, name)]
    indices = [one for meaning in meanings if isinstance(meaning, Part) for one in _indexed(judge, meaning)]
    examples = {size: letter for letter, size in indices if size in example_sizes(judge.world)}
    inputs = [one for one in judge.world.quantities.values() if one.role == "input" and not one.integer]
    for letter, size in dict.fromkeys(_class_indices(judge, meanings)):
        for target in inputs:
            alike = bool(target.axes) and (size is None or target.axes[-1].size == size)
            if alike and len(target.axes) == 1:
                yield (letter,), target.name
            elif alike and len(target.axes) == 2 and target.axes[0].size in examples:
                yield (examples[target.axes[0].size], letter), target.name


def _class_indices(judge: Judge, meanings: Sequence[object]) -> Iterator[tuple[str, str | None]]:
    """The letters for a class in a row, and the sizes of the axes that they index, None for units of any layer; beside a letter
    in Kronecker's symbol, that of the letter."""
    sizes = {letter: size for one in meanings if isinstance(one, Part) for letter, size in _indexed(judge, one)}
    yield from ((letter, size) for letter, size in sizes.items() if letter in judge.classes)
    for one in (one for one in meanings if isinstance(one, Kronecker)):
        for letter, other in ((letter_of(one.left), letter_of(one.right)), (letter_of(one.right), letter_of(one.left))):
            if letter in judge.classes and other in sizes:
                yield letter, sizes[other]


def _indexed(judge: Judge, part: Part) -> Iterator[tuple[str, str | None]]:
    """The letters of indices, and the sizes of their axes if these are the same in all layers."""
    for axis, index in zip(judge.world.quantities[part.quantity].axes, part.indices, strict=True):
        letter = letter_of(index) if index is not None else None
        if letter is not None:
            yield letter, None if axis.ragged else axis.size


def _one_hot(world: World, instance: Instance, target: str) -> Instance | None:
    """The instance with one at the largest entry of the targets (of each example), and zero elsewhere."""
    array = np.real(instance.values[target])
    places = array.argmax(axis=-1)[..., None]
    return world.replaced(instance, target, np.where(np.arange(array.shape[-1]) == places, 1.0, 0.0))
