"""The ranges of letters: a letter runs over the axes that it indexes, wherever it stands in an expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from derive.check.judging import brackets, names
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.targets import children
from derive.check.meaning import symbols as meanings
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import (
    Big,
    Both,
    Group,
    Indicator,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Scripted,
    Sum,
    Transposed,
)
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.evaluate import Evaluator
    from derive.check.judging.frame import Frame


class Range(NamedTuple):
    """First and last value that one use of a letter allows; ``plain`` if it stands alone as an index (not in ``t - 1``)."""

    low: int
    high: int
    plain: bool = False


Affine = tuple[dict[str, int], int]
"""Letters with their factors, and a constant: ``t - 1``, ``2 i + u``."""


def letters(evaluator: Evaluator, nodes: Iterable[Node], frame: Frame) -> dict[str, list[Range]]:
    """All letters that index something (bound ones and those of the frame left out), with the range that each use allows."""
    found: dict[str, list[Range]] = {}
    guarded: dict[str, list[Range]] = {}
    nodes = list(nodes)
    for part, inside in (pair for node in nodes for pair in _guarded(node)):
        uses: dict[str, list[Range]] = {}
        _walk(evaluator, part, frame, frozenset(frame.scope), uses)
        for letter, spans in uses.items():
            (guarded if letter in inside else found).setdefault(letter, []).extend(spans)
    for letter, spans in guarded.items():  # ``s_{j-d} [1 <= j-d <= d]`` holds wherever j runs
        if not found.get(letter):
            found[letter] = spans
    if any(not ranges for ranges in found.values()):
        for one, other in (pair for node in nodes for pair in kroneckers(evaluator, node)):
            for mine, its in ((one, other), (other, one)):
                if mine in found and not found[mine]:
                    found[mine] = list(found.get(its, ()))
    return found


def _guarded(node: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """The terms of an expression, each with the letters that a bracket beside it restricts."""
    terms = [term for _, term in node.terms] if isinstance(node, Sum) else [node]
    for term in terms:
        factors = [factor for _, factor in term.factors] if isinstance(term, Product) else []
        marks = [factor for factor in factors if isinstance(factor, Indicator) and _orders(factor.condition)]
        yield term, frozenset(n.base for mark in marks for n in walk(mark) if isinstance(n, Name) and len(n.base) == 1)


def _orders(condition: Node) -> bool:
    """Whether a statement compares by size."""
    if isinstance(condition, Both):
        return any(_orders(item) for item in condition.items)
    return isinstance(condition, Relation) and condition.op in ("<", "<=", ">", ">=")


def agreed(ranges: list[Range]) -> Range | None:
    """The values that every use allows; None if nothing says."""
    if not ranges:
        return None
    return Range(max(found.low for found in ranges), min(found.high for found in ranges))


def _walk(evaluator: Evaluator, node: Node, frame: Frame, bound: frozenset[str], found: dict[str, list[Range]]) -> None:
    if isinstance(node, Name):
        _name(evaluator, node, frame, bound, found)
        return
    if isinstance(node, Big):
        own = set(binders(node)) - bound
        for part in (*node.under, *([node.upper] if node.upper else []), node.body):
            _walk(evaluator, part, frame, bound | own, found)
        _by_partners(evaluator, node, frame, bound, own, found)
        _by_limits(evaluator, node, frame, bound, own, found)
        return
    if isinstance(node, Script) and is_transpose(node):
        return
    if isinstance(node, Scripted) and isinstance(node.body, Group) and node.body.open in ("norm", "\\|", "||"):
        for inner in (node.body, *node.sup):  # what stands below a norm names its kind
            _walk(evaluator, inner, frame, bound, found)
        return
    if isinstance(node, Transposed) and isinstance(node.body, Name):
        _name(evaluator, node.body, frame, bound, found, swapped=True)
        return
    if isinstance(node, Scripted) and node.sub:
        _entries(evaluator, node, frame, bound, found)
    for child in children(node):
        _walk(evaluator, child, frame, bound, found)


def _by_partners(
    evaluator: Evaluator, node: Big, frame: Frame, bound: frozenset[str], own: set[str], found: dict[str, list[Range]]
) -> None:
    """A letter that stands beside the sum's own letter in Kronecker's symbol runs as far as that one."""
    pairs = [pair for pair in kroneckers(evaluator, node.body) if (pair[0] in own) != (pair[1] in own)]
    if not any(not found.get(letter, [1]) for pair in pairs for letter in pair):
        return
    inner: dict[str, list[Range]] = {}
    _walk(evaluator, node.body, frame, bound, inner)
    for pair in pairs:
        mine, other = pair if pair[0] in own else pair[::-1]
        if other in found and not found[other] and inner.get(mine):
            found[other].extend(inner[mine])


def _by_limits(
    evaluator: Evaluator, node: Big, frame: Frame, bound: frozenset[str], own: set[str], found: dict[str, list[Range]]
) -> None:
    """A letter of which nothing but the limits of products speak runs as far as what the product's own letter indexes (the
    last of ``1, ..., n`` is a size, rather)."""
    ends = [end for item in node.under for end in _ends(item)] + ([node.upper] if node.upper is not None else [])
    if node.kind != "prod" or any(isinstance(end, Number) for end in ends):
        return
    forms = [form for end in ends if (form := affine(evaluator, end, frame, bound | own)) is not None]
    free = {letter for factors, _ in forms for letter in factors} - bound - own
    open_letters = {letter for letter in free if not found.get(letter)}
    if not open_letters:
        return
    inner: dict[str, list[Range]] = {}
    _walk(evaluator, node.body, frame, bound, inner)
    span = agreed([use for letter in own for use in inner.get(letter, ())]) if len(own) == 1 else None
    for factors, constant in forms if span is not None else ():
        for letter in open_letters & set(factors):
            if factors == {letter: 1} and span is not None:
                found.setdefault(letter, []).append(Range(span.low - constant, span.high - constant))


def _ends(item: Node) -> Iterator[Node]:
    """What a letter below a sum is compared with."""
    if isinstance(item, Both):
        for inner in item.items:
            yield from _ends(inner)
    elif isinstance(item, Relation):
        for side in (item.left, item.right):
            yield from _ends(side) if isinstance(side, Relation) else (side,)


def kroneckers(evaluator: Evaluator, node: Node) -> Iterator[tuple[str, str]]:
    """The pairs of letters in Kronecker's symbols."""
    if isinstance(node, Name):
        readings = names.readings_of(evaluator, node) if node.base == "delta" else ()
        what = readings[0].meaning if readings else None
        if isinstance(what, meanings.Kronecker) and isinstance(what.left, Name) and isinstance(what.right, Name):
            yield what.left.base, what.right.base
        return
    for child in children(node):
        yield from kroneckers(evaluator, child)


