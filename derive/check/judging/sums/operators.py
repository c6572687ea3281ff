"""Sums, products, maxima over an index: the values of the letters put together."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.problems import MustLoop, OutOfRange, Unfit, Unknown
from derive.check.judging.products import multiplication
from derive.check.judging.sums import numbered_axes, over_examples, plain_sums, products_before
from derive.check.judging.sums.bounds import bound, limit_value
from derive.check.judging.sums.limits import Limits, limits_of
from derive.check.judging.values import names, tables
from derive.check.judging.values.arithmetic import add, total
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.values import Array, Value, spread, union
from derive.check.reading.syntax import Big, Group, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def big(evaluator: Evaluator, node: Big, frame: Frame) -> Value:
    """A sum (product, maximum, minimum) over letters.

    Raises:
        Unknown: the range of a letter is not known, or the kind has no value here.
    """
    if (axis := numbered_axes.axis_of(node)) is not None:
        return numbered_axes.over_axis(evaluator, node, axis, frame)
    if over_examples.names_examples(node):
        return over_examples.summed(evaluator, node, frame)
    limits, conditions = limits_of(node)
    if node.kind == "sum" and not limits and not conditions:
        return plain_sums.plain_sum(evaluator, node, frame)
    if (ended := _ended_by_brackets(evaluator, node, limits, frame)) is not None:
        return evaluator.value(ended, frame)
    if not limits:
        raise Unknown(f"it is not clear what the {node.kind} runs over", node.span)
    if node.kind == "prod":
        outside = products_before.with_rest(evaluator, node, frozenset(limit.letter for limit in limits))
        if outside is not None:
            return evaluator.value(outside, frame)
        return _product(evaluator, node, limits, conditions, frame)
    if node.kind not in ("sum", "max", "min"):
        raise Unknown(f"'{node.kind}' has no value here", node.span)
    try:
        return _reduced(evaluator, node, limits, conditions, frame)
    except MustLoop as must:
        if must.letter not in {limit.letter for limit in limits} or node.kind != "sum":
            raise
        return _looped(evaluator, node, limits, conditions, frame)


def _ended_by_brackets(evaluator: Evaluator, node: Big, limits: list[Limits], frame: Frame) -> Node | None:
    """A sum over the brackets right behind its sign, where its letter is that of the row, too, and stands behind them, if it
    is read so."""
    body = node.body
    if node.kind != "sum" or len(limits) != 1 or not isinstance(body, Product) or len(body.factors) < 2:
        return None
    letter, ((_, first), *rest) = limits[0].letter, body.factors
    if letter not in frame.scope or not isinstance(first, Group) or first.open != "(" or not _has(first, letter):
        return None
    if not any(_has(factor, letter) for _, factor in rest):
        return None
    if not evaluator.chooser.pick(("bracketed", node), conventions.BRACKETED):
        return None
    return Product((("", replace(node, body=first)), *rest), span=node.span)


def _has(node: Node, letter: str) -> bool:
    return any(isinstance(inner, Name) and inner == Name(letter) for inner in walk(node))


def _reduced(evaluator: Evaluator, node: Big, limits: list[Limits], conditions: list[Node], frame: Frame) -> Value:
    inner, labels, masks = bound(evaluator, node, limits, frame)
    masks += [tables.holds(evaluator, condition, inner) for condition in conditions]
    body = evaluator.value(node.body, inner)
    spans = [binding for binding in inner.scope.values() if isinstance(binding, Span) and binding.label in labels]
    body = replace(body, flexible="")
    labels = [_hidden(node, body, span, inner) or span.label for span in spans]
    spans = [span for span, label in zip(spans, labels, strict=True) if label == span.label]
    for span in spans:  # a body that does not depend on the letter is added up as often as the letter has values
        if span.label not in body.labels:
            if node.kind == "sum" and (axis := _along(evaluator, body, span)) is not None:
                body, labels = numbered_axes.summed(evaluator, body, axis), [label for label in labels if label != span.label]
                continue
            ones = np.ones(span.count).reshape((span.count,) + (1,) * body.array.ndim)
            body = replace(body, array=ones * body.array, labels=(span.label, *body.labels), literal=False)
    if node.kind == "sum":
        return _summed(body, labels, masks)
    return _extreme(_masked(body, masks, np.nan), labels, 1 if node.kind == "max" else -1)


def _hidden(node: Big, body: Value, span: Span, frame: Frame) -> str | None:
    """The letter that a sum runs over where its own does not stand in the body: one that is hidden in the meaning of symbols
    (``\\sum_i (y - f(x))^2`` with y declared as ``y[s]``), and has as many values."""
    if span.label in body.labels:
        return None
    written = {inner.base for inner in walk(node.body) if isinstance(inner, Name)}
    bound_ = {label: frame.scope.get(label) for label in body.labels if label not in written}
    found = [label for label, one in bound_.items() if isinstance(one, Span) and (one.low, one.count) == (span.low, span.count)]
    return found[0] if len(found) == 1 else None


def _along(evaluator: Evaluator, body: Value, span: Span) -> int | None:
    """The axis of a matrix over which a sum runs whose letter does not stand in it, if it is read so: that of its length
    (``\\sum_{i=1}^m dZ`` where dZ has a column for each example)."""
    axes = [axis for axis, length in enumerate(body.shape) if length == span.count]
    if body.rank != 2 or len(axes) != 1 or span.count == 1:
        return None
    return axes[0] if evaluator.chooser.pick(("along",), conventions.ALONG_AXIS) else None


def _summed(body: Value, labels: list[str], masks: list[Value]) -> Value:
    """The sum of the terms that the masks leave: zero if they leave none; no number if none of these has a value."""
    if not masks:
        return total(body, labels)
    found = total(_masked(body, masks, np.nan), labels)
    if not np.isnan(found.array).any():
        return found
    left = total(_masked(replace(body, array=np.ones_like(body.array)), masks, 0.0), labels)
    return replace(found, array=np.where(left.array == 0, 0.0, found.array))


def _masked(body: Value, masks: list[Value], other: float) -> Value:
    """The body where all conditions hold, and another number elsewhere.

    Raises:
        Unfit: a condition is an array."""
    for mask in masks:
        if mask.rank:
            raise Unfit("a sum runs where an array is something: that is no condition")
        labels = union((body, mask))
        here = spread(mask, labels)
        here = here.reshape((*here.shape, *(1,) * body.rank))
        body = replace(body, array=np.where(here, spread(body, labels), other), labels=labels)
    return body


def _extreme(body: Value, labels: list[str], sign: int) -> Value:
    axes = [body.labels.index(label) for label in labels]
    rest = tuple(label for label in body.labels if label not in labels)
    moved = np.moveaxis(body.array, axes, range(-len(axes), 0))
    flat: Array = moved.reshape((*moved.shape[: moved.ndim - len(axes)], -1))
    keys = np.where(np.isnan(flat.real), -np.inf, sign * flat.real)
    found = np.take_along_axis(flat, keys.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    return Value(found, rest, body.rank)


def rows_of(evaluator: Evaluator, node: Big, limits: list[Limits], frame: Frame) -> list[Frame]:
    """A frame for each value of the one letter, in order."""
    if len(limits) != 1:
        raise Unknown(f"a {node.kind} over several letters at a time", node.span)
    inner, _, _ = bound(evaluator, node, limits, _settled(evaluator, limits[0], frame))
    span = inner.scope[limits[0].letter]
    assert isinstance(span, Span)
    return [inner.bind(**{limits[0].letter: at}) for at in range(span.low, span.low + span.count)]


def _settled(evaluator: Evaluator, limit: Limits, frame: Frame) -> Frame:
    """Limits that depend on a letter with a range: the letter has to take its values one by one."""
    for end in (limit.low, limit.high):
        unknown = isinstance(end, Name) and end.base not in frame.scope and not names.readings_of(evaluator, end)
        value = None if unknown else limit_value(evaluator, end, frame)
        if value is not None and value.labels:
            raise MustLoop(value.labels[0])
    return frame


def _looped(evaluator: Evaluator, node: Big, limits: list[Limits], conditions: list[Node], frame: Frame) -> Value:
    """A sum whose terms differ in shape inside: one term after the other."""
    found: list[Value] = []
    for inner in rows_of(evaluator, node, limits, frame):
        try:
            value = evaluator.value(node.body, inner)
        except OutOfRange:
            continue
        masks = [tables.holds(evaluator, condition, inner) for condition in conditions]
        found.append(_masked(value, masks, 0.0))
    if not found:
        raise Unknown("no term of the sum has a value", node.span)
    return reduce(add, found)


def _product(evaluator: Evaluator, node: Big, limits: list[Limits], conditions: list[Node], frame: Frame) -> Value:
    """A product in order (of matrices, too): the letter takes its values one by one; an empty product is one."""
    rows = rows_of(evaluator, node, limits, frame)
    found: list[Value] = []
    for inner in rows:
        value = evaluator.value(node.body, inner)
        masks = [tables.holds(evaluator, condition, inner) for condition in conditions]
        found.append(_masked(value, masks, 1.0))
    if not found:
        return Value(np.asarray(1.0), flexible="identity")
    if found[0].rank == 2 and len(found) > 1:
        order = evaluator.chooser.pick(("order", node), [Option(1), Option(-1, "factors of the product in descending order")])
        found = found[::order]
    result = found[0]
    for value in found[1:]:
        result = multiplication.multiply(evaluator, "", result, value, (node, "prod"))
    return result
