"""Slips in functions and derivatives: a logarithm lost, a square lost, an exponent, a diagonal Jacobian, a derivative lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from derive.check.reading.syntax import (
    Big,
    Call,
    Derivative,
    Fraction,
    Group,
    Indicator,
    Name,
    Node,
    Number,
    Product,
    Root,
    Script,
    Scripted,
    Sum,
)
from derive.check.slips.context import Context, has_layers, is_matrix_like
from derive.check.slips.edit import Change, say
from derive.check.slips.scripts import transposed
from derive.check.slips.terms import flat, product_of
from derive.check.slips.tree import alike, looks_like_function, with_items

ONE = Number("1")
SQUARE = Script((Number("2"),), "2")


def function(node: Node, _: Context) -> Iterator[Change]:
    """A function too many; a logarithm too few."""
    if isinstance(node, Call) and len(node.args) == 1:
        argument = node.args[0]
        bare = argument.items[0] if isinstance(argument, Group) and len(argument.items) == 1 else argument
        bare = argument if isinstance(bare, Sum) else bare
        yield Change(bare, say("The function {} is too many", node.head), 1.8)
    if isinstance(node, Derivative) and node.of is not None and not isinstance(node.of, Name):
        for sign in (-1, 1):
            log = Call(Name("log"), (node.of,))
            of = Group((Sum(((-1, log),)),)) if sign < 0 else log
            new = replace(node, of=of)
            yield Change(new, "A logarithm is missing", 2.6 + (sign > 0) / 10)
    if isinstance(node, Product):
        for number, (mark, factor) in enumerate(node.factors):
            if isinstance(factor, (Name, Fraction)) and not mark:
                # A logarithm in front of other factors gets brackets: they would be read as its argument.
                logged = [("", Call(Name("log"), (factor,)))]
                longer = product_of([*node.factors[:number], *logged, *node.factors[number + 1 :]])
                yield Change(longer, say("A logarithm of {} is missing", factor), 2.8)
    elif isinstance(node, (Name, Fraction, Group)):
        yield Change(Call(Name("log"), (node,)), say("A logarithm of {} is missing", node), 2.8)


def twice(node: Node, context: Context) -> Iterator[Change]:
    """A function in front of its argument too many: ``\\sigma(\\sigma(z))`` for ``\\sigma(z)``."""
    if isinstance(node, Product):
        for number, ((mark, head), (join, argument)) in enumerate(pairwise(node.factors)):
            if (
                join == ""
                and isinstance(head, Name)
                and isinstance(argument, Group)
                and looks_like_function(head, context.functions)
            ):
                rest = product_of([*node.factors[:number], (mark, argument), *node.factors[number + 2 :]])
                bare = argument.items[0] if rest is argument and len(argument.items) == 1 else rest
                yield Change(bare, say("The function {} is too many", head), 1.9)


def applied(node: Node, context: Context) -> Iterator[Change]:
    """An argument without its function: ``z`` for ``\\sigma'(z)``, if that stands nearby."""
    for factor in context.factors:
        inner = factor.args if isinstance(factor, Call) else ()
        if isinstance(factor, Product) and len(factor.factors) == 2 and isinstance(factor.factors[1][1], Group):
            inner = factor.factors[1][1].items
        if len(inner) == 1 and isinstance(node, Name) and alike(inner[0], node):
            yield Change(factor, say("A function of {} is missing", node), 2.3)


def power(node: Node, context: Context) -> Iterator[Change]:
    """A square too many, too few; an exponent off by one; a root too many, too few."""
    yield from _roots(node)
    yield from _inverses(node)
    if isinstance(node, (Name, Scripted)):
        layered = isinstance(node, Name) and has_layers(node, context)
        for number, script in enumerate(node.sup):
            if not script.bracket and len(script.items) == 1 and not layered:
                for item in _exponents(script.items[0]):
                    sup = tuple(with_items(s, (item,)) if n == number else s for n, s in enumerate(node.sup))
                    new: Node = replace(node, sup=sup)
                    yield Change(new, say("The exponent of {} is wrong", node), 1.7)
                if script.raw == "2":
                    new = _bare(replace(node, sup=tuple(s for n, s in enumerate(node.sup) if n != number)))
                    yield Change(new, say("The square of {} is too many", new), 1.4)
    if isinstance(node, Group) and len(node.items) == 1 and node.open in ("(", "[", "norm"):
        squared = Scripted(node, sup=(SQUARE,))
        yield Change(squared, say("A square is missing on {}", node), 1.7)
    if isinstance(node, Name) and not node.sup and (len(node.base) == 1 or node.base in _SQUARED):
        yield Change(replace(node, sup=(SQUARE,)), say("A square is missing on {}", node), 2.1)
    elif isinstance(node, Name) and node.base != "e" and has_layers(node, context):
        yield Change(Scripted(Group((node,)), sup=(SQUARE,)), say("A square is missing on {}", node), 2.1)


_SQUARED = ("sigma", "tanh", "cosh", "cos", "sin")
"""Functions whose squares are their slopes, or stand in them."""


def _inverses(node: Node) -> Iterator[Change]:
    """An inverse too few on a matrix, or on a bracket of matrices; one too many is an exponent that is wrong."""
    inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 and node.open == "(" else node
    capital = isinstance(node, Name) and node.base.isupper() and not node.sup
    if (capital or (isinstance(node, Group) and isinstance(inner, Product | Name))) and is_matrix_like(inner):
        inverse = Script((Sum(((-1, Number("1")),)),), "-1")
        new: Node = replace(node, sup=(inverse,)) if isinstance(node, Name) else Scripted(node, sup=(inverse,))
        yield Change(new, say("An inverse is missing on {}", node), 2.2)


