"""Numbers in the brackets of declarations: ``"p_{21}" = "P[1,0]"`` counts from zero, as formulas of specifications do.

A text counts the entries of such a quantity from one: whoever writes a zero anywhere means so everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.specification.world import SpecWorld, spec_world
from derive.check.meaning.world import Axis
from derive.check.reading import syntax as tex
from derive.errors import DeriveError
from derive.frontends import reading as formulas
from derive.frontends import syntax as plain
from derive.model import Model


def counted_from_zero(declarations: Sequence[Declaration], world: SpecWorld) -> list[Declaration]:
    """The declarations, marked if numbers in their brackets count from zero where the world's indices begin with one.

    They do if one of them is a zero, or if the symbols' own numbers are one higher (``"x_2" = "x[1]"``); if these are the same,
    they count as the text does.  Else they count as in SPEC: from zero in formulas, from one in a network of layers.
    """
    numbered = [one for one in declarations if numbers_of(one, world)]
    zero = any(0 in numbers_of(one, world) for one in numbered)
    if not zero:
        more = {ahead(one, world) for one in numbered} - {None}
        zero = 1 in more if more else not world.is_network
    return [replace(one, from_zero=True) for one in declarations] if zero and numbered else list(declarations)


def text_begins(declared: Declarations, model: Model) -> int | None:
    """The number with which the text begins to count entries, if it is declared: by ``first``, or by ``"a_0" = "a[0]"``, the
    same number on both sides."""
    if declared.first is not None:
        return declared.first
    indexed = [one for one in declared.entries if "[" in one.text]
    if not indexed:
        return None
    world = spec_world(model)
    some = [one for one in indexed if 0 in numbers_of(one, world)]
    return 0 if {ahead(one, world) for one in some} - {None} == {0} else None


def numbers_of(one: Declaration, world: SpecWorld) -> list[int]:
    """The numbers in a declaration's brackets that count entries."""
    found = [index for index, axis in _indices(one, world) if counts_entries(axis) and isinstance(index, plain.Number)]
    return [int(index.value) for index in found]


def ahead(one: Declaration, world: SpecWorld) -> int | None:
    """By how much the numbers below a symbol are higher than those in the brackets of what it means; None if it has others."""
    below = "".join(item.text for item, _ in items(one.name.sub) if isinstance(item, tex.Number))  # a_{01} has one number
    below = below.removeprefix(_layer(one))
    inside = numbers_of(one, world)
    return next((n for n in (0, 1) if below and below == "".join(str(number + n) for number in inside)), None)


def _layer(one: Declaration) -> str:
    """The number at the end of the quantity's own name, which a symbol has, too: ``z_2`` for an entry of ``z2``."""
    found = re.match(r"[A-Za-z_]+(\d+)\[", one.text)
    return found[1] if found is not None else ""


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


def formula_of(one: Declaration) -> plain.Node | None:
    """The formula with indices that a declaration gives, in the language of specifications."""
    if one.kind not in ("value", "gradient") or "[" not in one.text or "\\" in one.text:
        return None
    try:
        return formulas.expression(one.text.removesuffix(".T").strip(), "", 1)
    except DeriveError:
        return None  # said where it is read


def _indices(one: Declaration, world: SpecWorld) -> Iterator[tuple[plain.Node, Axis]]:
    """The indices in a declaration, each with its axis."""
    node = formula_of(one)
    for inner in node.walk() if node is not None else ():
        quantity = world.quantities.get(inner.name) if isinstance(inner, plain.Subscript) else None
        if quantity is not None and isinstance(inner, plain.Subscript):
            yield from zip(inner.indices, quantity.axes, strict=False)


def _begins_with_one(axis: Axis) -> bool:
    return axis.first == 1 and counts_entries(axis)


def counts_entries(axis: Axis) -> bool:
    """Whether an axis counts entries, and neither steps nor layers."""
    return axis.kind not in ("time", "layer")
