"""Entries in brackets: ``\\pi(a) = e^{\\theta_a} / \\sum_b e^{\\theta_b}`` says what the entry a of pi is.

Input: a document.  Output: the same with the letter below, ``\\pi_a``, wherever such a symbol stands before a letter or number,
if its definition uses the letter as an index, and nowhere as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from derive.check.meaning.definitions.mentions import applied
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Call, Group, Name, Node, Number, Product, Relation, Script
from derive.check.reading.tree import rewrite

Rule = Callable[[Name, Node], Name | None]
"""What becomes of a symbol and the brackets behind it; None if they stay."""


def as_entries(document: Document) -> Document:
    """The document with such letters as indices."""
    found = frozenset(top for row in document.rows for claim in row.claims if (top := _indexed(claim)) is not None)
    if not found:
        return document

    def rule(name: Name, argument: Node) -> Name | None:
        return below(name, argument) if head(name) in found else None

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: put_below(node, rule))))


def _indexed(claim: Claim) -> Head | None:
    """The symbol of which a claim says what its entries are."""
    name, arguments = applied(claim.left)
    if name is None or name.sub or name.sup or len(arguments) != 1 or claim.inherited or claim.relation not in ("=", ":="):
        return None
    letter = letter_of(arguments[0])
    if letter is None or letter not in free_letters(claim.right) or letter in map(letter_of, values(claim.right)):
        return None
    return head(name)


def values(node: Node) -> Iterator[Name]:
    """The bare symbols of an expression that are no indices: they stand outside of scripts and comparisons."""
    if isinstance(node, Name) and not (node.sub or node.sup):
        yield node
    for child in node.inside:
        if not isinstance(child, Script | Relation):
            yield from values(child)


def put_below(node: Node, rule: Rule) -> Node | None:
    """What a rule makes of a symbol with brackets behind it, in the place of both."""
    if isinstance(node, Call) and len(node.args) == 1:
        return rule(node.head, node.args[0])
    if not isinstance(node, Product):
        return None
    factors: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        before = factors[-1][1] if factors and not sign and isinstance(factor, Group) and factor.open == "(" else None
        made = rule(before, factor) if isinstance(before, Name) else None
        if made is not None:
            factors[-1] = (factors[-1][0], made)
        else:
            factors.append((sign, factor))
    if len(factors) == len(node.factors):
        return None
    inside = tuple((sign, rewrite(factor, lambda inner: put_below(inner, rule))) for sign, factor in factors)
    return inside[0][1] if len(inside) == 1 else replace(node, factors=inside)


def below(name: Name, argument: Node) -> Name | None:
    """The symbol with a letter or a number below, in place of the bracket."""
    (item,) = argument.items if isinstance(argument, Group) and len(argument.items) == 1 else (argument,)
    if name.sub or not (isinstance(item, Number) or letter_of(item) is not None):
        return None
    return replace(name, sub=(Script((item,), item.text if isinstance(item, Number) else letter_of(item) or ""),))
