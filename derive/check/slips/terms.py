"""Slips in sums and products: signs, numerical factors, lost terms and factors, the order and the kind of a product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, takewhile

from derive.check.reading.syntax import Big, Call, Fraction, Group, Name, Node, Number, Product, Scripted, Sum, Transposed
from derive.check.slips.context import Context, is_matrix_like, units
from derive.check.slips.edit import Change, ordinal, say
from derive.check.slips.tree import with_items

_SIGN = {1: "+", -1: "-"}
HALF = Fraction(Number("1"), Number("2"))
TWO = Number("2")
_ENTRY_BY_ENTRY = ("odot", "circ", "*")


def sign(node: Node, _: Context) -> Iterator[Change]:
    """Each term with the other sign; a factor or a whole side with a minus."""
    if isinstance(node, Sum):
        for number, (s, _term) in enumerate(node.terms):
            flipped = sum_of([(-s if n == number else old, t) for n, (old, t) in enumerate(node.terms)])
            if len(node.terms) == 1:
                yield Change(flipped, "The sign is wrong", 1.0)
            else:
                which = ordinal(number)
                yield Change(flipped, say("The sign of the {} term is wrong", which), 1.0, say("${}$", _SIGN[-s]))


def whole_sign(node: Node, _: Context) -> Iterator[Change]:
    """A minus in front of a whole side."""
    if isinstance(node, Sum) and len(node.terms) == 1 and node.terms[0][0] == -1:
        return
    negative = Sum(tuple((-s, t) for s, t in node.terms)) if isinstance(node, Sum) else Sum(((-1, node),))
    yield Change(negative, "The sign is wrong", 1.2)


def exponent_sign(node: Node, _: Context) -> Iterator[Change]:
    """``e^{z}`` for ``e^{-z}``, and the reverse."""
    if isinstance(node, Name) and node.base == "e" and len(node.sup) == 1 and len(node.sup[0].items) == 1:
        inner = node.sup[0].items[0]
        if not isinstance(inner, Sum) or len(inner.terms) == 1:
            flipped = inner.terms[0][1] if isinstance(inner, Sum) else Sum(((-1, inner),))
            new = replace(node, sup=(with_items(node.sup[0], (flipped,)),))
            yield Change(new, say("The sign of the exponent of {} is wrong", node), 1.0)


def sum_of(terms: list[tuple[int, Node]]) -> Node:
    """A sum; a single term with a plus stands for itself."""
    return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Sum(tuple(terms))


def term(node: Node, context: Context) -> Iterator[Change]:
    """A term too many; a term too few, taken from this row or its neighbours; ``1 - a`` for ``a``."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        for number in range(len(node.terms)):
            rest = [t for n, t in enumerate(node.terms) if n != number]
            gone = node.terms[number][1]
            yield Change(sum_of(rest), say("The {} term, {}, is too many", ordinal(number), gone), 2.0)
    terms = list(node.terms) if isinstance(node, Sum) else [(1, node)]
    if isinstance(node, (Sum, Name, Product, Fraction)):
        present = {t for _, t in terms}
        cost = 2.4 if len(terms) > 1 else 4.0  # a sum of several terms has lost one more likely than a factor
        for missing in context.terms:
            if missing not in present:
                for s in (1, -1):
                    longer = Sum((*terms, (s, missing)))
                    yield Change(longer, say("The term {} is missing", sum_of([(s, missing)])), cost)


def factor(node: Node, context: Context) -> Iterator[Change]:
    """A numerical factor too many."""
    del context
    if isinstance(node, Product):
        for number, (_, item) in enumerate(node.factors):
            if item in (TWO, HALF) or isinstance(item, Number):
                yield Change(without(node, number), say("The factor {} is too many", item), 1.3)
    if isinstance(node, Fraction) and node.under == TWO and not isinstance(node.over, Number):
        yield Change(node.over, "The factor $1/2$ is too many", 1.4)
    if isinstance(node, Fraction) and isinstance(node.over, Product):
        for number, (_, item) in enumerate(node.over.factors):
            if isinstance(item, Number):
                lost = replace(node, over=without(node.over, number))
                yield Change(lost, say("The factor {} is too many", item), 1.4)


def whole_factor(node: Node, _: Context) -> Iterator[Change]:
    """A term of a side times 2, times 1/2."""
    for coefficient, words in ((TWO, "2"), (HALF, "1/2")):
        yield Change(times(coefficient, node), say("A factor ${}$ is missing", words), 1.5)
    if isinstance(node, Sum) and len(node.terms) > 1:
        for number, (s, one) in enumerate(node.terms):
            for coefficient, words in ((TWO, "2"), (HALF, "1/2")):
                terms = [(s, times(coefficient, one)) if n == number else t for n, t in enumerate(node.terms)]
                wrong = say("A factor ${}$ is missing in the {} term", words, ordinal(number))
                yield Change(Sum(tuple(terms)), wrong, 1.8)


def times(coefficient: Node, node: Node) -> Product:
    """A coefficient in front of a piece."""
    if isinstance(node, Product):
        first, *rest = node.factors
        return Product((("", coefficient), ("", first[1]), *rest), span=node.span)
    return Product((("", coefficient), ("", bracketed(node))), span=node.span)


def bracketed(node: Node) -> Node:
    """A piece as a factor: a sum needs brackets."""
    return Group((node,)) if isinstance(node, Sum) else node


