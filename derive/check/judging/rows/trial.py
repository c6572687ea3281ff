"""One reading of a question on one instance: letters get their ranges, both sides their values, and are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from derive.check import effort
from derive.check.judging import conventions
from derive.check.judging.chooser import Chooser, Option
from derive.check.judging.conventions import AS_USUAL, Layout
from derive.check.judging.derivatives import changes, products_behind
from derive.check.judging.problems import MustLoop, NoValue, OutOfRange, Unknown, Unsized
from derive.check.judging.products.terms import terms
from derive.check.judging.rows import omitted, output_layers, ragged, shapes
from derive.check.judging.rows.compare import Comparison, compared, matched
from derive.check.judging.rows.question import Question, Spoken, spoken_of
from derive.check.judging.sums import lags, overloaded, pairs, plain_sums, ranges, repeated
from derive.check.judging.sums.uses import agreed
from derive.check.judging.values import tables
from derive.check.judging.values.arithmetic import add, negative, total
from derive.check.judging.values.evaluate import Evaluator, Memory
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.left_out_arguments import Called
from derive.check.judging.values.values import Value, spread, union
from derive.check.meaning.symbols import Symbols
from derive.check.meaning.trees import scripted_letters
from derive.check.meaning.world import Instance, World
from derive.check.reading.syntax import Big, Name, Node, Sum
from derive.check.reading.tree import walk

_EINSTEIN = (Option(False), Option(True, conventions.SUM_ALL, 1.5))


@dataclass
class Attempt:
    """One reading on one instance: how the sides compare, or why they cannot; ``letters`` are the first values of the free
    indices."""

    comparison: Comparison | None = None
    problem: NoValue | None = None
    sizes: dict[str, int] | None = None
    letters: dict[str, int] | None = None


class Bench:
    """Where questions are tried; keeps values that can be used again.

    ``einstein``: repeated indices may be summed without a sign; ``layout``: how the whole text lays out its arrays.
    """

    def __init__(self, world: World, symbols: Symbols, *, einstein: bool = False, layout: Layout = AS_USUAL) -> None:
        self.world, self.symbols, self.einstein, self.layout = world, symbols, einstein, layout
        self.memory = Memory()
        self.called: Called = {}
        """With what the text calls its functions."""
        self.hurried = False
        """Whether what takes long is left out: derivatives of derivatives."""

    def evaluator(self, chooser: Chooser, asked: Question | None = None) -> Evaluator:
        """An evaluator that picks by a plan, and knows what the row differentiates."""
        evaluator = Evaluator(self.world, self.symbols, chooser, self.memory)
        evaluator.layout, evaluator.called, evaluator.hurried = self.layout, self.called, self.hurried
        if asked is not None:
            spoken = self._spoken_of(evaluator, asked)
            evaluator.variables, evaluator.argument = spoken.variables, spoken.argument
            evaluator.slopes, evaluator.other_costs, evaluator.start = spoken.slopes, spoken.other_costs, spoken.start
            evaluator.moving = changes.moving(evaluator, asked.left, asked.sides)
        return evaluator

    def _spoken_of(self, evaluator: Evaluator, asked: Question) -> Spoken:
        """What a question speaks of (found once: no reading that is picked changes that)."""
        key = (asked.left, asked.right, asked.head)
        if key not in self.memory.spoken:
            self.memory.spoken[key] = spoken_of(evaluator, asked)
        return self.memory.spoken[key]

    def attempt(self, chooser: Chooser, instance: Instance, asked: Question) -> Attempt:
        """Both sides on an instance under one reading."""
        evaluator = self.evaluator(chooser, asked)
        effort.tried()
        try:
            with np.errstate(all="ignore"):
                return self._tried(evaluator, instance, asked)
        except NoValue as problem:
            return Attempt(problem=problem)
        except MustLoop as must:
            return Attempt(problem=Unknown(f"the index '{must.letter}' runs over arrays of different shapes"))
        except RecursionError:  # other readings may be sound
            return Attempt(problem=Unknown("the symbols of this row are defined by each other"))
        except (np.linalg.LinAlgError, ArithmeticError) as error:
            return Attempt(problem=Unknown(f"a computation failed on random numbers: {error}"))

    def _tried(self, evaluator: Evaluator, instance: Instance, asked: Question) -> Attempt:
        asked = products_behind.reached(evaluator, omitted.completed(evaluator, pairs.paired(evaluator, asked)))
        asked = overloaded.told_apart(evaluator, asked)
        if self.einstein:
            asked = repeated.with_sums(evaluator, Frame(instance), asked)
        frame, letters = bound(evaluator, Frame(instance), asked.sides)
        known = [condition for condition in asked.conditions if _is_bound(evaluator, frame, condition)]
        frame, more = bound(evaluator, frame, known)
        frame = output_layers.without_the_last(evaluator, frame, asked.sides)
        comparison = self._compared(evaluator, frame, replace(asked, conditions=tuple(known)))
        return Attempt(comparison, sizes=evaluator.world.named_sizes(instance), letters=letters | more)

    def _compared(self, evaluator: Evaluator, frame: Frame, asked: Question) -> Comparison:
        try:
            masks = [tables.holds(evaluator, each, frame) for each in asked.conditions if shapes.restricts(each)]
            masks = [mask for mask in masks if not mask.rank]  # a comparison of arrays restricts no index
            masks += ragged.inside(evaluator, frame, asked.sides)
            left, right = self._sides(evaluator, frame, asked)
            if asked.relation == "propto":
                return _proportional(left, right)
            edges = lags.moves(asked.sides)
            return compared(left, right, masks, rough=evaluator.rough, relation=asked.relation, edges=edges)
        except MustLoop as must:
            binding = frame.scope.get(must.letter)
            if not isinstance(binding, Span):
                raise Unknown(f"the index '{must.letter}' runs over layers of different shapes") from None
            letter = must.letter
        return self._each(evaluator, frame, asked, letter, binding)

    def _each(self, evaluator: Evaluator, frame: Frame, asked: Question, letter: str, binding: Span) -> Comparison:
        """The comparison for each value of a letter; the first that fails counts."""
        last = Comparison("empty")
        problem: NoValue | None = None
        for value in range(binding.low, binding.low + binding.count):
            try:
                found = self._compared(evaluator, frame.bind(**{letter: value}), asked)
            except OutOfRange as outside:
                problem = problem or outside
                continue
            if found.status in ("different", "near"):
                return replace(found, labels=((letter, value - binding.low), *found.labels))
            last = found if found.status != "empty" else last
        if last.status == "empty" and problem is not None:
            raise problem
        return last

    def _sides(self, evaluator: Evaluator, frame: Frame, asked: Question) -> tuple[Value, Value]:
        left = self._side(evaluator, frame, asked.left, _standing(evaluator, frame, asked))
        kept = frozenset(left.labels)
        right = self._beside(evaluator, frame, asked.right, kept, left)
        extra = [label for label in right.labels if label not in left.labels]
        signed = _summed_over(asked.right)  # whoever writes this sum would write the other, where no letter repeats
        signed -= _twice_everywhere((asked.left,))
        more = [label for label in left.labels if label not in right.labels and label.split(".")[0] not in signed]
        both = _twice_everywhere(asked.sides) & {*left.labels} & {*right.labels} if self.einstein else set()
        if bool(both) and evaluator.chooser.pick(("einstein", "both"), _EINSTEIN):
            extra, more = [*extra, *both], [*more, *both]
        if (extra or more) and self.einstein and evaluator.chooser.pick(("einstein",), _EINSTEIN):
            right = self._summed(evaluator, frame, asked.right, kept, extra) if extra else right
            left = self._summed(evaluator, frame, asked.left, frozenset(), more) if more else left
        return left, right

    def _side(self, evaluator: Evaluator, frame: Frame, node: Node, kept: frozenset[str]) -> Value:
        evaluator.kept = kept
        key = ("side", node, kept, *evaluator.circumstances(frame))
        value: Value = evaluator.remembered(key, lambda: evaluator.value(node, frame))
        return value

    def _beside(self, evaluator: Evaluator, frame: Frame, node: Node, kept: frozenset[str], left: Value) -> Value:
        """The right side; ``I - 1 1^T / n`` has the size of the left one."""
        try:
            return self._side(evaluator, frame, node, kept)
        except Unsized:
            if not isinstance(node, Sum) or left.rank != 2:
                raise
            return terms(evaluator, node, frame, left.shape[0])

    def _summed(self, evaluator: Evaluator, frame: Frame, node: Node, kept: frozenset[str], extra: list[str]) -> Value:
        """The sum of each term over the letters that only it has (a convention of summation)."""
        terms = node.terms if isinstance(node, Sum) else ((1, node),)
        result: Value | None = None
        for sign, term in terms:
            value = self._side(evaluator, frame, term, kept)
            value = total(value, [label for label in extra if label in value.labels])
            value = value if sign > 0 else negative(value)
            result = value if result is None else add(result, value)
        assert result is not None
        return result


def _twice_everywhere(sides: Sequence[Node]) -> set[str]:
    """The letters that stand twice in every term of both sides that has them: ``A_{ik} B_{kj} = B^T_{jk} A^T_{ki}``."""
    terms = [term for side in sides for _, term in (side.terms if isinstance(side, Sum) else ((1, side),))]
    counts = [Counter(scripted_letters(term)) for term in terms]
    return {letter for count in counts for letter in count if all(each[letter] in (0, 2) for each in counts)}


def _standing(evaluator: Evaluator, frame: Frame, asked: Question) -> frozenset[str]:
    """The letters that a sum without an index on the left side does not run over: those of the right side and of the chain's
    head (``h_i = f(\\sum w_{ij} x_j) = f(z_i)``)."""
    if not plain_sums.has_plain(asked.left):
        return frozenset()
    others = [node for node in (asked.right, asked.head) if node is not None]
    found = plain_sums.outside(evaluator, others, frame)
    kept: bool = bool(found) and evaluator.chooser.pick(("plain sum", "left"), conventions.KEPT)
    return found if kept else frozenset()


def _summed_over(node: Node) -> frozenset[str]:
    """The letters that signs of summation run over."""
    under = (item for inner in walk(node) if isinstance(inner, Big) for item in inner.under)
    return frozenset(name.base for item in under for name in walk(item) if isinstance(name, Name))


def bound(evaluator: Evaluator, frame: Frame, nodes: Iterable[Node]) -> tuple[Frame, dict[str, int]]:
    """The frame with the free letters of formulas bound to their ranges, and the first value of each.

    Raises:
        Unknown: nothing says how far a letter runs.
    """
    firsts: dict[str, int] = {}
    nodes = list(nodes)
    for letter, found in ranges.letters(evaluator, nodes, frame).items():
        span = agreed(found)
        if span is None and _only_ends_sums(letter, nodes):
            continue
        span = span or lags.steps(letter, nodes)
        if span is None:
            raise Unknown(f"the symbol '{letter}' is not known (as an index, its range is not)")
        frame = frame.bind(**{letter: Span(letter, span.low, max(0, span.high - span.low + 1))})
        firsts[letter] = span.low
    return frame, firsts


def _only_ends_sums(letter: str, nodes: Iterable[Node]) -> bool:
    """Whether a letter stands nowhere but above signs of summation: another name for the number of what is summed over."""
    every = [inner for node in nodes for inner in walk(node)]
    above = [inner.upper for inner in every if isinstance(inner, Big) and inner.kind == "sum"]
    ends = sum(isinstance(end, Name) and end == Name(letter) for end in above)
    return ends == sum(isinstance(inner, Name) and inner.base == letter for inner in every)


def _is_bound(evaluator: Evaluator, frame: Frame, condition: Node) -> bool:
    """Whether a condition speaks of letters of the row; ``if i = j`` where j stands nowhere else says nothing."""
    free = ranges.letters(evaluator, (condition,), frame)
    return all(agreed(found) is not None for found in free.values())


def _proportional(left: Value, right: Value) -> Comparison:
    """Whether one factor makes both sides equal."""
    left, right, _ = matched(left, right)
    labels = union((left, right))
    a, b = np.broadcast_arrays(spread(left, labels), spread(right, labels))
    known = ~(np.isnan(a) | np.isnan(b))
    norm = float(np.sum(np.abs(b[known]) ** 2))
    if not norm:
        return Comparison("empty")
    factor = float(np.sum((a[known] * np.conj(b[known])).real)) / norm
    return compared(left, replace(right, array=right.array * factor))
