"""Declared functions whose parameters a text leaves out: ``\\pi(b | s)`` beside ``"\\pi_\\theta(a | s)" = "p[a]"``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.reading.syntax import Group, Name, Node, Product

_PARAMETERS = frozenset({"theta", "Theta", "phi", "psi", "omega", "w", "W"})


def with_aliases(phrases: Sequence[Declaration], entries: Iterable[Declaration]) -> list[Declaration]:
    """The phrases, and behind them those without parameters, where only one phrase becomes such a one, and nothing is
    declared of it."""
    made = list(_bare(phrases))
    times = Counter(bare.phrase for bare in made)
    known = {one.phrase for one in phrases} | {_head(one.phrase) for one in phrases} | {one.name for one in entries}
    new = [bare for bare in made if times[bare.phrase] == 1 and not known & {bare.phrase, _head(bare.phrase)}]
    return [*phrases, *new]


def _bare(phrases: Iterable[Declaration]) -> Iterator[Declaration]:
    for one in phrases:
        head = _head(one.phrase)
        if not isinstance(one.phrase, Product) or head is None or len(head.sub) != 1 or len(head.sub[0].items) != 1:
            continue
        below = head.sub[0].items[0]
        if isinstance(below, Name) and below.base in _PARAMETERS and below.base not in one.letters:
            (sign, _), *rest = one.phrase.factors
            yield replace(one, phrase=replace(one.phrase, factors=((sign, replace(head, sub=())), *rest)))


def _head(phrase: Node | None) -> Name | None:
    """The function of a phrase ``f(x)``."""
    if not isinstance(phrase, Product) or len(phrase.factors) != 2 or not isinstance(phrase.factors[1][1], Group):
        return None
    head = phrase.factors[0][1]
    return head if isinstance(head, Name) else None