def _roots(node: Node) -> Iterator[Change]:
    """``1/k`` for ``1/\\sqrt{k}``, and the other way round."""
    if isinstance(node, Root) and node.degree is None:
        yield Change(node.body, say("The root of {} is too many", node.body), 1.4)
    if isinstance(node, Fraction) and isinstance(node.under, Name) and not node.under.sub:
        yield Change(replace(node, under=Root(node.under)), say("A root is missing on {}", node.under), 1.4)


def _bare(node: Name | Scripted) -> Node:
    return node.body if isinstance(node, Scripted) and not (node.sub or node.sup or node.primes) else node


def _exponents(item: Node) -> Iterator[Node]:
    """Exponents next to one: 3 and 1 for 2; -1/2 for -3/2; 1/2 for -1/2."""
    match item:
        case Number(text=text) if text.isdigit() and len(text) < 3 and int(text) > 1:
            yield from (Number(str(int(text) + step)) for step in (1, -1) if int(text) + step > 1)
        case Sum(terms=((-1, positive),)):
            yield positive
            yield from (Sum(((-1, other),)) for other in _exponents(positive))
        case Fraction(over=Number(text=over), under=Number(text="2")) if over in ("1", "3"):
            yield replace(item, over=Number("3" if over == "1" else "1"))


def jacobian(node: Node, context: Context) -> Iterator[Change]:
    """The Jacobian of softmax as a diagonal: ``[j=k](1-p)`` for ``[j=k]-p``, ``g p (1-p)`` for ``p (g - sum g p)``."""
    wrong = "The Jacobian is taken as a diagonal"
    if isinstance(node, Sum) and len(node.terms) == 2:
        for (s, one), (t, two) in (node.terms, node.terms[::-1]):
            if s == 1 and t == -1 and _is_delta(one) and not _is_delta(two):
                diagonal = product_of([("", one), ("", Group((Sum(((1, ONE), (-1, two))),)))])
                yield Change(diagonal, "The Jacobian should be a diagonal", 2.0)
    if isinstance(node, Product):
        yield from _without_the_sum(node)
        for number, (_, item) in enumerate(node.factors):
            rest = [f for n, f in enumerate(node.factors) if n != number]
            inner = _one_minus(item)
            if inner is not None and any(_is_delta(f) for _, f in rest) and len(rest) == 1:
                full = Group((Sum(((1, rest[0][1]), (-1, inner))),))
                yield Change(full, wrong, 1.8)
            elif inner is not None and any(f == inner for _, f in rest):
                yield from _with_the_sum(rest, inner, context, wrong)
                if len(rest) == 1:
                    yield Change(_softmax_jacobian(inner, context), wrong, 1.8)


def _with_the_sum(rest: list[tuple[str, Node]], inner: Node, context: Context, wrong: str) -> Iterator[Change]:
    """``p (g - sum g p)`` for ``g p (1 - p)``, summed over each letter that can be."""
    place = next(n for n, (_, f) in enumerate(rest) if f == inner)
    others = [f for n, f in enumerate(rest) if n != place]
    if others:
        g = product_of(others)
        join = context.hadamard if any(s in ("odot", "circ") for s, _ in rest) else ""
        total = Big("sum", (), None, flat([("", g), (join, inner)]))
        full = flat([("", inner), (join, Group((Sum(((1, g), (-1, total))),)))])
        yield Change(full, wrong, 2.2)


def _softmax_jacobian(p: Node, context: Context) -> Node:
    """``diag(p) - p p^T``."""
    turned = transposed(p if isinstance(p, Name) else Group((p,)), context)
    return Sum(((1, Call(Name("diag"), (p,))), (-1, flat([("", p), ("", turned)]))))


def _without_the_sum(node: Product) -> Iterator[Change]:
    """``g p (1 - p)`` for ``p (g - sum g p)``."""
    for number, (mark, item) in enumerate(node.factors):
        match item:
            case Group(items=(Sum(terms=((1, g), (-1, Big(kind="sum")))),)) if len(node.factors) == 2:
                p = node.factors[1 - number][1]
                sign = mark or node.factors[1][0]
                one_minus = Group((Sum(((1, ONE), (-1, p))),))
                diagonal = flat([("", g), (sign, p), (sign, one_minus)])
                yield Change(diagonal, "The Jacobian should be a diagonal", 1.3)


def _is_delta(node: Node) -> bool:
    """Whether a piece is one on a diagonal: a bracket with a statement, or Kronecker's symbol."""
    if isinstance(node, Name):
        return node.base == "delta" and sum(len(script.items) for script in node.sub) == 2
    return isinstance(node, Indicator)


def _one_minus(node: Node) -> Node | None:
    """The ``p`` of a bracket ``(1 - p)``."""
    if isinstance(node, Group) and len(node.items) == 1:
        match node.items[0]:
            case Sum(terms=((1, Number(text="1")), (-1, inner))):
                return inner
    return None


def derivative(node: Node, _: Context) -> Iterator[Change]:
    """A derivative in front of an expression too many; one too few (one of those that occur)."""
    if isinstance(node, Derivative) and node.of is not None and node.operator:
        yield Change(node.of, "The derivative is too many", 2.0)
