"""Functions without their argument: ``\\phi'`` in a text that calls ``\\phi(z)`` elsewhere.

Input: the rows of a text.  Output: the bare symbols with which it calls each letter, for the evaluator to pick from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Call, Group, Name, Node, Product

Called = Mapping[Name, tuple[Name, ...]]
"""The arguments of letters, in the order in which the text has them."""


def called(document: Document) -> Called:
    """The bare symbols that stand in brackets behind each letter."""
    found: dict[Name, dict[Name, None]] = {}
    for node in nodes(document.rows):
        for head, argument in _calls(node):
            found.setdefault(bare(head), {})[argument] = None
    return {head: tuple(arguments) for head, arguments in found.items()}


def bare(head: Name) -> Name:
    """The letter of a function without its primes and scripts: ``\\phi`` of ``\\phi'_i``."""
    return replace(head, primes=0, sub=(), sup=())


def _calls(node: Node) -> Iterator[tuple[Name, Name]]:
    if isinstance(node, Call):
        yield from _with_argument(node.head, node.args)
    elif isinstance(node, Product):
        for (_, head), (sign, inside) in pairwise(node.factors):
            if isinstance(head, Name) and isinstance(inside, Group) and inside.open == "(" and not sign:
                yield from _with_argument(head, inside.items)


def _with_argument(head: Name, inside: tuple[Node, ...]) -> Iterator[tuple[Name, Name]]:
    if len(inside) == 1 and isinstance(inside[0], Group):
        inside = inside[0].items
    if len(inside) != 1 or not isinstance(inside[0], Name):
        return
    layered = bool(head.sup) and inside[0] == replace(bare(inside[0]), sup=head.sup)  # f^l(z^l): the function of each layer
    if layered or inside[0] == bare(inside[0]):
        yield head, inside[0]


def of_layer(argument: Name, function: Name) -> Name:
    """The argument of a function of another layer, ``z^{L-1}`` for ``f^{L-1}`` where ``f^l`` is called with ``z^l``."""
    return replace(argument, sup=function.sup)