def without(product: Product, number: int) -> Node:
    """A product without one factor; the only one that is left stands for itself."""
    kept = [f for n, f in enumerate(product.factors) if n != number]
    return product_of(kept)


def product_of(factors: list[tuple[str, Node]]) -> Node:
    """A product of factors with their signs; one factor stands for itself, a sum in front of others in brackets."""
    if len(factors) == 1:
        return factors[0][1]
    *before, last = factors
    closed = [(s, Group((f,)) if isinstance(f, (Big, Call)) else f) for s, f in before]
    return Product((("", (closed or [last])[0][1]), *closed[1:], last))


def lost_factor(node: Node, context: Context) -> Iterator[Change]:
    """A factor too many; a factor too few, taken from this row or its neighbours."""
    if isinstance(node, Product):
        parts = units(node, context.functions)
        if len(parts) > 1:
            for number, (_, item) in enumerate(parts):
                if not isinstance(item, Number):
                    rest = flat([p for n, p in enumerate(parts) if n != number])
                    yield Change(rest, say("The factor {} is too many", item), 1.9)
    if isinstance(node, (Product, Name, Group, Fraction)):
        parts = units(node, context.functions) if isinstance(node, Product) else [("", node)]
        present = {item for _, item in parts}
        join = context.hadamard if any(s in ("odot", "circ") for s, _ in parts) else ""
        for missing in context.factors:
            if missing not in present and not isinstance(missing, Number):
                for longer in ([*parts, (join, missing)], [("", missing), (join, parts[0][1]), *parts[1:]]):
                    yield Change(flat(longer), say("The factor {} is missing", missing), 3.5)


def whole_lost_factor(node: Node, context: Context) -> Iterator[Change]:
    """A factor too few on a sum that is a whole side."""
    if isinstance(node, Sum):
        for missing in context.factors:
            if not isinstance(missing, Number):
                yield Change(times(missing, node), say("The factor {} is missing", missing), 3.0)


def flat(parts: list[tuple[str, Node]]) -> Node:
    """The product of units, a function and its argument being two factors again."""
    factors: list[tuple[str, Node]] = []
    for s, item in parts:
        if isinstance(item, Product):
            first, *rest = item.factors
            factors += [(s, first[1]), *rest]
        else:
            factors.append((s, bracketed(item)))
    return product_of(factors)


def order(node: Node, context: Context) -> Iterator[Change]:
    """Neighbouring factors of a matrix product in the other order."""
    if isinstance(node, Product):
        parts = units(node, context.functions)
        for number in range(len(parts) - 1):
            (s, one), (t, two) = parts[number : number + 2]
            if any(isinstance(each, Name) and each.base == "e" and each.sup for each in (one, two)):
                continue  # an exponential stands on either side of what it scales
            if t in ("", "cdot", "times", "*") and (
                (is_matrix_like(one, context) and is_matrix_like(two, context)) or _is_inner(one, two)
            ):
                swapped = flat([*parts[:number], (s, two), (t, one), *parts[number + 2 :]])
                yield Change(swapped, say("The factors {} and {} stand in the wrong order", one, two), 1.6)


def _is_inner(one: Node, two: Node) -> bool:
    """Whether one of two factors is transposed, ``x_i x_i^T``, ``\\delta (W)^T``: whole vectors of one example."""
    return _is_turned(one) != _is_turned(two)


def _is_turned(node: Node) -> bool:
    return isinstance(node, Transposed) or (isinstance(node, Scripted) and any(script.raw == "T" for script in node.sup))


def product(node: Node, context: Context) -> Iterator[Change]:
    """A Hadamard product for a matrix product, and the reverse."""
    if isinstance(node, Product):
        parts = units(node, context.functions)
        for number in range(1, len(parts)):
            mark, item = parts[number]
            if mark in ("odot", "circ"):
                other, words = "", "The elementwise product in front of"
            elif (
                mark in ("", "cdot", "times", "*")
                and is_matrix_like(item, context)
                and is_matrix_like(parts[number - 1][1], context)
            ):
                other, words = context.hadamard, "The product in front of"
            else:
                continue
            changed = flat([*parts[:number], (other, item), *parts[number + 1 :]])
            should = "an elementwise product" if other else "a matrix product"
            yield Change(changed, say("{} {} should be {}", words, item, should), 1.7)


def brackets(node: Node, _: Context) -> Iterator[Change]:
    """Brackets around too much in front of an elementwise product: ``(A B) \\odot C`` for ``A (B \\odot C)``."""
    if not isinstance(node, Product):
        return
    for number, ((mark, one), (sign, _next)) in enumerate(pairwise(node.factors)):
        inner = one.items[0] if isinstance(one, Group) and len(one.items) == 1 else None
        if sign not in _ENTRY_BY_ENTRY or not isinstance(inner, Product):
            continue
        after = node.factors[number + 1 :]
        marked = list(takewhile(lambda factor: factor[0] in _ENTRY_BY_ENTRY, after))
        for cut in range(1, len(inner.factors)):
            rest = product_of([("", inner.factors[cut][1]), *inner.factors[cut + 1 :]])
            closed = Group((Product((("", bracketed(rest)), *marked)),))
            factors = [*node.factors[:number], (mark, inner.factors[0][1]), *inner.factors[1:cut], ("", closed)]
            new = product_of([*factors, *after[len(marked) :]])
            yield Change(new, say("The elementwise product should be with {} alone", rest), 1.8)
