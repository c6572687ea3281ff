"""Sums of terms; an identity matrix and a table of ones get their size from the terms beside them.

Where no term says it, the sum is multiplied out: then each term gets its size from its own factors.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.problems import Unsized
from derive.check.judging.products.ones import TABLE
from derive.check.judging.products.unit_terms import as_identities
from derive.check.judging.sums.uses import may_transpose
from derive.check.judging.values.arithmetic import add, negative
from derive.check.judging.values.calls import Factor
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.reading.syntax import Derivative, Dots, Group, Node, Product, Scripted, Sum, Transposed
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def terms(evaluator: Evaluator, node: Sum, frame: Frame, size: int | None = None) -> Value:
    """Terms with their signs; ``size`` is that of the matrices that say nothing of their own."""
    if any(isinstance(term, Dots) for _, term in node.terms):
        from derive.check.judging.products.ellipses import spelled_sum

        return evaluator.value(spelled_sum(node), frame)
    whole = _of_all(node)
    if whole is not None and evaluator.chooser.pick(("operand", whole), conventions.OPERAND):
        return evaluator.value(whole, frame)
    values = [(sign * inner, value) for sign, term in node.terms for inner, value in _term(evaluator, term, frame)]
    values = as_identities(evaluator, node, values)
    return reduce(add, sized([value if sign > 0 else negative(value) for sign, value in values], size))


def _of_all(node: Sum) -> Derivative | None:
    """The derivative of all terms, where an operator stands before the first and no other term has one of its own."""
    (sign, first), *rest = node.terms
    if sign < 0 or not rest or not isinstance(first, Derivative) or not first.operator or first.of is None:
        return None
    if first.mark == "nabla" or any(isinstance(inner, Derivative) for _, term in rest for inner in walk(term)):
        return None
    return replace(first, of=Group((Sum(((1, first.of), *rest), span=node.span),), span=node.span), span=node.span)


def _term(evaluator: Evaluator, term: Node, frame: Frame) -> list[tuple[int, Value]]:
    """The value of a term; ``c (I - J)`` as two, where only the terms beside it say how large they are."""
    try:
        return [(1, evaluator.value(term, frame))]
    except Unsized:
        factors = term.factors if isinstance(term, Product) else ()
        for at, (sign, factor) in enumerate(factors):
            if parts := open_terms(factor):
                each = [(s, (*factors[:at], *spread(sign, part), *factors[at + 1 :])) for s, part in parts]
                made = [(s, Product(product, span=term.span)) for s, product in each]
                return [(s * inner, value) for s, product in made for inner, value in _term(evaluator, product, frame)]
        raise


def sized(values: list[Value], size: int | None = None) -> list[Value]:
    """Identity matrices and tables of ones get the size of the matrices beside them."""
    square = {"identity": identity, TABLE: table}
    kinds = {value.flexible for value in values}
    if not kinds & set(square):
        return [replace(value, flexible="") for value in values] if len(values) > 1 else values
    sizes = [value.shape[0] for value in values if value.rank == 2] or ([] if size is None else [size])
    if not sizes:
        if len(kinds) == 1:
            return values
        raise Unsized("the size of the identity matrix is not known")
    return [square[value.flexible](value, sizes[0]) if value.flexible in square else value for value in values]


def identity(value: Value, size: int) -> Value:
    """A multiple of the identity matrix of a size."""
    return Value(value.array[..., None, None] * np.eye(size), value.labels, 2)


def table(value: Value, size: int) -> Value:
    """A multiple of the square table of ones of a size."""
    return Value(value.array[..., None, None] * np.ones((size, size)), value.labels, 2)


def open_terms(node: Node) -> list[tuple[int, Node]]:
    """The terms of a sum in brackets (perhaps transposed)."""
    if isinstance(node, Transposed):
        return [(sign, Transposed(term, span=term.span)) for sign, term in open_terms(node.body)]
    if isinstance(node, Scripted) and len(node.sup) == 1 and not node.sub and may_transpose(node.sup[0]):
        return [(sign, replace(node, body=term)) for sign, term in open_terms(node.body)]
    if isinstance(node, Group) and len(node.items) == 1 and isinstance(node.items[0], Sum):
        return [(sign, Group((term,), span=term.span)) for sign, term in node.items[0].terms]
    if isinstance(node, Group) and len(node.items) == 1 and isinstance(node.items[0], Product):
        return [(1, node)]
    return []


def spread(sign: str, term: Node) -> tuple[Factor, ...]:
    """A term as factors of the product in which it stands."""
    term = term.items[0] if isinstance(term, Group) and len(term.items) == 1 else term
    if not isinstance(term, Product):
        return ((sign, Group((term,), span=term.span)),)
    (_, first), *rest = term.factors
    return ((sign, first), *rest)
