"""Sums, products, maxima over an index, with all kinds of limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions, derivatives, multiplication, names, ranges, tables
from derive.check.judging.chooser import Option
from derive.check.judging.frame import NUDGE, Frame, Span
from derive.check.judging.layouts import laid_out
from derive.check.judging.problems import MustLoop, OutOfRange, Unfit, Unknown
from derive.check.judging.values import Array, Value, add, scalar, spread, total, union
from derive.check.meaning.symbols import Part, SizeOf
from derive.check.reading.syntax import Big, Both, Derivative, Dots, Group, Name, Node, Number, Relation, Sum

if TYPE_CHECKING:
    from derive.check.judging.evaluate import Evaluator


_LONGEST = 20_000


@dataclass(frozen=True)
class Limits:
    """A letter with its first and last value where they are given, and the conditions that restrict it."""

    letter: str
    low: Node | None = None
    high: Node | None = None


def big(evaluator: Evaluator, node: Big, frame: Frame) -> Value:
    """A sum (product, maximum, minimum) over letters.

    Raises:
        Unknown: the range of a letter is not known, or the kind has no value here.
    """
    limits, conditions = limits_of(node)
    if node.kind == "sum" and not limits and not conditions:
        return _plain_sum(evaluator, node, frame)
    if not limits:
        raise Unknown(f"it is not clear what the {node.kind} runs over", node.span)
    if node.kind == "prod":
        return _product(evaluator, node, limits, conditions, frame)
    if node.kind not in ("sum", "max", "min"):
        raise Unknown(f"'{node.kind}' has no value here", node.span)
    try:
        return _reduced(evaluator, node, limits, conditions, frame)
    except MustLoop as must:
        if must.letter not in {limit.letter for limit in limits} or node.kind != "sum":
            raise
        return _looped(evaluator, node, limits, conditions, frame)


def limits_of(node: Big) -> tuple[list[Limits], list[Node]]:
    """The letters below (and above) the sign, and conditions on them."""
    limits: list[Limits] = []
    conditions: list[Node] = []
    for item in _chained(_flat(node.under)):
        if isinstance(item, Name) and not item.sub:
            limits.append(Limits(item.base, high=None))
        elif isinstance(item, Relation):
            _relation(item, node, limits, conditions)
        else:
            raise Unknown("it is not clear what the sum runs over", node.span)
    return limits, conditions


def _flat(items: Sequence[Node]) -> list[Node]:
    return [inner for item in items for inner in (_flat(item.items) if isinstance(item, Group | Both) else [item])]


def _chained(items: Sequence[Node]) -> list[Node]:
    """Items below a sign, with ``t >= i`` and ``i > k`` as one chain."""
    found: list[Node] = []
    for item in items:
        last = found[-1] if found else None
        if isinstance(last, Relation) and isinstance(item, Relation) and last.right == item.left and last.op != "=":
            found[-1] = Relation(item.op, last, item.right, span=item.span)
        else:
            found.append(item)
    return found


def _over_set(letter: Name, values: Node, item: Relation) -> Limits:
    """``i \\in \\mathcal{V}``: all values of the index; ``i \\in \\{1, ..., n\\}``.

    Raises:
        Unknown: the set is something else (``N(i)``, ``\\{2, 5\\}``).
    """
    if isinstance(values, Name) and not (values.sub or values.sup or letter.sub or letter.sup):
        return Limits(letter.base, high=None)
    if isinstance(values, Group) and len(values.items) > 2 and isinstance(values.items[-2], Dots):
        return Limits(letter.base, values.items[0], values.items[-1])
    raise Unknown("a sum over a set", item.span)


def _relation(item: Relation, node: Big, limits: list[Limits], conditions: list[Node]) -> None:
    known = {limit.letter for limit in limits}
    if item.op == "=" and isinstance(item.left, Name):
        limits.append(Limits(item.left.base, item.right, node.upper))
        return
    if item.op == "in" and isinstance(item.left, Name):
        limits.append(_over_set(item.left, item.right, item))
        return
    if isinstance(item.left, Relation) and isinstance(item.left.right, Name):  # 1 <= k <= n, t >= i > k
        both = _between(item.left, item)
        if both is not None and item.left.right.base not in known:
            limits.append(Limits(item.left.right.base, *both))
            return
        if item.left.right.base not in known:
            limits.append(Limits(item.left.right.base))
        conditions.extend((item.left, Relation(item.op, item.left.right, item.right)))
        return
    letter = item.left.base if isinstance(item.left, Name) else ""
    if letter and letter not in known:
        limits.append(Limits(letter))
    conditions.append(item)


def _between(first: Relation, last: Relation) -> tuple[Node, Node] | None:
    """The first and the last value of the letter in ``1 \\leq k < n`` or ``t \\geq i > k``; None if it has one limit only."""
    if {first.op, last.op} <= {"<", "<="}:
        low, high, above, below = first.left, last.right, first.op, last.op
    elif {first.op, last.op} <= {">", ">="}:
        low, high, above, below = last.right, first.left, last.op, first.op
    else:
        return None
    return _moved(low, 1) if above in "<>" else low, _moved(high, -1) if below in "<>" else high


def _moved(limit: Node, by: int) -> Node:
    """The next or the last whole number."""
    return Group((Sum(((1, limit), (by, Number("1")))),))


def _bound(evaluator: Evaluator, node: Big, limits: list[Limits], frame: Frame) -> tuple[Frame, list[str], list[Value]]:
    """The frame with the letters bound, their labels, and masks of values beyond limits that depend on other letters."""
    labels: list[str] = []
    masks: list[Value] = []
    letters = {limit.letter for limit in limits}
    outer = replace(frame, scope={k: v for k, v in frame.scope.items() if k not in letters})
    uses = ranges.letters(evaluator, (node.body, *node.under), outer)
    for limit in limits:
        used = ranges.agreed(uses.get(limit.letter, [])) or _of_unprimed(limit.letter, frame)
        low, high = _end(evaluator, limit.low, frame), _end(evaluator, _told(evaluator, limit, used, frame), frame)
        label = f"{limit.letter}.{len(frame.scope)}.{len(labels)}"
        first = _whole(np.nanmin(low.array.real), node) if low else used[0] if used else None
        last = _whole(np.nanmax(high.array.real), node) if high else used[1] if used else None
        if first is None or last is None:
            raise Unknown(f"the range of the index '{limit.letter}' is not known", node.span)
        if last < first and _is_counted(evaluator, limit.high, frame):
            raise Unknown("a sum has no terms: no numbers drawn at random are counted by its upper limit", node.span)
        if used and limit.low is None and limit.high is None and _has_start(evaluator, used, frame):
            first += evaluator.chooser.pick(("start", limit.letter), conventions.START)
        if used and limit.low is not None and high is not None:
            unsure = _is_read_size(evaluator, limit.high, frame)
            if unsure and last > used.high and last - first != used.high - used.low:
                raise _two_sizes(limit, "shorter", node)
            first, last = _within(node, limit.letter, (first, last), uses.get(limit.letter, []), used)
            if unsure and last < used.high:
                raise _two_sizes(limit, "longer", node)
        if node.kind == "prod" and last < first - 1:
            raise OutOfRange("a product that ends before it begins")
        if last - first > _LONGEST:
            raise Unknown(f"the sum over '{limit.letter}' is too long to compute", node.span)
        span = Span(label, first, max(0, last - first + 1))
        for end, below in ((low, True), (high, False)):
            if end is not None and end.labels:
                masks.append(_beyond(span, end, below=below))
        frame = frame.bind(**{limit.letter: span})
        labels.append(label)
    return frame, labels, masks


def _told(evaluator: Evaluator, limit: Limits, used: ranges.Range | None, frame: Frame) -> Node | None:
    """The upper limit, or none where it is a letter that nothing else explains: then the sum runs over all that it indexes."""
    high = limit.high
    if used is None or not isinstance(high, Name) or high.sub or high.sup or high.base in frame.scope:
        return high
    return high if high.base == limit.letter or names.readings_of(evaluator, high) else None


def _two_sizes(limit: Limits, what: str, node: Big) -> Unknown:
    """Two sizes that the text does not tell apart."""
    high = names.spelled(limit.high) if isinstance(limit.high, Name) else ""
    return Unknown(f"the sum over '{limit.letter}' ends at {high}; what it indexes was read as {what}", node.span)


def _is_read_size(evaluator: Evaluator, high: Node | None, frame: Frame) -> bool:
    """Whether a limit is the name of a size that was read from the text alone."""
    if not isinstance(high, Name) or high.base in frame.scope or getattr(evaluator.world, "base", evaluator.world) is not None:
        return False
    readings = names.readings_of(evaluator, high)
    return bool(readings) and isinstance(readings[0].meaning, SizeOf)


def _of_unprimed(letter: str, frame: Frame) -> ranges.Range | None:
    """The range of ``j'`` where the summand tells none: that of ``j``."""
    binding = frame.scope.get(letter.rstrip("'")) if letter.endswith("'") else None
    return ranges.Range(binding.low, binding.low + binding.count - 1) if isinstance(binding, Span) else None


