"""The values that the letter of a sum takes: from its limits and from what it indexes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.problems import OutOfRange, Unfit, Unknown
from derive.check.judging.sums import ranges
from derive.check.judging.sums.limits import Limits
from derive.check.judging.sums.loose_ends import is_loose
from derive.check.judging.sums.uses import Range, agreed
from derive.check.judging.values import names, parts
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.values import Value, scalar, spread, union
from derive.check.meaning.symbols import IndexLetter, Part, SizeOf
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Big, Name, Node, Scripted
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


_LONGEST = 20_000


def bound(evaluator: Evaluator, node: Big, limits: list[Limits], frame: Frame) -> tuple[Frame, list[str], list[Value]]:
    """The frame with the letters bound, their labels, and masks of values beyond limits that depend on other letters."""
    labels: list[str] = []
    masks: list[Value] = []
    letters = {limit.letter for limit in limits}
    outer = replace(frame, scope={k: v for k, v in frame.scope.items() if k not in letters})
    evaluator.counted, counted = frozenset(letters), evaluator.counted
    try:
        uses = ranges.letters(evaluator, (node.body, *node.under), outer)
    finally:
        evaluator.counted = counted
    for limit in limits:
        found = uses.get(limit.letter, [])
        used = agreed(found) or _of_unprimed(limit.letter, frame)
        low = limit_value(evaluator, limit.low, frame)
        high = limit_value(evaluator, _told(evaluator, limit, used, frame), frame)
        if used is None and low is None and high is None and len(limits) == 1:
            high = limit_value(evaluator, node.upper, frame)  # \sum_r^n 1
        first, last = _ends(evaluator, node, limit, used, frame, low, high)
        if used and limit.low is not None and high is not None:
            first, last = _fitted(evaluator, node, limit, (first, last), found, used, frame)
        if node.kind == "prod" and last < first - 1:
            raise OutOfRange("a product that ends before it begins")
        if last - first > _LONGEST:
            raise Unknown(f"the sum over '{limit.letter}' is too long to compute", node.span)
        span = Span(f"{limit.letter}.{len(frame.scope)}.{len(labels)}", first, max(0, last - first + 1))
        ends = ((low, True), (high, False))
        masks += [_beyond(span, end, below=below) for end, below in ends if end is not None and end.labels]
        frame = frame.bind(**{limit.letter: span})
        labels.append(span.label)
    return frame, labels, masks


def _ends(
    evaluator: Evaluator,
    node: Big,
    limit: Limits,
    used: Range | None,
    frame: Frame,
    low: Value | None,
    high: Value | None,
) -> tuple[int, int]:
    """The first and the last value of a letter: as its limits say, or else what it indexes.

    Raises:
        Unknown: neither says so, the sum has no terms on random numbers, or a letter in its limits has no values (that of a
            layer, in a row that needs another number of layers).
    """
    if any(end is not None and not end.array.size for end in (low, high)):
        raise Unknown(f"no value of the letters around it is left for the sum over '{limit.letter}'", node.span)
    first = _whole(np.nanmin(low.array.real), node) if low else used[0] if used else None
    last = _whole(np.nanmax(high.array.real), node) if high else used[1] if used else None
    if first is None and high is not None and not high.labels:
        first = 1  # \sum^n_r 1: it counts, from one
    if first is None or last is None:
        raise Unknown(f"the range of the index '{limit.letter}' is not known", node.span)
    if last < first and _is_counted(evaluator, limit.high, frame):
        raise Unknown("a sum has no terms: no numbers drawn at random are counted by its upper limit", node.span)
    if used and limit.low is None and limit.high is None and _has_start(evaluator, used, frame):
        first += evaluator.chooser.pick(("start", limit.letter), conventions.START)
    return first, last


def _fitted(
    evaluator: Evaluator,
    node: Big,
    limit: Limits,
    ends: tuple[int, int],
    found: list[Range],
    used: Range,
    frame: Frame,
) -> tuple[int, int]:
    """Limits within what the letter indexes.

    Raises:
        Unknown: the text does not tell the two sizes apart, or not which terms are counted (those of a class).
        Unfit: the letter runs beyond what it indexes.
    """
    first, last = ends
    if last < used.high and _is_computed(evaluator, limit.high, frame):
        end = names.spelled(limit.high) if isinstance(limit.high, Name) else ""
        raise Unknown(
            f"the sum over '{limit.letter}' has {end} terms, a number that is computed: nothing says which", node.span
        )
    if is_loose(evaluator, limit, ends, used):
        return used.low, used.high
    unsure = _is_read_size(evaluator, limit.high, frame)
    if unsure and last > used.high and last - first != used.high - used.low:
        raise _two_sizes(limit, "shorter", node)
    first, last = _within(node, limit.letter, ends, found, used)
    if unsure and last < used.high:
        raise _two_sizes(limit, "longer", node)
    return first, last


def _told(evaluator: Evaluator, limit: Limits, used: Range | None, frame: Frame) -> Node | None:
    """The upper limit, or none where it is a letter that nothing else explains: then the sum runs over all that it indexes."""
    high = limit.high
    if used is None or not isinstance(high, Name) or high.sub or high.sup or high.base in frame.scope:
        return high
    meanings = [reading.meaning for reading in names.readings_of(evaluator, high)]
    return high if high.base == limit.letter or not all(isinstance(one, IndexLetter) for one in meanings) else None


def _two_sizes(limit: Limits, what: str, node: Big) -> Unknown:
    """Two sizes that the text does not tell apart."""
    high = names.spelled(limit.high) if isinstance(limit.high, Name) else ""
    return Unknown(f"the sum over '{limit.letter}' ends at {high}; what it indexes was read as {what}", node.span)


def _is_read_size(evaluator: Evaluator, high: Node | None, frame: Frame) -> bool:
    """Whether a limit is the name of a size that was read from the text alone."""
    if not isinstance(high, Name) or high.base in frame.scope or evaluator.world.specification is not None:
        return False
    readings = names.readings_of(evaluator, high)
    return bool(readings) and isinstance(readings[0].meaning, SizeOf)


def _of_unprimed(letter: str, frame: Frame) -> Range | None:
    """The range of ``j'`` where the summand tells none: that of ``j``."""
    binding = frame.scope.get(letter.rstrip("'")) if letter.endswith("'") else None
    return Range(binding.low, binding.low + binding.count - 1) if isinstance(binding, Span) else None


