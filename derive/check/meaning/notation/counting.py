"""Numbers in the brackets of declarations: ``"p_{21}" = "P[1,0]"`` counts from zero, as formulas of specifications do.

A text counts the entries of such a quantity from one: whoever writes a zero anywhere means so everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.world import Axis
from derive.check.reading import syntax as tex
from derive.errors import DeriveError
from derive.frontends import reading as formulas
from derive.frontends import syntax as plain
from derive.model import Model

_ZERO = re.compile(r"\[[^\]]*\b0\b")
_NUMBERS = re.compile(r"(?<=[\[,])\s*(\d+)\s*(?=[\],])")


def counted_from_zero(declarations: Sequence[Declaration], world: SpecWorld) -> list[Declaration]:
    """The declarations, marked if one of them has a zero where the world's indices begin with one."""
    if not any(_has_zero(one, world) for one in declarations):
        return list(declarations)
    return [replace(one, from_zero=True) for one in declarations]


def text_counts_from_zero(declarations: Sequence[Declaration], model: Model) -> bool:
    """Whether the text itself begins with a zero: ``"a_0" = "a[0]"``, the same number on both sides."""
    some = [one for one in declarations if "0" in one.text and _ZERO.search(one.text)]
    if not some:
        return False
    world = SpecWorld(model)
    return all(_same_numbers(one) for one in some if _has_zero(one, world)) and any(_has_zero(one, world) for one in some)


def _same_numbers(one: Declaration) -> bool:
    """Whether the numbers below a symbol are those in the brackets of what it means."""
    below = "".join(item.text for item, _ in items(one.name.sub) if isinstance(item, tex.Number))  # a_{01} has one number
    return not below or below == "".join(_NUMBERS.findall(one.text))


def as_counted(index: tex.Node, axis: Axis, one: Declaration) -> tex.Node:
    """An index of a declaration as the world counts: a number, or a letter with a number, one higher."""
    if not one.from_zero or not _begins_with_one(axis):
        return index
    if isinstance(index, tex.Number) and index.text.isdigit():
        return tex.Number(str(int(index.text) + 1))
    return _one_more(index) if isinstance(index, tex.Sum) else index


def _one_more(index: tex.Sum) -> tex.Node:
    """``k - 1 + 1`` is ``k``."""
    down = (-1, tex.Number("1"))
    rest = tuple(term for term in index.terms if term != down)
    if len(rest) + 1 != len(index.terms):
        return tex.Sum((*index.terms, (1, tex.Number("1"))))
    return rest[0][1] if len(rest) == 1 and rest[0][0] > 0 else tex.Sum(rest)


def _has_zero(one: Declaration, world: SpecWorld) -> bool:
    return any(
        isinstance(index, plain.Number) and index.value == 0 and _begins_with_one(axis) for index, axis in _indices(one, world)
    )


def _indices(one: Declaration, world: SpecWorld) -> Iterator[tuple[plain.Node, Axis]]:
    """The indices in a declaration, each with its axis."""
    if one.kind not in ("value", "gradient") or "[" not in one.text or "\\" in one.text:
        return
    try:
        node = formulas.expression(one.text.removesuffix(".T").strip(), "", 1)
    except DeriveError:
        return  # said where it is read
    for inner in node.walk():
        quantity = world.quantities.get(inner.name) if isinstance(inner, plain.Subscript) else None
        if quantity is not None and isinstance(inner, plain.Subscript):
            yield from zip(inner.indices, quantity.axes, strict=False)


def _begins_with_one(axis: Axis) -> bool:
    return axis.first == 1 and axis.kind not in ("time", "layer")