def _has_start(evaluator: Evaluator, used: ranges.Range, frame: Frame) -> bool:
    """Whether a letter runs over the states of a recurrence with the one before the first step: others have the steps alone."""
    if used.low != 0:
        return False
    for quantity in evaluator.world.quantities.values():
        array = frame.instance.values.get(quantity.name)
        if quantity.axes and quantity.axes[0].first == 1 and array is not None:
            if array.shape[array.ndim - len(quantity.axes)] == used.high:
                return True
    return False


def _is_counted(evaluator: Evaluator, limit: Node | None, frame: Frame) -> bool:
    """Whether a limit is a quantity that the text computes (so many examples of a class), no size and no index."""
    if not isinstance(limit, Name) or names.bound(limit, frame) is not None:
        return False
    readings = names.readings_of(evaluator, limit)
    return bool(readings) and isinstance(readings[0].meaning, Part)


_ROUNDING = 1e-9


def _whole(limit: float, node: Big) -> int:
    if not abs(limit) < 1e9:
        raise Unknown("a limit of the sum is no number of terms", node.span)
    if abs(limit - round(limit)) > _ROUNDING:  # a symbol of which nothing says that it counts: drawn from the real numbers
        raise Unknown("nothing says that a limit of the sum is a whole number", node.span)
    return round(limit)


