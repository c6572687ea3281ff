"""Slips in sums: a sum lost or added, its index, its limits, and the 1/N of a mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.syntax import (
    Big,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Scripted,
    Sum,
    Transposed,
)
from derive.check.slips.context import Context, is_matrix_like, plain_name
from derive.check.slips.edit import Change, say
from derive.check.slips.terms import bracketed, product_of, times, without
from derive.check.slips.tree import names

ONE = Number("1")


def sum_(node: Node, context: Context) -> Iterator[Change]:
    """A sum too many; a sum too few over a letter of the piece; a product for a sum."""
    if isinstance(node, Big) and node.kind in ("sum", "prod"):
        body = node.body
        yield Change(body, say("The sum over {} is too many", _over(node)), 1.4)
        other = replace(node, kind="prod" if node.kind == "sum" else "sum")
        yield Change(other, say("The $\\{}$ should be a $\\{}$", node.kind, other.kind), 1.9)
    if isinstance(node, Product):
        for start in range(len(node.factors)):
            for big, cost in _sums_over(product_of(list(node.factors[start:])), context):
                new = product_of([*node.factors[:start], (node.factors[start][0], big)])
                yield Change(new, say("A sum over {} is missing", _over(big)), cost + 0.05 * start)
    elif isinstance(node, (Name, Fraction, Group, Scripted, Sum)):
        for big, cost in _sums_over(node, context):
            yield Change(big, say("A sum over {} is missing", _over(big)), cost)


def _sums_over(body: Node, context: Context) -> Iterator[tuple[Big, float]]:
    """The sums of a piece over each letter in it, with the limits that the text has for that letter."""
    inside = letters(body)
    for big in context.sums:
        if big.kind == "sum" and (big_letter(big) in inside or not big.under):
            yield replace(big, body=bracketed(body), span=body.span), 1.8
    known = {big_letter(big) for big in context.sums}
    for letter in context.letters:
        if letter in inside and letter not in known:
            yield Big("sum", (letter,), None, bracketed(body)), 2.0


def _over(big: Big) -> Node | str:
    found = big_letter(big)
    return found or "everything"


def big_letter(big: Big) -> Name | None:
    """The letter that a sum runs over, without scripts."""
    for limit in big.under:
        found = limit.left if isinstance(limit, Relation) else limit
        if isinstance(found, Name):
            return plain_name(found)
    return None


def letters(node: Node) -> set[Name]:
    """The index letters inside a piece that no sum in it binds."""
    from derive.check.slips.tree import children

    found: set[Name] = set()
    if isinstance(node, (Name, Scripted)):
        for script in (*node.sub, *node.sup):
            found |= {plain_name(n) for item in script.items for n in names(item)}
    for (field, _), child in children(node):
        if not isinstance(child, Script) and field not in ("under", "upper"):
            found |= letters(child)
    bound = big_letter(node) if isinstance(node, Big) else None
    return found - {bound} if bound is not None else found


def limits(node: Node, context: Context) -> Iterator[Change]:
    """Another letter under the sum; another upper limit; a lower limit off by one; a condition lost."""
    if not isinstance(node, Big) or node.kind not in ("sum", "prod"):
        return
    mine = big_letter(node)
    for letter in context.letters:
        if mine and letter != mine and letter in letters(node.body):
            new = replace(node, under=tuple(_for(limit, mine, letter) for limit in node.under))
            yield Change(new, say("The sum runs over the wrong index, {}", mine), 1.5)
    for size in context.sizes:
        if node.upper is not None and size != node.upper:
            new = replace(node, upper=size)
            yield Change(new, say("The upper limit of the sum over {} is wrong", _over(node)), 2.0, say("{} there", size))
    for number, limit in enumerate(node.under):
        if isinstance(limit, Relation) and isinstance(limit.right, Number) and limit.right.text.isdigit():
            for step in (1, -1):
                moved = replace(limit, right=Number(str(abs(int(limit.right.text) + step))))
                new = replace(node, under=tuple(moved if n == number else u for n, u in enumerate(node.under)))
                counted = step == 1 and limit.right.text == "0" and isinstance(node.upper, Name)  # as many as the size says
                cost = 0.8 if counted else 2.1
                yield Change(new, say("The lower limit of the sum over {} is off", _over(node)), cost, say("{} there", moved))
        if isinstance(limit, Relation) and limit.op == "!=":
            new = replace(node, under=(*node.under[:number], limit.left, *node.under[number + 1 :]))
            yield Change(new, say("The condition {} of the sum is too many", limit), 2.0)


def _for(limit: Node, old: Name, new: Name) -> Node:
    if isinstance(limit, Relation):
        return replace(limit, left=_for(limit.left, old, new))
    return new if isinstance(limit, Name) and plain_name(limit) == old else limit


def of_rows(node: Node, context: Context) -> Iterator[Change]:
    """The sum over the examples of a batch lost: ``dZ`` for ``\\mathbf{1}^T dZ``, ``dZ \\mathbf{1}``."""
    ones, whole = Name("1", style="bold"), Group((node,))
    if is_matrix_like(node, context) or isinstance(node, Sum):
        for factors in ((Transposed(ones), whole), (Transposed(whole), ones), (whole, ones)):
            summed = Product(tuple(("", factor) for factor in factors))
            yield Change(summed, say("A sum over the examples is missing in front of {}", node), 1.9)
            for size in context.sizes[:2]:
                yield Change(
                    times(Fraction(ONE, size), summed), say("A mean over the examples is missing in front of {}", node), 2.2
                )


def mean(node: Node, context: Context) -> Iterator[Change]:
    """A factor 1/N too many, in any of its spellings."""
    if isinstance(node, Product):
        for number, (_, item) in enumerate(node.factors):
            if isinstance(item, Fraction) and item.over == ONE and isinstance(item.under, Name):
                rest = without(node, number)
                yield Change(rest, say("The factor {} is too many", item), 1.4)
    if isinstance(node, Fraction) and isinstance(node.under, Name) and node.under in context.sizes:
        yield Change(node.over, say("The division by {} is too many", node.under), 1.5)


def whole_mean(node: Node, context: Context) -> Iterator[Change]:
    """A factor 1/N, or N, too few on a whole side."""
    for size in context.sizes:
        divided = times(Fraction(ONE, size), node)
        yield Change(divided, say("A factor {} is missing", Fraction(ONE, size)), 1.6)
        multiplied = times(size, node)
        yield Change(multiplied, say("A factor {} is missing", size), 2.2)
