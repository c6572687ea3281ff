"""Dots: what goes on in a plain pattern is written out; anything else has no value.

Between two terms that differ only in a number (or in a number and a letter) everything in between is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from derive.check.judging.chooser import Option
from derive.check.judging.conventions import HADAMARD
from derive.check.judging.problems import MustLoop, OutOfRange, Unknown
from derive.check.judging.sums.affine import Affine, closed
from derive.check.judging.values import names, parts
from derive.check.judging.values.frame import Span
from derive.check.meaning.symbols import GradientOf, Part, whole
from derive.check.reading.syntax import Big, Dots, Matrix, Name, Node, Number, Product, Relation, Script, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.judging.values.frame import Frame

_LETTER = Name("κ")


def spelled_sum(node: Sum) -> Node:
    """``a_1 + ... + a_n`` as a sum with limits, ``a_1 + a_2 + ...`` as one over all that is counted so.

    Raises:
        Unknown: the pattern is not plain.
    """
    node = _without_zeros(node)
    at = next((i for i, (_, term) in enumerate(node.terms) if isinstance(term, Dots)), None)
    if at is None:
        return node
    before, after = node.terms[:at], node.terms[at + 1 :]
    if len(before) > 1 and not after:
        return Sum((*before[:-2], _endless(before[-2], before[-1], node)))
    if not before or len(after) != 1 or after[0][0] != before[0][0]:
        raise Unknown("it is not plain how the dots go on", node.span)
    start, body, low, high = _series([term for _, term in before], after[0][1], node)
    sign = after[0][0]
    whole = Big("sum", (Relation("=", _LETTER, low),), high, body)
    return Sum((*node.terms[:start], (sign, whole)))


def _without_zeros(node: Sum) -> Sum:
    """The sum without dots between zeros: ``0 + ... + 0 + 1 + 0 + ... + 0``, however many there are."""
    terms = [term for _, term in node.terms]
    idle = {
        at for at in range(1, len(terms) - 1) if isinstance(terms[at], Dots) and terms[at - 1] == terms[at + 1] == Number("0")
    }
    return replace(node, terms=tuple(each for at, each in enumerate(node.terms) if at not in idle)) if idle else node


def _endless(first: tuple[int, Node], second: tuple[int, Node], node: Node) -> tuple[int, Node]:
    """A sum that goes on from its first two terms to the last of what these count."""
    body, low, high = general(first[1], second[1], node)
    if first[0] != second[0] or _difference(high, low) != 1:
        raise Unknown("it is not plain how the dots go on", node.span)
    return first[0], Big("sum", (Relation("=", _LETTER, low),), None, body)


def spelled_product(evaluator: Evaluator, node: Product, frame: Frame) -> Node:
    """``a_1 a_2 ... a_n`` as a product with limits; factors repeat in groups of any length, in falling order, too.

    Raises:
        Unknown: the pattern is not plain.
    """
    from derive.check.judging.products import dotted_chains

    if (chain := dotted_chains.spelled(evaluator, node, frame)) is not None:
        return chain
    at = next(i for i, (_, factor) in enumerate(node.factors) if isinstance(factor, Dots))
    before, after = list(node.factors[:at]), list(node.factors[at + 1 :])
    for width in range(1, min(len(before), len(after)) + 1):
        first, last = before[-width:], after[:width]
        group = lambda part: Product(tuple(("" if i == 0 else s, n) for i, (s, n) in enumerate(part)))  # noqa: E731
        try:
            body, low, high = general(group(first), group(last), node)
        except Unknown:
            continue
        if _is_matrix(evaluator, first, frame):
            made = _one_by_one(evaluator, body, (low, high), frame)
            made = _side_by_side(made, first[0][0], node.factors[at][0])
        else:
            made = (("", Big("prod", (Relation("=", _LETTER, low),), high, body)),)
        return Product((*before[:-width], *made, *after[width:]))
    raise Unknown("it is not plain how the dots go on", node.span)


Factors = Sequence[tuple[str, Node]]
_ORDER = (Option(1), Option(-1, "", 1.0))


def _is_matrix(evaluator: Evaluator, group: Factors, frame: Frame) -> bool:
    """Whether the order of the factors matters."""
    try:
        return any(evaluator.value(factor, frame).rank > 1 for _, factor in group)
    except OutOfRange:
        return True


def _one_by_one(evaluator: Evaluator, body: Node, ends: tuple[Node, Node], frame: Frame) -> tuple[tuple[str, Node], ...]:
    """The groups of factors one after the other, in the order in which they are written.

    Raises:
        OutOfRange: for these values of the letters the last group comes before the first (one group may stand for both).
    """
    first, last = (parts.index_value(evaluator, end, frame) for end in ends)
    for end in (first, last):
        if end.labels:
            raise MustLoop(end.labels[0])
    low, high = int(first.array.real), int(last.array.real)
    step = evaluator.chooser.pick(("order", body), _ORDER if high > low else _ORDER[::-1])
    if (high - low) * step < 0:
        raise OutOfRange("the dots stand for no factor")
    return tuple(("", put_number(body, at)) for at in range(low, high + step, step))


def _side_by_side(groups: tuple[tuple[str, Node], ...], before: str, sign: str) -> tuple[tuple[str, Node], ...]:
    """Groups of factors between which another sign than that of a product of matrices stands, without brackets around each."""
    if sign not in HADAMARD:
        return groups
    found: list[tuple[str, Node]] = []
    for _, group in groups:
        (_, first), *rest = group.factors if isinstance(group, Product) else (("", group),)
        found += [(sign if found else before, first), *rest]
    return tuple(found)


def _series(before: list[Node], last: Node, node: Node) -> tuple[int, Node, Node, Node]:
    """From which term on the pattern holds, the general term, and its limits."""
    for start in range(len(before)):
        try:
            body, low, high = general(before[start], last, node)
        except Unknown:
            continue
        return start, body, low, high
    raise Unknown("it is not plain how the dots go on", node.span)


def general(first: Node, last: Node, place: Node) -> tuple[Node, Node, Node]:
    """The general term of a series, and the first and last value of its letter."""
    pairs: list[tuple[Node, Node]] = []
    body = _unified(first, last, pairs)
    shifts = {_difference(low, pairs[0][0]) for low, _ in pairs} if pairs else {None}
    if not pairs or None in shifts:
        raise Unknown("it is not plain how the dots go on", place.span)
    for low, high in pairs:
        if _difference(low, pairs[0][0]) != _difference(high, pairs[0][1]):
            raise Unknown("it is not plain how the dots go on", place.span)
    return body, *pairs[0]


def _unified(a: Any, b: Any, pairs: list[tuple[Node, Node]]) -> Any:
    """The common form of two nodes; where index expressions differ the letter stands, shifted as the first pair is."""
    if a == b:
        return a
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(_unified(x, y, pairs) for x, y in zip(a, b, strict=True))
    if _is_index(a) and (_is_index(b) or (isinstance(a, Number) and _is_size(b))):
        pairs.append((a, b))
        shift = _difference(a, pairs[0][0])
        if not shift:
            return _LETTER
        return Sum(((1, _LETTER), (1 if shift > 0 else -1, Number(str(abs(shift))))))
    if isinstance(a, Script) and isinstance(b, Script) and len(a.items) != len(b.items):
        a, b = _split(a), _split(b)  # W_{11} beside W_{1n}: two indices
    if type(a) is type(b) and isinstance(a, Node):
        changes = {
            f.name: _unified(getattr(a, f.name), getattr(b, f.name), pairs) for f in fields(a) if f.name not in ("span", "raw")
        }
        return replace(a, **changes)
    raise Unknown("it is not plain how the dots go on")


def _split(script: Script) -> Script:
    if len(script.items) == 1 and isinstance(script.items[0], Number) and script.items[0].text.isdigit():
        return replace(script, items=tuple(Number(digit) for digit in script.items[0].text))
    return script


def _parts(node: Node) -> list[str]:
    return [item.name for item in fields(node) if item.name not in ("span", "raw")]


def _is_index(node: object) -> bool:
    return isinstance(node, Node) and _affine(node) is not None


def _is_size(node: object) -> bool:
    """Whether a last index is the number of units of a layer, or the like: ``n^L``, ``n_x``."""
    return isinstance(node, Name) and bool(node.sub or node.sup) and node.base in ("n", "m", "N", "M", "K", "d", "D")


def _affine(node: Node) -> tuple[str, int] | None:
    """A letter and a whole number: ``t-1`` is (t, -1), ``3`` is ("", 3)."""
    if isinstance(node, Number):
        return ("", int(node.text)) if node.text.isdigit() else None
    if isinstance(node, Name):
        return None if node.sub or node.sup else (node.base, 0)
    if isinstance(node, Sum):
        letters, constant = [], 0
        for sign, term in node.terms:
            form = _affine(term)
            if form is None or (form[0] and sign < 0):
                return None
            letters += [form[0]] if form[0] else []
            constant += sign * form[1]
        return (letters[0] if letters else "", constant) if len(letters) < 2 else None
    return None


def _difference(a: Node, b: Node) -> int | None:
    first, second = ((each, 0) if _is_size(each) else _affine(each) for each in (a, b))
    return first[1] - second[1] if first and second and first[0] == second[0] else None


def spelled_matrix(evaluator: Evaluator, node: Matrix, frame: Frame) -> tuple[tuple[Node, ...], ...]:
    """Rows and columns with dots, written out: the first, the second and the last entry give the pattern.

    Raises:
        Unknown: the pattern is not plain.
    """
    rows = [list(row) for row in node.rows]
    diagonal = _diagonal(evaluator, rows, node, frame)
    if diagonal:
        return diagonal
    if any(isinstance(row[0], Dots) for row in rows):
        kept = [row for row in rows if not isinstance(row[0], Dots)]
        if len(kept) < 2:
            raise Unknown("it is not plain how the dots go on", node.span)
        spelled = [_row(evaluator, row, node, frame) for row in kept]
        columns = [
            _filled(evaluator, [row[c] for row in spelled[:-1]], spelled[-1][c], node, frame) for c in range(len(spelled[0]))
        ]
        return tuple(zip(*columns, strict=True))
    return tuple(tuple(_row(evaluator, row, node, frame)) for row in rows)


def _diagonal(evaluator: Evaluator, rows: list[list[Node]], node: Matrix, frame: Frame) -> tuple[tuple[Node, ...], ...] | None:
    """A diagonal matrix: in each row without dots in front one entry is not zero, and these go on in a plain pattern."""
    zero = Number("0")
    entries = [[entry for entry in row if not isinstance(entry, Dots) and entry != zero] for row in rows]
    kept = [found for found in entries if found]
    zeros = any(entry == zero for row in rows for entry in row)
    if not zeros or len(kept) < 2 or any(len(found) != 1 for found in kept):
        return None
    series = _filled(evaluator, [found[0] for found in kept[:-1]], kept[-1][0], node, frame)
    size = len(series)
    return tuple(tuple(series[i] if i == j else zero for j in range(size)) for i in range(size))


def _row(evaluator: Evaluator, row: list[Node], node: Node, frame: Frame) -> list[Node]:
    dots = [i for i, entry in enumerate(row) if isinstance(entry, Dots)]
    if not dots:
        return row
    if len(dots) > 1 or dots[0] == 0 or dots[0] != len(row) - 2:
        raise Unknown("it is not plain how the dots go on", node.span)
    return _filled(evaluator, row[: dots[0]], row[-1], node, frame)


def _filled(evaluator: Evaluator, before: list[Node], last: Node, node: Node, frame: Frame) -> list[Node]:
    if before[-1] == last:
        raise Unknown("it is not plain how long the row of equal entries is", node.span)
    start, body, low, high = _series(before, last, node)
    ends = [_ending(closed(evaluator, end, frame) or _size(evaluator, end, frame), frame) for end in (low, high)]
    if any(end is None or end[0] for end in ends):
        raise Unknown("it is not plain where the dots end", node.span)
    (_, first), (_, final) = (end for end in ends if end is not None)
    made = [put_number(body, at) for at in range(first, final + 1)]
    return [*before[:start], *(_of_layer(evaluator, made, frame) if evaluator.world.is_ragged else made)]


def _size(evaluator: Evaluator, end: Node, frame: Frame) -> Affine | None:
    """The end that is a size with scripts, ``n_x`` or ``n^l``.

    Raises:
        MustLoop: its layer has no value yet.
    """
    if not _is_size(end):
        return None
    value = parts.index_value(evaluator, end, frame)
    if value.labels:
        raise MustLoop(value.labels[0])
    return {}, int(value.array.real)


def _of_layer(evaluator: Evaluator, entries: list[Node], frame: Frame) -> list[Node]:
    """The entries that the layer has: ``(u_1, ..., u_P)`` ends where layer l does.

    Raises:
        MustLoop: the layer has no value yet.
    """
    for at, entry in enumerate(entries):
        value = evaluator.value(entry, frame)
        missing = np.isnan(value.array)
        if missing.all():
            return entries[:at]
        layers = [label for label in value.labels if label.split(".")[0] in _layers(evaluator, entry)] if missing.any() else []
        if layers:
            raise MustLoop(layers[0])
    return entries


def _layers(evaluator: Evaluator, node: Node) -> set[str]:
    """The letters that count layers in an expression."""
    meant = (whole(names.readings_of(evaluator, name)) for name in walk(node) if isinstance(name, Name))
    parts_ = (one.part if isinstance(one, GradientOf) else one for one in meant)
    counted = ((part, evaluator.world.quantities[part.quantity].axes) for part in parts_ if isinstance(part, Part))
    indices = (index for part, axes in counted for index, axis in zip(part.indices, axes, strict=True) if axis.kind == "layer")
    return {name.base for index in indices if index is not None for name in walk(index) if isinstance(name, Name)}


def _ending(end: Affine | None, frame: Frame) -> Affine | None:
    """An end of the dots; an index that runs stands there for its last value: a row ``(x_1, ..., x_i)`` has one length."""
    if end is None or list(end[0].values()) != [1]:
        return end
    (letter,) = end[0]
    binding = frame.scope.get(letter)
    return ({}, binding.low + binding.count - 1 + end[1]) if isinstance(binding, Span) else end


def put_number(body: Any, value: int) -> Any:
    """A pattern with a number in the place of the letter that counts."""
    if body == _LETTER:
        return Number(str(value))
    if isinstance(body, tuple):
        return tuple(put_number(item, value) for item in body)
    if isinstance(body, Node):
        return replace(
            body, **{f.name: put_number(getattr(body, f.name), value) for f in fields(body) if f.name not in ("span", "raw")}
        )
    return body


def has_dots(node: Node) -> Iterator[Node]:
    """The dots in an expression."""
    from derive.check.reading.tree import children

    if isinstance(node, Dots):
        yield node
    for child in children(node):
        yield from has_dots(child)
