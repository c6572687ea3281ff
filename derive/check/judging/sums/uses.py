"""The uses of letters in an expression: for each letter that indexes something the range that each use of it allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.sums.affine import affine
from derive.check.judging.sums.binders import binders, ends
from derive.check.judging.values import brackets, names
from derive.check.meaning import symbols as meanings
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Big, Dots, Group, Name, Node, Number, Script, Scripted, Transposed
from derive.check.reading.tree import children, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.judging.values.frame import Frame


class Range(NamedTuple):
    """First and last value that one use of a letter allows; ``plain`` if it stands alone as an index (not in ``t - 1``);
    ``limit`` if it is where a product ends, which may be a step further where the product is empty."""

    low: int
    high: int
    plain: bool = False
    limit: bool = False


def agreed(ranges: list[Range]) -> Range | None:
    """The values that every use allows (limits of products count where nothing else speaks); None if nothing says."""
    if not ranges:
        return None
    ranges = [found for found in ranges if not found.limit] or ranges
    return Range(max(found.low for found in ranges), min(found.high for found in ranges))


class Uses:
    """Goes through an expression; ``found`` has the letters that index something, in the order in which they appear."""

    def __init__(self, evaluator: Evaluator, frame: Frame) -> None:
        self.evaluator, self.frame = evaluator, frame
        self.found: dict[str, list[Range]] = {}

    def of(self, node: Node, bound: frozenset[str]) -> dict[str, list[Range]]:
        """The uses inside one node, alone."""
        inner = Uses(self.evaluator, self.frame)
        inner.walk(node, bound)
        return inner.found

    def walk(self, node: Node, bound: frozenset[str]) -> None:
        """Add the uses in an expression of all letters but those that are bound."""
        if isinstance(node, Name):
            self._name(node, bound)
        elif isinstance(node, Big):
            self._big(node, bound)
        elif isinstance(node, meanings.Entries):
            self.walk(node.body, bound | frozenset(node.letters))
        elif isinstance(node, Script) and may_transpose(node):
            return
        elif isinstance(node, Scripted) and isinstance(node.body, Group) and node.body.open in ("norm", "\\|", "||"):
            for inner in (node.body, *node.sup):  # what stands below a norm names its kind
                self.walk(inner, bound)
        elif isinstance(node, Transposed) and isinstance(node.body, Name):
            self._name(node.body, bound, swapped=True)
        else:
            if isinstance(node, Scripted) and node.sub:
                self._entries(node, bound)
            closing = self._closing(node) - bound
            for child in children(node):
                self.walk(child, bound | closing)

    def _closing(self, node: Node) -> frozenset[str]:
        """The sizes with which what the dots stand for ends: the n of ``a_1 + \\dots + a_n`` does not run."""
        parts = list(children(node))
        dots = [at for at, part in enumerate(parts) if isinstance(part, Dots)]
        if not dots:
            return frozenset()
        last = [inner for part in parts[dots[-1] + 1 :] for inner in walk(part) if isinstance(inner, Name)]
        before = {inner.base for part in parts[: dots[0]] for inner in walk(part) if isinstance(inner, Name)}
        return frozenset(name.base for name in last if name.base not in before and _is_size(self.evaluator, name))

    # ---- sums and products

    def _big(self, node: Big, bound: frozenset[str]) -> None:
        own = set(binders(node)) - bound
        for part in (*node.under, *([node.upper] if node.upper else []), node.body):
            self.walk(part, bound | own)
        self._by_partners(node, bound, own)
        self._by_limits(node, bound, own)

    def _by_partners(self, node: Big, bound: frozenset[str], own: set[str]) -> None:
        """A letter that stands beside the sum's own letter in Kronecker's symbol runs as far as that one."""
        found = self.found
        pairs = [pair for pair in names.kroneckers(self.evaluator, node.body) if (pair[0] in own) != (pair[1] in own)]
        if not any(not found.get(letter, [1]) for pair in pairs for letter in pair):
            return
        inner = self.of(node.body, bound)
        for pair in pairs:
            mine, other = pair if pair[0] in own else pair[::-1]
            if other in found and not found[other] and inner.get(mine):
                found[other].extend(inner[mine])

    def _by_limits(self, node: Big, bound: frozenset[str], own: set[str]) -> None:
        """A letter of which nothing but the limits of products speak runs as far as what the product's own letter indexes
        (the last of ``1, ..., n`` is a size, rather)."""
        limits = ends(node)
        if node.kind != "prod" or any(isinstance(end, Number) for end in limits):
            return
        forms = [form for end in limits if (form := affine(self.evaluator, end, self.frame, bound | own)) is not None]
        free = {letter for factors, _ in forms for letter in factors} - bound - own
        open_letters = {letter for letter in free if not self.found.get(letter)}
        if not open_letters:
            return
        inner = self.of(node.body, bound)
        span = agreed([use for letter in own for use in inner.get(letter, ())]) if len(own) == 1 else None
        for factors, constant in forms if span is not None else ():
            for letter in open_letters & set(factors):
                if factors == {letter: 1} and span is not None:
                    self.found.setdefault(letter, []).append(Range(span.low - constant, span.high - constant, limit=True))

    # ---- indices

    def _entries(self, node: Scripted, bound: frozenset[str]) -> None:
        """Indices of an expression: its value says how far they run, if nothing in it is open."""
        try:
            shape = self.evaluator.value(node.body, self.frame).shape
        except (NoValue, MustLoop, SecondOrder):
            return
        items = [item for script in node.sub for item in script.items]
        first = brackets.first_index(self.evaluator)
        if len(items) == 1 and len(shape) == 2 and 1 in shape:
            shape = (max(shape),)
        for item, size in zip(items, shape, strict=False):
            self._index(item, Range(first, first + size - 1), bound)

    def _name(self, node: Name, bound: frozenset[str], *, swapped: bool = False) -> None:
        if names.is_letter(self.evaluator, node) and node.base not in bound:
            self.found.setdefault(node.base, []).extend(self._declared(node))
            return
        if node.base in bound and not node.sub:
            return
        try:
            if not names.readings_of(self.evaluator, node):
                return
            reading = names.reading_of(self.evaluator, node)
        except NoValue:
            return
        what, rest = names.turned(reading)
        if swapped:
            what = names.with_swapped_indices(what) or what
        for script in rest:
            if not (isinstance(script, Name) and script.base in ("T", "t")):
                self.walk(script, bound)
        self._meaning(what, bound)

    def _meaning(self, what: meanings.Meaning, bound: frozenset[str]) -> None:
        part = what.part if isinstance(what, meanings.GradientOf) else what
        if isinstance(part, Part):
            self._indices(part, bound)
        elif isinstance(what, meanings.Formula):
            self.walk(what.node, bound)
        elif isinstance(what, meanings.Kronecker):
            for index in (what.left, what.right):
                self._index(index, None, bound)

    def _declared(self, node: Name) -> list[Range]:
        """The range of a letter whose size is declared."""
        sizes, quantities = self.frame.instance.sizes, self.evaluator.world.quantities.values()
        for reading in names.readings_of(self.evaluator, node):
            what = reading.meaning
            if isinstance(what, meanings.IndexLetter) and what.size and what.size in sizes:
                firsts = {axis.first for quantity in quantities for axis in quantity.axes if axis.size == what.size}
                first = firsts.pop() if len(firsts) == 1 else what.first
                return [Range(first, first + int(sizes[what.size]) - 1)]
        return []

    def _indices(self, part: Part, bound: frozenset[str]) -> None:
        quantity = self.evaluator.world.quantities.get(part.quantity)
        array = self.frame.instance.values.get(part.quantity)
        if quantity is None or array is None:
            return
        shape = array.shape[array.ndim - len(quantity.axes) :]
        for index, axis, size in zip(part.indices, quantity.axes, shape, strict=False):
            if index is not None:
                self._index(index, Range(axis.first, axis.first + size - 1), bound)

    def _index(self, index: Node, span: Range | None, bound: frozenset[str]) -> None:
        form = affine(self.evaluator, index, self.frame, bound)
        if form is None:
            self.walk(index, bound)
            return
        factors, constant = form
        for letter in factors:
            if letter in bound:
                continue
            ranges = self.found.setdefault(letter, [])
            if span and len(factors) == 1 and factors[letter] == 1:
                ranges.append(Range(span[0] - constant, span[1] - constant, constant == 0))
            elif span and factors == {letter: -1} and not constant:
                ranges.append(Range(span[0], span[1], True))  # x_{-d}: all but the entry d
            elif span and len(factors) == 1 and factors[letter] == -1:
                ranges.append(Range(constant - span[1], constant - span[0]))


def _is_size(evaluator: Evaluator, name: Name) -> bool:
    """Whether a letter is a size first of all."""
    readings = names.readings_of(evaluator, name) if not (name.sub or name.sup) else ()
    return bool(readings) and isinstance(readings[0].meaning, meanings.SizeOf)


def may_transpose(script: Script) -> bool:
    """Whether a superscript may be a mark of transposition: then its letter is no index."""
    return script.raw.strip("{} \\").lower() in ("t", "-t", "top", "-\\top", "tr")