def _has_start(evaluator: Evaluator, used: Range, frame: Frame) -> bool:
    """Whether a letter runs over the states of a recurrence with the one before the first step: others have the steps alone."""
    if used.low != 0:
        return False
    for quantity in evaluator.world.quantities.values():
        array = frame.instance.values.get(quantity.name)
        if quantity.axes and quantity.axes[0].first == 1 and array is not None and array.ndim >= len(quantity.axes):
            if array.shape[array.ndim - len(quantity.axes)] == used.high:
                return True
    return False


def _is_counted(evaluator: Evaluator, limit: Node | None, frame: Frame) -> bool:
    """Whether a limit is a quantity (so many examples of a class), no size and no index."""
    return _quantity(evaluator, limit, frame) is not None


def _is_computed(evaluator: Evaluator, limit: Node | None, frame: Frame) -> bool:
    """Whether a limit is a quantity that is computed, and not given for each example."""
    name = _quantity(evaluator, limit, frame)
    return name is not None and evaluator.world.quantities[name].role == "intermediate"


def _quantity(evaluator: Evaluator, limit: Node | None, frame: Frame) -> str | None:
    if not isinstance(limit, Name) or names.bound(limit, frame) is not None:
        return None
    meanings = [reading.meaning for reading in names.readings_of(evaluator, limit)[:1]]
    return next((meaning.quantity for meaning in meanings if isinstance(meaning, Part)), None)


_ROUNDING = 1e-9


def _whole(limit: float, node: Big) -> int:
    if not abs(limit) < 1e9:
        raise Unknown("a limit of the sum is no number of terms", node.span)
    if abs(limit - round(limit)) > _ROUNDING:  # a symbol of which nothing says that it counts: drawn from the real numbers
        raise Unknown("nothing says that a limit of the sum is a whole number", node.span)
    return round(limit)


def _within(node: Big, letter: str, limits: tuple[int, int], uses: list[Range], used: Range) -> tuple[int, int]:
    """Limits as they are, or counted from the axis's own first index (0 to n - 1 for 1 to n), where the letter is an index by
    itself: who writes ``t + 1`` everywhere has counted.

    Raises:
        Unfit: the letter runs beyond an axis that it indexes.
    """
    first, last = limits
    if last - first == used[1] - used[0] and abs(first - used[0]) == 1 and _stands_alone(node.body, letter):
        return used.low, used.high
    for use in uses:
        if use.plain and last >= first and (first < use.low or last > use.high):
            axis = f"what it indexes from {use.low} to {use.high}"
            raise Unfit(f"the sum over '{letter}' runs from {first} to {last}, {axis}", node.span)
    return limits


def _stands_alone(node: Node, letter: str) -> bool:
    """Whether a letter is an index by itself somewhere, or no index at all that one sees."""
    scripts = (s for name in walk(node) if isinstance(name, Name | Scripted) for s in (*name.sub, *name.sup))
    places = [item for script in scripts for item in script.items if any(letter_of(inner) == letter for inner in walk(item))]
    return not places or any(letter_of(item) == letter for item in places)


def limit_value(evaluator: Evaluator, node: Node | None, frame: Frame) -> Value | None:
    """The number at which a sum begins or ends; None if nothing says.

    Raises:
        Unknown: it is no number.
    """
    if node is None:
        return None
    value = parts.index_value(evaluator, node, frame)
    if value.rank and value.shape != (1,) * value.rank:
        raise Unknown("a limit of the sum is no number", node.span)
    return scalar(value)


def _beyond(span: Span, end: Value, *, below: bool) -> Value:
    """Where a letter is within a limit that depends on other letters."""
    labels = union((span.value, end))
    letter, limit = spread(span.value, labels), spread(end, labels).real
    return Value(letter >= limit if below else letter <= limit, labels)
