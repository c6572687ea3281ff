"""Sums of terms, and products: of matrices, entry by entry, of the links of a chain."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.derivatives.chains import Link, chain_value, link_of, unmet_chain
from derive.check.judging.derivatives.differentials import with_differentials
from derive.check.judging.problems import Unfit, Unsized
from derive.check.judging.products.multiplication import multiply
from derive.check.judging.sums.uses import may_transpose
from derive.check.judging.values.arithmetic import add, combine, negative
from derive.check.judging.values.calls import Factor, with_calls
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Array, Value
from derive.check.reading.syntax import Dots, Group, Indicator, Node, Product, Scripted, Sum, Transposed

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def terms(evaluator: Evaluator, node: Sum, frame: Frame) -> Value:
    """Terms with their signs."""
    if any(isinstance(term, Dots) for _, term in node.terms):
        from derive.check.judging.products.ellipses import spelled_sum

        return evaluator.value(spelled_sum(node), frame)
    values = [evaluator.value(term, frame) for _, term in node.terms]
    values = [value if sign > 0 else negative(value) for (sign, _), value in zip(node.terms, values, strict=True)]
    return reduce(add, _sized(values))


def _sized(values: list[Value]) -> list[Value]:
    """Identity matrices get the size of the matrices beside them."""
    if not any(value.flexible == "identity" for value in values):
        return [replace(value, flexible="") for value in values] if len(values) > 1 else values
    sizes = [value.shape[0] for value in values if value.rank == 2]
    if not sizes:
        if all(value.flexible == "identity" for value in values):
            return values
        raise Unsized("the size of the identity matrix is not known")
    return [identity(value, sizes[0]) if value.flexible == "identity" else value for value in values]


def identity(value: Value, size: int) -> Value:
    """A multiple of the identity matrix of a size."""
    return Value(value.array[..., None, None] * np.eye(size), value.labels, 2)


def product(evaluator: Evaluator, node: Product, frame: Frame) -> Value:
    """Factors: first everything that is joined by juxtaposition or a dot, then the products entry by entry."""
    if any(isinstance(factor, Dots) for _, factor in node.factors):
        from derive.check.judging.products.ellipses import spelled_product

        return evaluator.value(spelled_product(evaluator, node, frame), frame)
    if any(isinstance(factor, Indicator) for _, factor in node.factors):
        return _restricted(evaluator, node, frame)
    differentials = with_differentials(evaluator, node)
    if differentials is not None:
        return evaluator.value(differentials, frame)
    factors = with_calls(evaluator, node.factors)
    segments = _segments(factors)
    if len(segments) == 1:
        return _segment(evaluator, segments[0], frame)
    if any(len(segment) > 1 for segment in segments[1:]):
        if evaluator.chooser.pick(("grouping", node), conventions.GROUPING) == "left":
            return _segment(evaluator, factors, frame)
    values = [(segment[0][0], _segment(evaluator, [("", segment[0][1]), *segment[1:]], frame)) for segment in segments]
    result = values[0][1]
    for sign, value in values[1:]:
        result = multiply(evaluator, sign, result, value, (node, sign))
    return result


def _restricted(evaluator: Evaluator, node: Product, frame: Frame) -> Value:
    """A product with brackets that are one or zero: where one is zero the product is, whatever stands beside it (an index out
    of range, too)."""
    rest = tuple(factor for factor in node.factors if not isinstance(factor[1], Indicator))
    marks = [evaluator.value(factor, frame) for _, factor in node.factors if isinstance(factor, Indicator)]
    if len(rest) == 1:
        value = evaluator.value(rest[0][1], frame)
    else:
        value = product(evaluator, replace(node, factors=rest), frame) if rest else Value(np.asarray(1.0))
    return reduce(lambda a, b: combine(_where, a, b, "multiplied by"), marks, replace(value, flexible="", literal=False))


def _where(value: Array, mark: Array) -> Array:
    return np.where(mark == 0, 0, value * mark)


def _segments(factors: list[Factor]) -> list[list[Factor]]:
    """Split where a sign stands that means a product entry by entry."""
    segments: list[list[Factor]] = [[]]
    for sign, node in factors:
        if segments[-1] and (sign in conventions.HADAMARD or sign == "oslash"):
            segments.append([])
        segments[-1].append((sign, node))
    return segments


def _segment(evaluator: Evaluator, factors: list[Factor], frame: Frame) -> Value:
    """A product from left to right; derivatives whose variables meet are links of a chain."""
    if len(factors) == 1:
        return evaluator.value(factors[0][1], frame)
    try:
        return _multiplied(evaluator, factors, frame)
    except Unfit:
        chain = unmet_chain(evaluator, factors, frame)
        if chain is not None:
            return chain
        pieces = _joined(factors)
        if pieces is None or not evaluator.chooser.pick(("joined", tuple(factors)), conventions.JOINED):
            raise
        return _of_pieces(evaluator, pieces, frame)
    except Unsized:
        for at, (sign, node) in enumerate(factors):
            terms = _open_terms(node)
            if terms:  # (I - J) x is I x - J x: each term gets its size from what it is multiplied by
                products = [(s, [*factors[:at], (sign, term), *factors[at + 1 :]]) for s, term in terms]
                values = [(s, _segment(evaluator, product, frame)) for s, product in products]
                return reduce(add, [value if s > 0 else negative(value) for s, value in values])
        raise


def _joined(factors: list[Factor]) -> list[list[Factor]] | None:
    """The factors between signs, ``a \\times y(1 - y)`` in two pieces; None where all stand side by side, or none do."""
    pieces: list[list[Factor]] = []
    for sign, node in factors:
        if not pieces or sign:
            pieces.append([])
        pieces[-1].append((sign, node))
    return pieces if 1 < len(pieces) < len(factors) else None


def _of_pieces(evaluator: Evaluator, pieces: list[list[Factor]], frame: Frame) -> Value:
    """The product of products of what stands side by side."""
    values = [(piece[0][0], _segment(evaluator, [("", piece[0][1]), *piece[1:]], frame)) for piece in pieces]
    result = values[0][1]
    for number, (sign, value) in enumerate(values[1:]):
        place = (tuple(factor for piece in pieces for factor in piece), "joined", number)
        result = multiply(evaluator, sign, result, value, place)
    return result


def _open_terms(node: Node) -> list[tuple[int, Node]]:
    """The terms of a sum in brackets (perhaps transposed)."""
    if isinstance(node, Transposed):
        return [(sign, Transposed(term, span=term.span)) for sign, term in _open_terms(node.body)]
    if isinstance(node, Scripted) and len(node.sup) == 1 and not node.sub and may_transpose(node.sup[0]):
        return [(sign, replace(node, body=term)) for sign, term in _open_terms(node.body)]
    if isinstance(node, Group) and len(node.items) == 1 and isinstance(node.items[0], Sum):
        return [(sign, Group((term,), span=term.span)) for sign, term in node.items[0].terms]
    return []


def _multiplied(evaluator: Evaluator, factors: list[Factor], frame: Frame) -> Value:
    links = [link_of(evaluator, node, frame) for _, node in factors]
    parts: list[tuple[str, Value]] = []
    at = 0
    while at < len(factors):
        sign, node = factors[at]
        run = _run(links, factors, at)
        if len(run) > 1:
            parts.append((sign, chain_value(evaluator, run, frame)))
            at += len(run)
            continue
        parts.append((sign, evaluator.value(node, frame)))
        at += 1
    result = parts[0][1]
    for number, (sign, value) in enumerate(parts[1:]):
        result = multiply(evaluator, sign, result, value, (tuple(factors), number))
    return result


def _run(links: list[Link | None], factors: list[Factor], at: int) -> list[Link]:
    """The links from a place on that continue each other, all forwards or all backwards."""
    best: list[Link] = []
    for meets in (lambda a, b: a.by == b.of, lambda a, b: b.by == a.of):
        run: list[Link] = []
        for link, (sign, _) in zip(links[at:], factors[at:], strict=True):
            if link is None or (run and not meets(run[-1], link)) or (run and sign in conventions.HADAMARD):
                break
            run.append(link)
        best = max(best, run, key=len)
    return best
