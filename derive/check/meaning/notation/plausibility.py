"""How well a notation fits a text: the symbols that it leaves unknown, and how unusual it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.filling import number_of
from derive.check.meaning.notation.letters import Family
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Name, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.meaning.notation.variant import Variant


_CONFUSED = 2.0
"""What it costs to take the targets for something else, or what the network says for the targets."""
_USUAL_TARGETS = frozenset({("y", (), ""), ("Y", (), "")})


def bound_letters(rows: Iterable[Row]) -> frozenset[str]:
    """The letters that a sum or a product runs over."""
    bigs = [node for node in nodes(rows) if isinstance(node, Big)]
    return frozenset(
        letter for big in bigs for item in big.under for node in walk(item) if (letter := letter_of(node)) is not None
    )


def step_marks(world: SpecWorld, declared: Iterable[Entry], bound: frozenset[str]) -> frozenset[str]:
    """The letters that mark the one step of which a model speaks: those of declared symbols, ``h_{t-1}``, whose meaning does
    not mention them."""
    if any(axis.kind == "time" for quantity in world.quantities.values() for axis in quantity.axes):
        return frozenset()
    declared = list(declared)
    counting = {part for entry in declared for letter in entry.pattern.letters for part in letter.split("_")}
    found = set()
    for entry in declared:
        for item, _ in (*entry.pattern.below, *entry.pattern.above):
            shifted = isinstance(item, Sum)
            letters = {letter for node in walk(item) if (letter := letter_of(node)) is not None}
            own = {letter for letter in letters if set(letter.split("_")) & entry.pattern.letters}  # n_L, where L is meant
            usual = {"t"} if world.is_network else {"t", "l"}
            found |= {letter for letter in letters - own if shifted or letter in usual}
    return frozenset(found) - bound - counting  # the l of f_{l+1} counts in y^{(l)}


def marks_gradients_by_bars(names: Iterable[Name]) -> bool:
    """Whether bars stand over several symbols, and not over data alone: they mark adjoints, as in courses on autodiff, and no
    means."""
    barred = {name.base for name in names if name.accents[-1:] == ("bar",)}
    return len(barred) > 1 and len(barred - set("xyXY")) > 1


def defined_with_bars(rows: Iterable[Row]) -> frozenset[Head]:
    """The symbols with a bar that rows of a text define: ``\\bar a = a / r``."""
    lefts = (claim.left for row in rows for claim in row.claims if claim.relation in ("=", ":=") and not claim.inherited)
    return frozenset(head(left) for left in lefts if isinstance(left, Name) and left.accents[-1:] == ("bar",))


def names_of(rows: Iterable[Row]) -> list[Name]:
    """All symbols in the formulas of a text, each once."""
    return list(dict.fromkeys(node for node in nodes(rows) if isinstance(node, Name)))


def unknown(variant: Variant, names: list[Name]) -> float:
    """How many symbols have no meaning; what only a batch gives a meaning counts a little."""
    lost = [name for name in names if not _is_letter(name) and not variant.knows(name)]
    twin = variant.twin if lost else None
    saved = [name for name in lost if twin is not None and twin.knows(name)]
    return len(lost) - len(saved) * (1.0 if 2 * len(saved) < len(names) else 0.98)


def _is_letter(name: Name) -> bool:
    return len(name.base) == 1 and name.base in "ijklmnpqrstuv" and not name.sup and not name.accents and not name.sub


def oddness(manner: Manner, family: Family, names: list[Name]) -> float:
    """Conventions cost a little, letters that others use more, and layers that would not exist still more."""
    odd = 0.1 * (manner.values + manner.columns + manner.of_examples)
    used = {head(name) for name in names}
    for letters in family.heads.values():
        if used & set(letters) and letters[0] not in used:
            odd += 0.3
    targets = {letter[0].lower() for letter in used & set(family.of("y"))}
    if len(targets & {"t", "y"}) > 1 or (not targets and used & _USUAL_TARGETS):  # t and y are not the same
        odd += _CONFUSED
    outputs = {(base.lower(), accents) for base, accents, _ in used & set(family.heads.get("out", ()))}
    if len(outputs | ({("y", ("hat",))} & {top[:2] for top in used} if outputs else set())) > 1:
        odd += 2.0  # \hat y and y, or o, are not both the output
    if manner.values:
        first = {number_of(item) for name in names if head(name)[0] in ("z", "Z", "delta") for item, _ in items(name.sup)}
        odd += 2.0 if 1 in first else 0.0
    return odd
