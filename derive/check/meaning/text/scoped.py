"""The world of a few definitions out of a longer text, with what was declared of their symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.definitions.mentions import mentioned
from derive.check.meaning.definitions.reaching import Said
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.patterns import head, items
from derive.check.meaning.notation.set_aside import UNUSABLE
from derive.check.meaning.symbols import Part
from derive.check.meaning.text.build import Read, text_world
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Name, Number
from derive.errors import DeriveError


def scoped_world(
    said: Sequence[Said], members: Sequence[Row], declarations: Declarations | None, base: Dictionary | None = None
) -> Read | None:
    """The world in which these definitions hold, and nothing else of the text; None if it cannot be made.

    ``members`` are the rows that speak of it: their use of the symbols tells the shapes, and so does ``base``, the dictionary
    of a specification.
    """
    rows = _rows(said, members)
    try:
        read = text_world(rows, _fitting(_of_base(declarations, rows, base), rows), open_functions=True)
    except (DeriveError, RecursionError, ValueError):
        return None
    own = {(one.row, one.claim) for one in said if not one.implied}
    read.symbols.definitions = {
        row.number: "a definition"
        for row in members
        if row.claims and all((row.number, n) in own and (row.number, n) in read.definitions for n in range(len(row.claims)))
    }
    return read


def _rows(said: Sequence[Said], members: Sequence[Row]) -> list[Row]:
    """The rows of the definitions and the members, each claim at its place; other definitions of these symbols are left out."""
    made = {(one.row, one.claim): one for one in said}
    found: dict[int, Row] = {row.number: row for row in members}
    for one in said:
        found.setdefault(one.row, Row(one.row, members[0].place, "", (_NOTHING,) * (one.claim + 1), block=one.block))
    for row in list(found.values()):
        last = max([len(row.claims), *(n + 1 for r, n in made if r == row.number)])
        claims = list(row.claims) + [_NOTHING] * (last - len(row.claims))
        for number, claim in enumerate(claims):
            if (row.number, number) in made:
                one = made[row.number, number]
                claims[number] = one.made if not one.implied else claim
            elif isinstance(claim.left, Name) and not claim.inherited and any(claim.left == one.made.left for one in said):
                claims[number] = _NOTHING
        claims += [one.made for one in said if one.implied and one.row == row.number]
        found[row.number] = replace(row, claims=tuple(claims))
    return [found[number] for number in sorted(found)]


_NOTHING = Claim(Number("0"), "=", Number("0"))
"""In the place of a claim that is left out: the others keep their numbers."""


def _of_base(declarations: Declarations | None, rows: Sequence[Row], base: Dictionary | None) -> Declarations | None:
    """The declarations that do not speak of a model, and the shapes that its symbols have."""
    if base is None or declarations is None:
        return declarations
    kept = [one for one in declarations.entries if one.kind in _WITHOUT_MODEL]
    lefts = {head(claim.left) for row in rows for claim in row.claims if isinstance(claim.left, Name)}
    cost = declarations.cost
    for top in dict.fromkeys(head(name) for name in mentioned(rows)):
        bare = Name(top[0], top[1], top[2])
        readings = base.lookup(bare)
        meaning = readings[0].meaning if readings else None
        if not isinstance(meaning, Part) or readings[0].rest or top in lefts:
            continue
        quantity = base.world.quantities[meaning.quantity]
        of = tuple(axis.size for axis, index in zip(quantity.axes, meaning.indices, strict=True) if index is None)
        if quantity.role == "cost":
            cost = bare
        elif not any(axis.ragged or axis.kind for axis in quantity.axes) and all(size.isalnum() for size in of):
            kept.append(Declaration(bare, "shape", of=of))
    return replace(declarations, entries=tuple(kept), cost=cost)


_WITHOUT_MODEL = (UNUSABLE, "number", "function", "size", "index", "shape")


def _fitting(declarations: Declarations | None, rows: Sequence[Row]) -> Declarations:
    """What was declared, but for symbols that stand here with more indices than they were declared with."""
    if declarations is None:
        return Declarations()
    names = list(mentioned(rows))
    kept = []
    for one in declarations.entries:
        if one.kind == "shape":
            slots = len(items(one.name.sub)) + len(items(one.name.sup)) + len(one.of)
            same = [name for name in names if head(name) == head(one.name)]
            if any(len(items(name.sub)) > slots for name in same):
                continue
            if one.name.sup and not any(script.bracket for name in same for script in name.sup):
                continue  # x^{(i)}, where only x stands
        kept.append(one)
    cost = declarations.cost
    if cost is not None and not any(head(name) == head(cost) for name in names):
        cost = None
    return replace(declarations, entries=tuple(kept), cost=cost)
