"""Products: of matrices, entry by entry, of the links of a chain."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.derivatives.by_blocks import chain_in_blocks
from derive.check.judging.derivatives.chains import Link, chain_value, link_of, unmet_chain
from derive.check.judging.derivatives.differentials import with_differentials
from derive.check.judging.derivatives.reach import with_reach
from derive.check.judging.problems import Unfit, Unsized
from derive.check.judging.products import kroneckers, letters_in_brackets
from derive.check.judging.products.multiplication import multiply
from derive.check.judging.products.ones import with_tables
from derive.check.judging.products.terms import open_terms, sized, spread
from derive.check.judging.sums import once
from derive.check.judging.values.arithmetic import add, combine, negative
from derive.check.judging.values.calls import Factor, with_calls
from derive.check.judging.values.contractions import dot
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Array, Value
from derive.check.reading import colons
from derive.check.reading.syntax import Dots, Indicator, Product

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def product(evaluator: Evaluator, node: Product, frame: Frame) -> Value:
    """Factors: first everything that is joined by juxtaposition or a dot, then the products entry by entry."""
    if any(isinstance(factor, Dots) for _, factor in node.factors):
        from derive.check.judging.products.ellipses import spelled_product

        return evaluator.value(spelled_product(evaluator, node, frame), frame)
    if any(isinstance(factor, Indicator) for _, factor in node.factors):
        return _restricted(evaluator, node, frame)
    if len(sides := colons.sides(node)) > 1:
        return reduce(_contracted, (evaluator.value(side, frame) for side in sides))
    if (blocks := chain_in_blocks(evaluator, node)) is not None:
        return evaluator.value(blocks, frame)
    reaching = with_reach(evaluator, node)
    if reaching is not node:
        return evaluator.value(reaching, frame)
    differentials = with_differentials(evaluator, node)
    if differentials is not None:
        return evaluator.value(differentials, frame)
    factors = kroneckers.with_sizes(evaluator, with_calls(evaluator, node.factors))
    letters_in_brackets.refuse(factors, frame)
    segments = _segments(factors)
    if len(segments) == 1:
        return _segment(evaluator, segments[0], frame)
    if any(len(segment) > 1 for segment in segments[1:]):
        grouping = evaluator.chooser.pick(("grouping", node), conventions.GROUPING[: 3 if len(segments) > 2 else 2])
        if grouping != "tight":
            return _segment(evaluator, factors, frame) if grouping == "left" else _from_right(evaluator, factors, frame)
    values = [(segment[0][0], _segment(evaluator, [("", segment[0][1]), *segment[1:]], frame)) for segment in segments]
    result = values[0][1]
    for sign, value in values[1:]:
        result = multiply(evaluator, sign, result, value, (node, sign))
    return result


def _contracted(left: Value, right: Value) -> Value:
    """``A : B``, the sum of the products of all entries in the same place.

    Raises:
        Unfit: the shapes differ, or a number stands beside the colon, which may be a ratio there.
    """
    if not (left.rank and right.rank):
        raise Unfit(f"a colon between {left.words()} and {right.words()} is no product of arrays")
    return dot(left, right)


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


def _from_right(evaluator: Evaluator, factors: list[Factor], frame: Frame) -> Value:
    """``W^T \\cdot f' \\circ V^T \\cdot g' \\circ e``, where each sign applies to all that follows."""
    values = [once.value(evaluator, node, frame) for _, node in factors]
    result = values[-1]
    for at in reversed(range(1, len(factors))):
        result = multiply(evaluator, factors[at][0], values[at - 1], result, (tuple(factors), "right", at))
    return result


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
            terms = open_terms(node)
            if terms:  # (I - J) x is I x - J x: each term gets its size from what it is multiplied by
                products = [(s, [*factors[:at], *spread(sign, term), *factors[at + 1 :]]) for s, term in terms]
                values = [(s, _segment(evaluator, product, frame)) for s, product in products]
                return reduce(add, sized([value if s > 0 else negative(value) for s, value in values]))
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
        parts.append((sign, once.value(evaluator, node, frame)))
        at += 1
    try:
        return _from_left(evaluator, parts, factors)
    except Unsized:
        squares = with_tables(parts)
        if len(squares) == len(parts):
            raise
        try:
            return _from_left(evaluator, squares, factors)  # y^T 1 1^T 1 1^T: how many ones there are, y says
        except Unsized:
            if any(sign for sign, _ in squares):
                raise
            return reduce(
                lambda right, left: multiply(evaluator, "", left[1], right, (tuple(factors), left)), *_turned(squares)
            )


def _turned(parts: list[tuple[str, Value]]) -> tuple[list[tuple[str, Value]], Value]:
    """All factors but the last, from the right, and the last."""
    return list(reversed(parts[:-1])), parts[-1][1]


def _from_left(evaluator: Evaluator, parts: list[tuple[str, Value]], factors: list[Factor]) -> Value:
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
