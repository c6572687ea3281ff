"""Averages: ``\\frac1m \\sum_i x_i`` says that i counts up to m where nothing else says how far."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeGuard

from derive.check.reading.syntax import Big, Fraction, Name, Node, Product

_COUNTS = frozenset("mnNMdDHkKBT")
"""Letters of a number of examples, features, units, classes, steps."""


def averaged(node: Node) -> Iterator[tuple[Name, Big]]:
    """The letter by which a sum without limits is divided, and the sum."""
    if isinstance(node, Fraction):
        yield from ((count, node.over) for count in _counts(node) if _is_open(node.over))
    if isinstance(node, Product):
        for (_, before), (_, after) in pairwise(node.factors):
            if isinstance(before, Fraction):
                yield from ((count, after) for count in _counts(before) if _is_open(after))


def _is_open(node: Node) -> TypeGuard[Big]:
    return isinstance(node, Big) and node.kind == "sum" and node.upper is None and len(node.under) == 1


def _counts(node: Fraction) -> Iterator[Name]:
    factors = [factor for _, factor in node.under.factors] if isinstance(node.under, Product) else [node.under]
    yield from (one for one in factors if isinstance(one, Name) and one.base in _COUNTS and one == Name(one.base))
