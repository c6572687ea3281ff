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
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import without_power

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate


def known_again(chosen: Candidate, document: Document) -> tuple[Declaration, ...]:
    """A declaration for each symbol of the text that is a quantity of the specification."""
    if chosen.world.specification is None or len(chosen.parts) > 1:
        return ()
    names = [claim.left for row in document.rows for claim in row.claims if not claim.inherited]
    names += [node for node in nodes(document.rows) if isinstance(node, Name)]  # \\sigma(\\hat z) = ... defines, too
    found: dict[str, Declaration] = {}
    for name in names:
        if isinstance(name, Name) and (meant := _meant(chosen, name, frozenset(found))) is not None:
            found[meant[0]] = meant[1]
    return tuple(found.values())


def _meant(chosen: Candidate, name: Name, known: frozenset[str]) -> tuple[str, Declaration] | None:
    """A quantity of the text, and what its symbol is in the model, if it is anything; None for those that are ``known``."""
    base = chosen.world.specification
    bare, power = without_power(name)  # \\sigma^2 = ... defines sigma, and the model may have its square
    part = whole(chosen.symbols.lookup(name)) or (whole(chosen.symbols.lookup(bare)) if _is_square(bare, power) else None)
    if not isinstance(part, Part) or part.transposed or base is None or part.quantity in base.quantities:
        return None
    power = power if whole(chosen.symbols.lookup(name)) is None else 1
    letters = [letter_of(index) for index in part.indices if index is not None]
    key = f"{part.quantity} {power} {len(letters)}"
    if key in known or None in letters or any(index is None for index in part.indices[: len(letters)]):
        return None
    for quantity, turned, fixed in _equals(chosen.world, base, part.quantity, power):
        if (turned and len(letters) == 1) or (fixed is not None and fixed[0] > len(letters)):
            continue
        indices = [letter for letter in (reversed(letters) if turned else letters) if letter]
        if fixed is not None:
            indices.insert(fixed[0], str(fixed[1]))
        text = f"{quantity}[{','.join(indices)}]" if indices else f"{quantity}.T" if turned else quantity
        return key, Declaration(name, "value", text, letters=frozenset(filter(None, letters)))
    return None


def _is_square(bare: Node, power: int) -> TypeGuard[Name]:
    return power == 2 and isinstance(bare, Name)


_GATES = 8
"""Axes of so many entries may be those of gates, each of which has a symbol of its own."""


def _equals(world: World, base: World, own: str, power: int) -> Iterator[tuple[str, bool, tuple[int, int] | None]]:
    """The quantities of the model with the values of a ``power`` of the text's own one; whether these are transposed, or the
    axis and the index at which they stand."""
    if (not world.quantities[own].axes and power == 1) or world.quantities[own].ragged:
        return
    if world.quantities[own].role not in ("intermediate", "cost"):
        return
    for name, quantity in base.quantities.items():
        if quantity.role not in ("intermediate", "input") or quantity.ragged or "@" in name:
            continue
        pairs = [(world.instance(seed).values[own] ** power, world.instance(seed).values[name]) for seed in SEEDS]
        for turned in (False, True) if len(quantity.axes) == 2 else (False,):
            if all(_same(a, b.swapaxes(-1, -2) if turned else b) for a, b in pairs):
                yield name, turned, None
        if quantity.role == "intermediate" and len(quantity.axes) == len(world.quantities[own].axes) + 1 > 1:
            for axis, at in ((axis, at) for axis, length in enumerate(pairs[0][1].shape) for at in range(min(length, _GATES))):
                if all(axis < b.ndim and at < b.shape[axis] and _same(a, b.take(at, axis)) for a, b in pairs):
                    yield name, False, (axis, quantity.axes[axis].first + at)


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-12, atol=1e-14) and np.any(one))
