"""Entries by the head of their symbol, made when that is first asked for: a page uses few of the ways to write a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.patterns import Head

Maker = Callable[[], Iterable[Entry]]
Offer = tuple[Head, Maker]
"""A head, and what makes entries of it."""


class _Made:
    """The entries of an offer, made once."""

    __slots__ = ("_entries", "_maker")

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._entries: tuple[Entry, ...] | None = None

    def __call__(self) -> tuple[Entry, ...]:
        if self._entries is None:
            self._entries = tuple(self._maker())
        return self._entries


class ByHead:
    """The entries of each head, in the order in which they were offered."""

    def __init__(self, offers: Iterable[Offer] = ()) -> None:
        self._made: dict[Head, list[Entry]] = {}
        self._offered: dict[Head, list[_Made]] = {}
        for head, maker in offers:
            self._offered.setdefault(head, []).append(_Made(maker))

    def __getitem__(self, head: Head) -> list[Entry]:
        """The entries of a head, to which others can be added."""
        if head not in self._made:
            self._made[head] = [entry for maker in self._offered.get(head, ()) for entry in maker()]
        return self._made[head]

    def __setitem__(self, head: Head, entries: list[Entry]) -> None:
        self._made[head] = entries

    def copy(self) -> ByHead:
        """Another one to which entries can be added; what has been offered is made once for both."""
        other = ByHead()
        other._made = {head: list(entries) for head, entries in self._made.items()}
        other._offered = self._offered
        return other


def offered(entries: Iterable[Entry]) -> Iterable[Offer]:
    """Entries that have been made, as offers."""
    return ((entry.pattern.head, partial(iter, (entry,))) for entry in entries)
