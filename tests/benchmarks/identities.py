"""Identities that a reader applies without a thought: each turns a piece of a formula into another way to write the same.

None depends on what is judged. What a symbol is (a number, an array) is taken from the declarations: factors are exchanged
only where every one of them is a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from derive.check.reading.syntax import Big, Fraction, Group, Name, Node, Number, Product, Relation, Script, Scripted, Sum
from derive.check.slips.context import units
from derive.check.slips.terms import flat, sum_of
from derive.check.slips.tree import with_items
from tests.benchmarks.around import Around

ENTRYWISE = ("odot", "circ")
ONE, TWO = Number("1"), Number("2")

Identity = Callable[[Node, Around], Node | None]


def reordered_terms(node: Node, around: Around) -> Node | None:
    """``b + a`` for ``a + b``."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        return Sum(tuple(around.rng.sample(node.terms, len(node.terms))))
    return None


def reordered_factors(node: Node, around: Around) -> Node | None:
    """Factors that are numbers, or that are multiplied entry by entry, in another order."""
    if not isinstance(node, Product):
        return None
    parts = units(node)
    if len(parts) > 1 and all(mark in ("", "cdot") and around.is_number(item) for mark, item in parts):
        return flat([("", item) for _, item in around.rng.sample(parts, len(parts))])
    if len(parts) > 1 and all(mark in ENTRYWISE for mark, _ in parts[1:]):
        mixed = around.rng.sample(parts, len(parts))
        return flat([(parts[1][0] if number else "", item) for number, (_, item) in enumerate(mixed)])
    return None


def expanded(node: Node, around: Around) -> Node | None:
    """``a b + a c`` for ``a (b + c)``: numbers, entry by entry, or a matrix in front."""
    if isinstance(node, Scripted):
        return _squared(node, around)
    if not isinstance(node, Product):
        return None
    parts = units(node)
    sums = [n for n, (_, item) in enumerate(parts) if _terms(item)]
    if len(parts) < 2 or not sums:
        return None
    at = around.rng.choice(sums)
    terms = _terms(parts[at][1])
    rest = [part for n, part in enumerate(parts) if n != at]
    if all(mark in ("", "cdot") and around.is_number(item) for mark, item in parts):
        made = [(sign, flat([*rest[:at], ("", term), *rest[at:]])) for sign, term in terms]
    elif all(mark in ENTRYWISE for mark, _ in parts[1:]):
        made = [(sign, _entrywise([item for _, item in rest], term, parts[1][0])) for sign, term in terms]
    elif len(parts) == 2 and all(mark == "" for mark, _ in parts) and around.is_array(rest[0][1]) and _arrays(terms, around):
        made = [(sign, flat([("", term), *rest] if at == 0 else [*rest, ("", term)])) for sign, term in terms]
    else:
        return None
    return Group((sum_of(made),))


def _arrays(terms: tuple[tuple[int, Node], ...], around: Around) -> bool:
    return all(around.is_array(term) for _, term in terms)


def _terms(node: Node) -> tuple[tuple[int, Node], ...]:
    inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 and node.open in "([" else None
    return inner.terms if isinstance(inner, Sum) else ()


def _entrywise(rest: list[Node], term: Node, mark: str) -> Node:
    closed = Group((term,)) if isinstance(term, (Product, Sum, Big)) else term
    factors = rest if term == ONE else [*rest, closed]
    return flat([(mark if number else "", item) for number, item in enumerate(factors)])


def _squared(node: Scripted, around: Around) -> Node | None:
    if node.sub or node.primes or len(node.sup) != 1 or node.sup[0].items != (TWO,) or not around.is_number(node.body):
        return None
    return Group((Product((("", node.body), ("", node.body))),)) if isinstance(node.body, Group) else None


def factored(node: Node, around: Around) -> Node | None:
    """``a (b + c)`` for ``a b + a c``: a factor that several terms begin with, or one that is a number."""
    if not isinstance(node, Sum) or len(node.terms) < 2:
        return None
    split = [(sign, units(term) if isinstance(term, Product) else [("", term)]) for sign, term in node.terms]
    for _, first in split[0][1] if around.is_number(node) else split[0][1][:1]:
        shared = [pair for pair in split if ("", first) in _first_as_plain(pair[1])]
        rest = [pair for pair in split if pair not in shared]
        if len(shared) > 1 and all(_pulls(parts, first, around) for _, parts in shared):
            inner = sum_of([(sign, _without(parts, first)) for sign, parts in shared])
            return sum_of([(1, flat([("", first), ("", Group((inner,)))])), *((sign, flat(parts)) for sign, parts in rest)])
    return None


def _first_as_plain(parts: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
    return [("" if mark == "cdot" else mark, item) for mark, item in parts]


def _pulls(parts: list[tuple[str, Node]], first: Node, around: Around) -> bool:
    if all(mark in ("", "cdot") and around.is_number(item) for mark, item in parts):
        return True
    return len(parts) == 2 and parts[0][1] == first and parts[1][0] == "" and all(around.is_array(item) for _, item in parts)


def _without(parts: list[tuple[str, Node]], gone: Node) -> Node:
    at = next(n for n, (_, item) in enumerate(parts) if item == gone)
    return (
        ONE
        if len(parts) == 1
        else flat([("" if number == 0 else mark, item) for number, (mark, item) in enumerate(parts[:at] + parts[at + 1 :])])
    )


def over_one_bar(node: Node, around: Around) -> Node | None:
    """``\\frac{a}{2}`` for ``\\frac12 a``, and the reverse."""
    if isinstance(node, Product) and len(node.factors) == 2 and node.factors[1][0] in ("", "cdot"):
        first, second = node.factors[0][1], node.factors[1][1]
        if isinstance(first, Fraction) and first.over == ONE and around.is_number(first):
            return Fraction(second, first.under)
    if isinstance(node, Fraction) and node.over != ONE and around.is_number(node.under):
        closed = Group((node.over,)) if isinstance(node.over, (Sum, Product, Big)) else node.over
        return Product((("", Fraction(ONE, node.under)), ("", closed)))
    return None


def negated(node: Node, _: Around) -> Node | None:
    """``-(b - a)`` for ``a - b``."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        return Sum(((-1, Group((Sum(tuple((-sign, term) for sign, term in node.terms)),))),))
    return None


def renamed(node: Node, around: Around) -> Node | None:
    """A sum over another letter."""
    if not isinstance(node, Big) or node.kind != "sum" or len(node.under) != 1:
        return None
    limit = node.under[0]
    letter, fresh = limit.left if isinstance(limit, Relation) else limit, around.fresh(node)
    if not isinstance(letter, Name) or fresh is None or letter != Name(letter.base):
        return None
    return exchanged(node, letter, fresh)  # type: ignore[no-any-return]


def exchanged(node: Any, old: Node, new: Node) -> Any:
    """A tree in which every ``old`` is a ``new``, in scripts, limits and statements, too."""
    if node == old:
        return new
    if isinstance(node, Script):
        return with_items(node, tuple(exchanged(item, old, new) for item in node.items))
    if isinstance(node, Node):
        return replace(node, **{f.name: exchanged(getattr(node, f.name), old, new) for f in fields(node) if f.name != "span"})
    if isinstance(node, tuple):
        return tuple(exchanged(item, old, new) for item in node)
    return node
