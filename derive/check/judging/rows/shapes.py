"""Claims about shapes: ``W \\in \\mathbb{R}^{m \\times n}``; and which conditions restrict indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.chooser import Plans
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, WRONG, Outcome
from derive.check.judging.problems import MustLoop, NoValue, Unknown
from derive.check.judging.values import parts
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.values import vectors
from derive.check.meaning.symbols import IndexLetter
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Both, Dots, Group, Name, Node, Number, Product, Relation

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.values.evaluate import Evaluator


def restricts(condition: Node) -> bool:
    """Whether a condition compares numbers or indices (a range with dots, a set, a shape restrict nothing)."""
    from derive.check.judging.products.ellipses import has_dots

    if isinstance(condition, Both):
        return all(restricts(item) for item in condition.items)
    if not isinstance(condition, Relation) or condition.op not in ("=", "!=", "<", ">", "<=", ">="):
        return False
    return not any(has_dots(condition)) and not isinstance(condition.right, Group | Dots)


def judged(judge: Judge, claim: Claim) -> Outcome:
    """Whether a shape is as stated."""
    from derive.check.judging.rows.trial import bound

    space = claim.right
    if not isinstance(space, Name) or space.style != "bb" or space.base != "R":
        return Outcome(NO_CLAIM, "membership of a set")
    if _declares(judge, space):
        return Outcome(NO_CLAIM, "the text declares a shape")
    problem = "the shape is not known"
    for chooser in Plans(20):
        instance = judge.world.instance(1)
        evaluator = judge.bench.evaluator(chooser)
        try:
            frame, _ = bound(evaluator, Frame(instance), (claim.left,))
            return _compared(evaluator, claim.left, space, frame)
        except NoValue as failed:
            problem = failed.reason
    return Outcome(CANNOT_TELL, problem)


def _compared(evaluator: Evaluator, left: Node, space: Name, frame: Frame) -> Outcome:
    """Whether an array has the stated shape, in each of the layers that it stands for."""
    try:
        stated, value = _stated(evaluator, space, frame), evaluator.value(left, frame)
    except MustLoop as must:
        return _of_each(evaluator, left, space, frame, must.letter)
    shape = value.shape
    if shape in (stated, tuple(n for n in stated if n != 1)) or vectors(value).shape == tuple(n for n in stated if n != 1):
        return Outcome(HOLDS)
    sizes = ", ".join(f"{name} = {size}" for name, size in evaluator.world.named_sizes(frame.instance).items())
    drawn = f"with {sizes} " if sizes else ""
    return Outcome(WRONG, f"{drawn}it is {value.words()}, and stated to be {'x'.join(map(str, stated))}")


def _of_each(evaluator: Evaluator, left: Node, space: Name, frame: Frame, letter: str) -> Outcome:
    """The same for every value of a letter; the first shape that is not as stated counts."""
    span = frame.scope.get(letter)
    if not isinstance(span, Span):
        raise Unknown(f"the index '{letter}' runs over layers of different shapes")
    found = (_compared(evaluator, left, space, frame.bind(**{letter: span.low + at})) for at in range(span.count))
    return next((outcome for outcome in found if outcome.verdict != HOLDS), Outcome(HOLDS))


def _declares(judge: Judge, space: Name) -> bool:
    """Whether a size stands there that nothing else gives: then the row says it."""
    sizes = [node for script in space.sup for item in script.items for node in _factors(item)]
    return any(isinstance(node, Name) and not _known(judge, node) for node in sizes)


def _known(judge: Judge, node: Name) -> bool:
    return any(not isinstance(reading.meaning, IndexLetter) for reading in judge.symbols.lookup(node))


def _factors(item: Node) -> list[Node]:
    return [node for _, node in item.factors] if isinstance(item, Product) else [item]


def _stated(evaluator: Evaluator, space: Name, frame: Frame) -> tuple[int, ...]:
    """The lengths in ``\\mathbb{R}^{m \\times n}``."""
    if not space.sup:
        return ()
    lengths: list[int] = []
    for item in space.sup[0].items:
        for node in _factors(item):
            lengths.append(int(node.text) if isinstance(node, Number) else int(_size(evaluator, node, frame)))
    return tuple(lengths)


def _size(evaluator: Evaluator, node: Node, frame: Frame) -> float:
    value = parts.index_value(evaluator, node, frame)
    if value.labels:  # d^{(l-1)}
        raise MustLoop(value.labels[0])
    if value.rank:
        raise Unknown("a length is no number here", node.span)
    return float(value.array.real)
