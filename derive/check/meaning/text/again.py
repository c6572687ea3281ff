"""Definitions of what was defined before: whether they say something new."""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.text.guesses import ALIKE, alike
from derive.check.meaning.text.rules import Rule
from derive.check.meaning.text.world import TextWorld
from derive.errors import CannotTell


def anew(found: Findings, world: TextWorld, done: Container[tuple[int, int]]) -> Iterator[Definition]:
    """The definitions that say something new of a symbol that was defined before; ``done`` are claims that define."""
    for other in found.again:
        first = found.definitions.get(other.sorted.key)
        if first is None or other.abbreviation or (other.row, other.claim) in done:
            continue
        told_apart = alike(first.right, other.right) < ALIKE or _speaks_of_others(first, other)
        if first.letters == other.letters and told_apart and _differs(world, other):
            yield other


def _differs(world: TextWorld, other: Definition) -> bool:
    """Whether a second definition gives other values than the first."""
    name = other.sorted.key.name
    if name not in world.quantities:
        return False
    rule = Rule(name, other.letters, frozenset(), other.right)
    steps = any(r.step for r in world.rules if r.quantity == name)
    try:
        now = world.instance(0)
        found = world.value_of(rule, now, {other.letters[0]: 2} if steps else {})
    except (NoValue, MustLoop, SecondOrder, CannotTell):
        return True
    before = now.values.get(name, np.array(np.nan))
    before = before[2 - world.quantities[name].axes[0].first] if steps else before
    return found.shape != np.shape(before) or not np.allclose(found, before)


def _speaks_of_others(first: Definition, other: Definition) -> bool:
    """Whether a second definition names arguments that the first does not know: ``E(w)`` of a vector, then ``E(W)``."""
    known = {head(name) for name in symbols_in(first.right)}
    return bool(first.arguments) and bool(other.arguments) and not any(head(name) in known for name in other.arguments)