def _within(node: Big, letter: str, limits: tuple[int, int], uses: list[ranges.Range], used: ranges.Range) -> tuple[int, int]:
    """Limits as they are, or counted from the axis's own first index (0 to n - 1 for 1 to n).

    Raises:
        Unfit: the letter runs beyond an axis that it indexes.
    """
    first, last = limits
    if last - first == used[1] - used[0] and abs(first - used[0]) == 1:
        return used.low, used.high
    for low, high, plain in uses:
        if plain and last >= first and (first < low or last > high):
            raise Unfit(f"the sum over '{letter}' runs from {first} to {last}, what it indexes from {low} to {high}", node.span)
    return limits


def _end(evaluator: Evaluator, node: Node | None, frame: Frame) -> Value | None:
    if node is None:
        return None
    value = names.index_value(evaluator, node, frame)
    if value.rank and value.shape != (1,) * value.rank:
        raise Unknown("a limit of the sum is no number", node.span)
    return scalar(value)


def _beyond(span: Span, end: Value, *, below: bool) -> Value:
    """Where a letter is within a limit that depends on other letters."""
    labels = union((span.value, end))
    letter, limit = spread(span.value, labels), spread(end, labels).real
    return Value(letter >= limit if below else letter <= limit, labels)


def _reduced(evaluator: Evaluator, node: Big, limits: list[Limits], conditions: list[Node], frame: Frame) -> Value:
    inner, labels, masks = _bound(evaluator, node, limits, frame)
    masks += [tables.holds(evaluator, condition, inner) for condition in conditions]
    body = evaluator.value(node.body, inner)
    spans = [binding for binding in inner.scope.values() if isinstance(binding, Span) and binding.label in labels]
    body = replace(body, flexible="")
    for span in spans:  # a body that does not depend on the letter is added up as often as the letter has values
        if span.label not in body.labels:
            ones = np.ones(span.count).reshape((span.count,) + (1,) * body.array.ndim)
            body = replace(body, array=ones * body.array, labels=(span.label, *body.labels), literal=False)
    body = _masked(body, masks, 0.0 if node.kind == "sum" else np.nan)
    if node.kind == "sum":
        return _summed(body, labels)
    return _extreme(body, labels, 1 if node.kind == "max" else -1)


def _summed(body: Value, labels: list[str]) -> Value:
    return total(body, labels)


def _masked(body: Value, masks: list[Value], other: float) -> Value:
    """The body where all conditions hold, and another number elsewhere."""
    for mask in masks:
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
    inner, _, _ = _bound(evaluator, node, limits, _settled(evaluator, limits[0], frame))
    span = inner.scope[limits[0].letter]
    assert isinstance(span, Span)
    return [inner.bind(**{limits[0].letter: at}) for at in range(span.low, span.low + span.count)]


def _settled(evaluator: Evaluator, limit: Limits, frame: Frame) -> Frame:
    """Limits that depend on a letter with a range: the letter has to take its values one by one."""
    for end in (limit.low, limit.high):
        unknown = isinstance(end, Name) and end.base not in frame.scope and not names.readings_of(evaluator, end)
        value = None if unknown else _end(evaluator, end, frame)
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


def _added(slope: derivatives.Raw) -> derivatives.Raw:
    """The derivative of the sum of all entries."""
    value = slope.value
    first = len(value.labels)
    array = value.array.sum(axis=tuple(range(first, first + slope.out)))
    return replace(slope, value=Value(array, value.labels, slope.inn), out=0)


def _plain_sum(evaluator: Evaluator, node: Big, frame: Frame) -> Value:
    """A sum without an index: over what the body depends on and the other side does not, or over all entries."""
    if isinstance(node.body, Derivative):
        slope = derivatives.raw(evaluator, node.body, frame)
        if slope.out:  # over the entries of what is differentiated
            return laid_out(evaluator, _added(slope))
    body = evaluator.value(node.body, frame)
    if body.rank:
        return total(body, everything=True)
    labels = [label for label in body.labels if label != NUDGE and label not in evaluator.kept]
    if not labels:
        raise Unknown("it is not clear what the sum runs over", node.span)
    return total(body, labels)
