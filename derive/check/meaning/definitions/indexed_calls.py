"""Entries in brackets: ``\\pi(a) = e^{\\theta_a} / \\sum_b e^{\\theta_b}`` says what the entry a of pi is.

Input: a document.  Output: the same with the letter below, ``\\pi_a``, wherever such a symbol stands before a letter or number,
if its definition uses the letter as an index, and nowhere as a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.definitions.mentions import applied
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Call, Group, Name, Node, Number, Product, Relation, Script
from derive.check.reading.tree import rewrite


def as_entries(document: Document) -> Document:
    """The document with such letters as indices."""
    found = frozenset(top for row in document.rows for claim in row.claims if (top := _indexed(claim)) is not None)
    if not found:
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _entry(node, found))))


def _indexed(claim: Claim) -> Head | None:
    """The symbol of which a claim says what its entries are."""
    name, arguments = applied(claim.left)
    if name is None or name.sub or name.sup or len(arguments) != 1 or claim.inherited or claim.relation not in ("=", ":="):
        return None
    letter = letter_of(arguments[0])
    if letter is None or letter not in free_letters(claim.right) or letter in map(letter_of, _values(claim.right)):
        return None
    return head(name)


def _values(node: Node) -> Iterator[Name]:
    """The bare symbols of an expression that are no indices: they stand outside of scripts and comparisons."""
    if isinstance(node, Name) and not (node.sub or node.sup):
        yield node
    for child in node.inside:
        if not isinstance(child, Script | Relation):
            yield from _values(child)


def _entry(node: Node, names: frozenset[Head]) -> Node | None:
    if isinstance(node, Call) and len(node.args) == 1 and head(node.head) in names:
        return _below(node.head, node.args[0])
    if not isinstance(node, Product):
        return None
    for at, ((sign, name), (joined, inner)) in enumerate(pairwise(node.factors)):
        if isinstance(name, Name) and head(name) in names and not joined and isinstance(inner, Group) and inner.open == "(":
            made = _below(name, inner)
            if made is not None:
                factors = (*node.factors[:at], (sign, made), *node.factors[at + 2 :])
                return (
                    made
                    if len(factors) == 1
                    else _entry(replace(node, factors=factors), names) or replace(node, factors=factors)
                )
    return None


def _below(name: Name, argument: Node) -> Name | None:
    """The symbol with a letter or a number below, in place of the bracket."""
    (item,) = argument.items if isinstance(argument, Group) and len(argument.items) == 1 else (argument,)
    if name.sub or not (isinstance(item, Number) or letter_of(item) is not None):
        return None
    return replace(name, sub=(Script((item,), item.text if isinstance(item, Number) else letter_of(item) or ""),))