def _entries(evaluator: Evaluator, node: Scripted, frame: Frame, bound: frozenset[str], found: dict[str, list[Range]]) -> None:
    """Indices of an expression: its value says how far they run, if nothing in it is open."""
    try:
        shape = evaluator.value(node.body, frame).shape
    except (NoValue, MustLoop, SecondOrder):
        return
    items = [item for script in node.sub for item in script.items]
    first = brackets.first_index(evaluator)
    for item, size in zip(items, shape, strict=False):
        _index(evaluator, item, Range(first, first + size - 1), frame, bound, found)


def is_transpose(script: Script) -> bool:
    """Whether a superscript may be a mark of transposition: then its letter is no index."""
    return script.raw.strip("{} \\").lower() in ("t", "-t", "top", "-\\top", "tr")


def binders(node: Big) -> Iterator[str]:
    """The letters that a sum runs over."""
    for item in node.under:
        yield from _bound_by(item)


def _bound_by(item: Node) -> Iterator[str]:
    if isinstance(item, Name):
        yield item.base
    elif isinstance(item, Relation):
        if item.op in ("=", "in", ":"):
            yield from _bound_by(item.left)
        elif isinstance(item.left, Relation):  # 1 <= k <= n
            yield from _bound_by(item.left.right)
        elif item.op in ("!=", "<", ">", "<=", ">=", "notin"):
            yield from _bound_by(item.left)
    elif isinstance(item, Both) and _is_chain(item):  # t >= i > k
        yield from _bound_by(item.items[1])
    elif isinstance(item, Group):
        for inner in item.items:
            yield from _bound_by(inner)


def _is_chain(item: Both) -> bool:
    """Whether two comparisons share their middle."""
    if len(item.items) != 2:
        return False
    first, last = item.items
    return isinstance(first, Relation) and isinstance(last, Relation) and first.right == last.left


def _name(
    evaluator: Evaluator,
    node: Name,
    frame: Frame,
    bound: frozenset[str],
    found: dict[str, list[Range]],
    *,
    swapped: bool = False,
) -> None:
    if is_letter(evaluator, node) and node.base not in bound:
        found.setdefault(node.base, []).extend(_declared(evaluator, node, frame))
        return
    if node.base in bound and not node.sub:
        return
    try:
        if not names.readings_of(evaluator, node):
            return
        reading = names.reading_of(evaluator, node)
    except NoValue:
        return
    what, rest = names.turned(reading)
    if swapped:
        what = names.with_swapped_indices(what) or what
    for script in rest:
        if not (isinstance(script, Name) and script.base in ("T", "t")):
            _walk(evaluator, script, frame, bound, found)
    part = what.part if isinstance(what, meanings.GradientOf) else what
    if isinstance(part, Part):
        _indices(evaluator, part, frame, bound, found)
    elif isinstance(what, meanings.Formula):
        _walk(evaluator, what.node, frame, bound, found)
    elif isinstance(what, meanings.Kronecker):
        for index in (what.left, what.right):
            _index(evaluator, index, None, frame, bound, found)


