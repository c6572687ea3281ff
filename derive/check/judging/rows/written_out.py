"""Rows that are written out unit by unit, ``w_{11} x_1 + w_{12} x_2``: they hold where there are so many units only.

How many there are the specification says, or else the largest number that the text writes as an index of an axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from derive.check.judging.outcome import HOLDS, UNDER, Outcome
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Axis
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Big, Matrix, Name, Node, Number, Relation, Scripted
from derive.check.reading.tree import children, walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.rows.question import Question


_HALVES = 2
"""A factor 1/2 stands in front of many costs, and counts nothing."""


def is_written_out(judge: Judge, asked: Question) -> bool:
    """Whether indices of a row are numbers, and what it leaves whole has sizes that nothing counts.

    Nothing depends on how the other arrays are laid out then: the row may be judged where their sizes are equal, too.
    """
    found = [place for side in asked.sides for place in places(judge, side)]
    sizes = judge.world.stated_sizes
    fixed = {*judge.counted, *sizes}
    whole = any(index is None and (axis.size in fixed or sizes) for axis, index in found) and not _told_apart(sizes, found)
    summed = any(axis.size in judge.counted for side in asked.sides for axis, _ in _last_terms(judge, side))
    return summed or (not whole and any(isinstance(index, Number) for _, index in found))


def _told_apart(sizes: Mapping[str, int], found: Iterable[tuple[Axis, Node | None]]) -> bool:
    """Whether the specification gives different numbers for all sizes of the axes that a row leaves whole: these show how
    arrays are laid out as well as random ones."""
    names = {axis.size for axis, index in found if index is None}
    return names <= set(sizes) and len({sizes[name] for name in names}) == len(names)


def stated(judge: Judge, asked: Question) -> dict[str, int]:
    """The sizes of the specification that a row writes as numbers: ``\\frac{1}{4} \\sum_i`` for a mean over four examples."""
    sizes = judge.world.stated_sizes
    if not sizes or any(name.isdigit() for name in sizes):
        return {}
    numbers = {int(text) for side in asked.sides for text in _factors(side) if text.isdigit()}
    return {name: size for name, size in sizes.items() if size > _HALVES and size in numbers}


def tabled(judge: Judge, asked: Question) -> dict[str, int]:
    """The sizes of the specification in which a row with tables of numbered entries is written out, beside whole arrays."""
    tables = (node for side in asked.sides for node in walk(side) if isinstance(node, Matrix))
    found = [place for table in tables for place in places(judge, table)]
    sizes = judge.world.stated_sizes
    return {axis.size: sizes[axis.size] for axis, index in found if isinstance(index, Number) and axis.size in sizes}


def _factors(node: Node) -> Iterator[str]:
    """The numbers of a formula that are no indices, layers or exponents."""
    if isinstance(node, Number):
        yield node.text
    elif not isinstance(node, Name):
        for child in (node.body,) if isinstance(node, Scripted) else children(node):
            yield from _factors(child)


def counted(judge: Judge, rows: Iterable[Row]) -> dict[str, int]:
    """How many entries the numbers in a text's indices speak of, for each size that the specification leaves open.

    Where all sums over an axis, two or more, end with another number than the specification gives, the author has a larger
    example in mind: that number is taken.  One that ends with a number where others end with the size's letter says nothing.
    """
    rows = list(rows)
    lettered = {axis.size for row in rows for side in row.sides for axis in _lettered(judge, side)}
    found: dict[str, int] = {}
    ends: dict[str, list[int]] = {}
    for row in rows:
        for side in row.sides:
            for axis, index in places(judge, side):
                if isinstance(index, Number) and index.text.isdigit() and axis.kind not in ("layer", "time"):
                    found[axis.size] = max(found.get(axis.size, 0), int(index.text) - axis.first + 1)
            for axis, last in _last_terms(judge, side):
                if axis.kind not in ("layer", "time") and axis.size not in lettered:
                    found[axis.size] = max(found.get(axis.size, 0), last - axis.first + 1)
                    ends.setdefault(axis.size, []).append(last - axis.first + 1)
    agreed = {size for size, lasts in ends.items() if len(lasts) > 1 and len(set(lasts)) == 1 and found[size] == lasts[0]}
    known = judge.world.stated_sizes
    return {size: n for size, n in found.items() if n > 1 and (size not in known or (size in agreed and known[size] != n))}


def _last_terms(judge: Judge, node: Node) -> Iterator[tuple[Axis, int]]:
    """The axes over which sums run up to a number, ``\\sum_{k=1}^{2} (t_k - y_k)^2``, with that number."""
    for inner in walk(node):
        if isinstance(inner, Big) and inner.kind == "sum" and isinstance(inner.upper, Number) and inner.upper.text.isdigit():
            yield from ((axis, int(inner.upper.text)) for axis in _summed_axes(judge, inner))


def _lettered(judge: Judge, node: Node) -> Iterator[Axis]:
    """The axes over which sums run up to a size, ``\\sum_{k=1}^{K}``."""
    for inner in walk(node):
        if isinstance(inner, Big) and inner.kind == "sum" and isinstance(inner.upper, Name):
            yield from _summed_axes(judge, inner)


def _summed_axes(judge: Judge, node: Big) -> Iterable[Axis]:
    """The axes that the letter of a sum counts in its body."""
    letters = {letter_of(item.left) for item in node.under if isinstance(item, Relation) and item.op == "="}
    axes = (axis for axis, index in places(judge, node.body) if index is not None and letter_of(index) in letters)
    return {axis.size: axis for axis in axes if not axis.size.isdigit()}.values()


def told(judge: Judge, outcome: Outcome) -> Outcome:
    """The verdict on a row that holds in those sizes: the ones that only the text says are named."""
    if not outcome.is_fine or not judge.counted:
        return outcome
    sizes = ", ".join(f"{size} = {count}" for size, count in sorted(judge.counted.items()))
    words = "; ".join(filter(None, (f"written out for {sizes}", outcome.convention)))
    return Outcome(UNDER if outcome.verdict == HOLDS else outcome.verdict, convention=words, zero=outcome.zero)


def places(judge: Judge, node: Node) -> Iterator[tuple[Axis, Node | None]]:
    """The axes of the quantities in an expression, each with the index that stands there."""
    if not isinstance(node, Name):
        for child in children(node):
            yield from places(judge, child)
        return
    for reading in judge.symbols.lookup(node)[:1]:
        part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
        if isinstance(part, Part) and part.quantity in judge.world.quantities:
            yield from zip(judge.world.quantities[part.quantity].axes, part.indices, strict=False)
        for exponent in reading.rest:  # e^{z_k}
            yield from places(judge, exponent)
