"""The product of two values by a sign: the kinds of product that the shapes allow, of which one is picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.problems import NoValue, Unfit
from derive.check.judging.products import convolutions, ones
from derive.check.judging.products.quotients import divide
from derive.check.judging.values.arithmetic import hadamard, scale
from derive.check.judging.values.contractions import dot, kronecker, matmul, outer
from derive.check.judging.values.values import Value, spread, union
from derive.check.reading.syntax import Call, Group, Name, Node, Number, Product, Sum

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def multiply(evaluator: Evaluator, sign: str, left: Value, right: Value, place: object) -> Value:
    """The product of two values by a sign; where several kinds fit the shapes, one is picked.

    Raises:
        Unfit: none fits.
    """
    if left.flexible or right.flexible:
        found = ones.product(sign, left, right)
        if found is not None:
            return found
    if sign in conventions.HADAMARD:
        return hadamard(left, right)
    if sign != "otimes" and (left.is_scalar or right.is_scalar) and not (left.rank and right.rank):
        return scale(left, right)
    if left.out or right.out:
        return _chained(left, right)
    if sign in _SIDE_BY_SIDE and evaluator.chooser.plan.get(_BY_ENTRIES) and _by_entries(evaluator):
        return hadamard(left, right)
    fitting: list[Option[Value]] = []
    problem: NoValue | None = None
    for option in _kinds(evaluator, sign, left, right, place):
        try:
            fitting.append(Option(_PRODUCTS[option.value](left, right), option.words, option.cost))
        except NoValue as failed:
            problem = problem or failed
    if sign == "*" and evaluator.layout.convolves and convolutions.may_slide(left, right):
        return _perhaps_slid(evaluator, (left, right), fitting, problem, place)
    if not fitting:
        if sign in _SIDE_BY_SIDE:
            _by_entries(evaluator)
        raise problem or Unfit(f"{left.words()} cannot be multiplied by {right.words()}")
    kinds = [option for option in fitting if option is fitting[0] or not _equal(option.value, fitting[0].value)]
    if left.rank == right.rank == 1 and _always_by_entries(evaluator, sign, kinds):
        return next(option.value for option in kinds[1:] if option.words.endswith(conventions.BY_ENTRIES))
    return evaluator.chooser.pick(("product", place), kinds) if len(kinds) > 1 else fitting[0].value


_SIDE_BY_SIDE = ("", "cdot")
_BY_ENTRIES = ("by entries",)


def _by_entries(evaluator: Evaluator) -> bool:
    """Whether all products of arrays are read entry by entry: in a model of formulas that may be meant."""
    base = evaluator.world.specification
    return base is not None and not base.is_network and evaluator.chooser.pick(_BY_ENTRIES, conventions.ALL_BY_ENTRIES)


def _perhaps_slid(
    evaluator: Evaluator, sides: tuple[Value, Value], fitting: list[Option[Value]], problem: NoValue | None, place: object
) -> Value:
    """A product of the kinds that fit the shapes, or a convolution."""
    plain = fitting[0] if fitting else Option(None)
    options: list[Option[Any]] = [plain, *fitting[1:], *convolutions.SLIDING]
    picked = evaluator.chooser.pick(("product", place), options)
    if picked is None:
        raise problem or Unfit(f"{sides[0].words()} cannot be multiplied by {sides[1].words()}")
    return picked if isinstance(picked, Value) else convolutions.slid(*sides, picked)


def _always_by_entries(evaluator: Evaluator, sign: str, kinds: list[Option[Value]]) -> bool:
    """Whether the text means a product entry by entry wherever a sign stands between two vectors."""
    for option in kinds[1:]:
        if option.words.endswith(conventions.BY_ENTRIES):
            always = [Option(False), Option(True, option.words, option.cost)]
            return evaluator.chooser.pick(("entrywise", sign), always)
    return False


def _kinds(evaluator: Evaluator, sign: str, left: Value, right: Value, place: object) -> Sequence[Option[str]]:
    """The kinds of product that a sign may mean between two arrays."""
    if sign in ("", "cdot") and left.rank == 1 and right.rank == 2 and not left.row and _has_slope(place):
        return conventions.ON_DIAGONAL
    if sign == "" and left.rank == right.rank == 1 and evaluator.layout.dotted:
        return conventions.VECTORS_SIDE_BY_SIDE
    if sign == "" and left.rank == right.rank and left.row == right.row:
        if left.rank == 1 and evaluator.slopes:
            return conventions.SIDE_BY_SIDE
        if _has_slope(place):
            return conventions.BESIDE_SLOPE
        if left.rank == 1 and _calls(place, "log", "ln"):
            return conventions.BESIDE_LOGARITHM
    if sign == "otimes" and 2 in (left.rank, right.rank):
        return conventions.KRONECKER[:1] if evaluator.layout.stacks else conventions.KRONECKER
    return conventions.PRODUCTS.get(sign, conventions.PRODUCTS[""])


def _has_slope(place: object) -> bool:
    """Whether one of the factors is the slope of a function: ``f'(z)``, ``\\phi'``, or ``(1 - h)`` beside ``h``."""
    nodes = [plain_call(node) for node in _factors(place)]
    return any(call.head.primes == 1 for call in _called(place)) or any(
        (isinstance(node, Name) and node.primes == 1) or _complement(node) in nodes for node in nodes
    )


def _complement(node: object) -> Node | None:
    """The ``h`` of ``(1 - h)``."""
    inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 else None
    if not isinstance(inner, Sum) or len(inner.terms) != 2 or inner.terms[0] != (1, Number("1")):
        return None
    sign, other = inner.terms[1]
    return plain_call(other) if sign < 0 else None


def plain_call(node: Any) -> Any:
    """``\\sigma(z)`` as a call, whether it was read as one or as a letter beside brackets."""
    if isinstance(node, Product) and len(node.factors) == 2:
        (_, head), (sign, inner) = node.factors
        if sign == "" and isinstance(head, Name) and isinstance(inner, Group):
            return Call(head, inner.items)
    return node


def _calls(place: object, *names: str) -> bool:
    """Whether one of the factors is one of these functions."""
    return any(call.head.base in names for call in _called(place))


def _called(place: object) -> list[Call]:
    return [node for node in _factors(place) if isinstance(node, Call)]


def _factors(place: object) -> list[object]:
    """The factors of the product in which two values are multiplied."""
    factors = place[0] if isinstance(place, tuple) else ()
    return [factor[1] for factor in factors if isinstance(factor, tuple)] if isinstance(factors, tuple) else []


def _equal(a: Value, b: Value) -> bool:
    return a.rank == b.rank and a.array.shape == b.array.shape and np.array_equal(a.array, b.array, equal_nan=True)


def _chained(left: Value, right: Value) -> Value:
    """What has the shape of y beside the derivative of y by a matrix: the chain rule, summed over the entries of y."""
    slope, other = (left, right) if left.out else (right, left)
    if slope.turned and slope is left:
        return _turned(slope, other)
    if (
        slope is left
        and not (other.out or slope.turned)
        and other.shape == slope.shape[slope.out :] != slope.shape[: slope.out]
    ):
        return _along(slope, other)
    if other.out or slope.turned or other.shape != slope.shape[: slope.out]:
        raise Unfit(f"{left.words()} times {right.words()} is no matrix product")
    labels = union((left, right))
    a, b = spread(other, labels), spread(slope, labels)
    a = a.reshape((*a.shape, *(1,) * (slope.rank - slope.out)))
    axes = tuple(range(len(labels), len(labels) + slope.out))
    return Value((a * b).sum(axis=axes), labels, slope.rank - slope.out)


def _along(slope: Value, other: Value) -> Value:
    """``(\\partial h / \\partial W) dW``: the derivative in the direction of a change of the variable."""
    labels = union((slope, other))
    a, b = spread(slope, labels), spread(other, labels)
    b = b.reshape((*b.shape[: len(labels)], *(1,) * slope.out, *other.shape))
    return Value((a * b).sum(axis=tuple(range(-other.rank, 0))), labels, slope.out)


def _turned(slope: Value, other: Value) -> Value:
    """``(\\partial y / \\partial X)^T \\delta``: the axes of y stand behind those of X, and are summed over."""
    if other.out or other.shape != slope.shape[slope.out :]:
        raise Unfit(f"{slope.words()} times {other.words()} is no matrix product")
    return _along(slope, other)


def _dot(left: Value, right: Value) -> Value:
    if left.rank != 1 or right.rank != 1:
        raise Unfit(f"{left.words()} and {right.words()} have no dot product")
    return dot(left, right)


_PRODUCTS: dict[str, Callable[[Value, Value], Value]] = {
    "matmul": matmul,
    "dot": _dot,
    "hadamard": hadamard,
    "outer": outer,
    "kronecker": kronecker,
    "divide": divide,
}