def is_letter(evaluator: Evaluator, node: Node) -> bool:
    """Whether a name is an index letter (nothing else, and no scripts)."""
    if not isinstance(node, Name) or node.sub or node.sup or node.accents or node.primes:
        return False
    readings = names.readings_of(evaluator, node)
    return bool(readings) and isinstance(readings[0].meaning, meanings.IndexLetter)


def _declared(evaluator: Evaluator, node: Name, frame: Frame) -> list[Range]:
    for reading in names.readings_of(evaluator, node):
        what = reading.meaning
        if isinstance(what, meanings.IndexLetter) and what.size and what.size in frame.instance.sizes:
            firsts = {
                axis.first
                for quantity in evaluator.world.quantities.values()
                for axis in quantity.axes
                if axis.size == what.size
            }
            first = firsts.pop() if len(firsts) == 1 else what.first
            return [Range(first, first + int(frame.instance.sizes[what.size]) - 1)]
    return []


def _indices(evaluator: Evaluator, part: Part, frame: Frame, bound: frozenset[str], found: dict[str, list[Range]]) -> None:
    quantity = evaluator.world.quantities.get(part.quantity)
    array = frame.instance.values.get(part.quantity)
    if quantity is None or array is None:
        return
    shape = array.shape[array.ndim - len(quantity.axes) :]
    for index, axis, size in zip(part.indices, quantity.axes, shape, strict=False):
        if index is not None:
            _index(evaluator, index, Range(axis.first, axis.first + size - 1), frame, bound, found)


def _index(
    evaluator: Evaluator, index: Node, span: Range | None, frame: Frame, bound: frozenset[str], found: dict[str, list[Range]]
) -> None:
    form = affine(evaluator, index, frame, bound)
    if form is None:
        _walk(evaluator, index, frame, bound, found)
        return
    factors, constant = form
    free = [letter for letter in factors if letter not in bound]
    for letter in free:
        ranges = found.setdefault(letter, [])
        if span and len(factors) == 1 and factors[letter] == 1:
            ranges.append(Range(span[0] - constant, span[1] - constant, constant == 0))
        elif span and len(factors) == 1 and factors[letter] == -1:
            ranges.append(Range(constant - span[1], constant - span[0]))


def affine(evaluator: Evaluator, node: Node, frame: Frame, bound: frozenset[str]) -> Affine | None:
    """An index expression as letters with whole factors; None if it is something else (``y_i``)."""
    if isinstance(node, Number):
        return ({}, int(node.text)) if node.text.isdigit() else None
    if isinstance(node, Group) and len(node.items) == 1:
        return affine(evaluator, node.items[0], frame, bound)
    if isinstance(node, Name):
        return _affine_name(evaluator, node, frame, bound)
    if isinstance(node, Sum):
        return _affine_sum(evaluator, node, frame, bound)
    if isinstance(node, Product) and len(node.factors) == 2:
        first, second = (affine(evaluator, factor, frame, bound) for _, factor in node.factors)
        if first and second and not first[0]:
            return {letter: first[1] * f for letter, f in second[0].items()}, first[1] * second[1]
    return None


def _affine_sum(evaluator: Evaluator, node: Sum, frame: Frame, bound: frozenset[str]) -> Affine | None:
    factors: dict[str, int] = {}
    constant = 0
    for sign, term in node.terms:
        form = affine(evaluator, term, frame, bound)
        if form is None:
            return None
        for letter, factor in form[0].items():
            factors[letter] = factors.get(letter, 0) + sign * factor
        constant += sign * form[1]
    return factors, constant


def _affine_name(evaluator: Evaluator, node: Name, frame: Frame, bound: frozenset[str]) -> Affine | None:
    if node.sub or node.sup or node.accents or node.primes:
        return None
    if node.base in bound:
        return {node.base: 1}, 0
    kinds = [reading.meaning for reading in names.readings_of(evaluator, node)]
    first = kinds[0] if kinds else None
    if isinstance(first, Part) and None not in first.indices and evaluator.world.quantities[first.quantity].integer:
        return None  # a class: a quantity of the model, no letter that runs
    if isinstance(first, meanings.SizeOf) and first.declared and first.size in frame.instance.sizes:
        return {}, int(frame.instance.sizes[first.size])  # declared: ``\tau`` is the number of steps
    if any(isinstance(kind, meanings.IndexLetter) for kind in kinds) or not kinds:
        return {node.base: 1}, 0
    for kind in kinds:
        if isinstance(kind, meanings.SizeOf) and kind.size in frame.instance.sizes:
            return {}, int(frame.instance.sizes[kind.size])
        if isinstance(kind, meanings.NumberOf):
            return {}, int(kind.value)
    quantities = evaluator.world.quantities
    if any(isinstance(kind, Part) and quantities[kind.quantity].integer for kind in kinds):
        return None
    return {node.base: 1}, 0
