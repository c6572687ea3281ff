"""Symbols that a text defines, though the specification has them under another name: ``h = \\max(0, z)`` is the model's a1.

The cost does not depend on the text's own h, for the model goes on with its own: every gradient by h would be zero.  So what
has the values of a quantity of the model, on all random numbers, is that quantity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from derive.check.judging.rows.instances import SEEDS
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Array, World
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import without_power

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate


def known_again(chosen: Candidate, document: Document) -> tuple[Declaration, ...]:
    """A declaration for each symbol of the text that is a quantity of the specification."""
    if chosen.world.specification is None or len(chosen.parts) > 1:
        return ()
    found = {declared.name: declared for row in document.rows for claim in row.claims for declared in _meant(chosen, claim)}
    return tuple(found.values())


def _meant(chosen: Candidate, claim: Claim) -> Iterator[Declaration]:
    """What the left side of a definition is in the model, if it is anything."""
    name, base = claim.left, chosen.world.specification
    if not isinstance(name, Name) or claim.inherited or base is None:
        return
    bare, power = without_power(name)  # \sigma^2 = ... defines sigma, and the model may have its square
    part = whole(chosen.symbols.lookup(name)) or (whole(chosen.symbols.lookup(bare)) if _is_square(bare, power) else None)
    if not isinstance(part, Part) or part.transposed or part.quantity in base.quantities:
        return
    power = power if whole(chosen.symbols.lookup(name)) is None else 1
    letters = [letter_of(index) for index in part.indices if index is not None]
    if None in letters or any(index is None for index in part.indices[: len(letters)]):
        return
    for quantity, turned in _equals(chosen.world, base, part.quantity, power):
        if turned and len(letters) == 1:
            continue
        indices = [letter for letter in (reversed(letters) if turned else letters) if letter]
        text = f"{quantity}[{','.join(indices)}]" if indices else f"{quantity}.T" if turned else quantity
        yield Declaration(name, "value", text, letters=frozenset(indices))
        return


def _is_square(bare: Node, power: int) -> TypeGuard[Name]:
    return power == 2 and isinstance(bare, Name)


def _equals(world: World, base: World, own: str, power: int) -> Iterator[tuple[str, bool]]:
    """The quantities of the model with the values of a ``power`` of the text's own one, and whether these are transposed."""
    if (not world.quantities[own].axes and power == 1) or world.quantities[own].ragged:
        return
    for name, quantity in base.quantities.items():
        if quantity.role not in ("intermediate", "input") or quantity.ragged or "@" in name:
            continue
        pairs = [(world.instance(seed).values[own] ** power, world.instance(seed).values[name]) for seed in SEEDS]
        for turned in (False, True) if len(quantity.axes) == 2 else (False,):
            if all(_same(a, b.swapaxes(-1, -2) if turned else b) for a, b in pairs):
                yield name, turned


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-12, atol=1e-14) and np.any(one))
