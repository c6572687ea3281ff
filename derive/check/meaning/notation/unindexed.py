"""Declared formulas without the index of their symbol: ``"u_j" = "h @ W"`` is entry j of the product.

Where the formula has as many axes as the symbol has letters, and names none of these, they are its indices; a formula that
gives one number is that number for every index.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.values.evaluate import evaluated
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import FormulaEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Group, Name, Script, Scripted
from derive.check.reading.tree import walk


def indexed(entry: FormulaEntry, world: SpecWorld) -> FormulaEntry:
    """The entry with the letters of its symbol as indices of its formula, if it is meant so."""
    below = [item for item, _ in entry.pattern.below]
    letters = [letter for item in below if isinstance(item, Name) and (letter := letter_of(item)) is not None]
    spoken = {letter_of(node) for node in walk(entry.node)}
    if not letters or len(letters) < len(below) or len(set(letters)) < len(letters) or spoken & set(letters):
        return entry
    try:
        value = evaluated(entry.node, world, Dictionary(world, ()), world.instance(1))
    except (NoValue, MustLoop, SecondOrder):
        return entry
    if value.labels or value.rank != len(letters):
        return entry
    node = Scripted(Group((entry.node,)), sub=(Script(tuple(below), ""),))
    return replace(entry, node=node, pattern=replace(entry.pattern, letters=frozenset(letters)))
