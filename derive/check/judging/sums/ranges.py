"""The ranges of letters: a letter runs over the axes that it indexes, wherever it stands in an expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.sums.uses import Range, Uses
from derive.check.judging.values import names
from derive.check.reading.syntax import Both, Dots, Indicator, Name, Node, Product, Relation, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.judging.values.frame import Frame


def letters(evaluator: Evaluator, nodes: Iterable[Node], frame: Frame) -> Mapping[str, list[Range]]:
    """All letters that index something (bound ones and those of the frame left out), with the range that each use allows."""
    nodes = tuple(nodes)
    circumstances = (*evaluator.circumstances(frame), evaluator.kept, evaluator.counted)
    found: Mapping[str, list[Range]] = evaluator.remembered(
        ("letters", nodes, *circumstances), lambda: _letters(evaluator, nodes, frame)
    )
    return found


def _letters(evaluator: Evaluator, nodes: Sequence[Node], frame: Frame) -> dict[str, list[Range]]:
    found: dict[str, list[Range]] = {}
    guarded: dict[str, list[Range]] = {}
    uses, bound = Uses(evaluator, frame), frozenset(frame.scope)
    for part, inside in (pair for node in nodes for pair in _guarded(node)):
        for letter, spans in uses.of(part, bound).items():
            (guarded if letter in inside else found).setdefault(letter, []).extend(spans)
    for letter, spans in guarded.items():  # ``s_{j-d} [1 <= j-d <= d]`` holds wherever j runs
        if not found.get(letter):
            found[letter] = spans
    if any(not ranges for ranges in found.values()):
        for one, other in (pair for node in nodes for pair in names.kroneckers(evaluator, node)):
            for mine, its in ((one, other), (other, one)):
                if mine in found and not found[mine]:
                    found[mine] = list(found.get(its, ()))
    return found


def _guarded(node: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """The terms of an expression, each with the letters that a bracket beside it restricts."""
    terms = [term for _, term in node.terms] if isinstance(node, Sum) else [node]
    if any(isinstance(term, Dots) for term in terms):
        terms = [node]  # the dots tell a size at their end from a letter that runs
    for term in terms:
        factors = [factor for _, factor in term.factors] if isinstance(term, Product) else []
        marks = [factor for factor in factors if isinstance(factor, Indicator) and _orders(factor.condition)]
        yield term, frozenset(n.base for mark in marks for n in walk(mark) if isinstance(n, Name) and len(n.base) == 1)


def _orders(condition: Node) -> bool:
    """Whether a statement compares by size."""
    if isinstance(condition, Both):
        return any(_orders(item) for item in condition.items)
    return isinstance(condition, Relation) and condition.op in ("<", "<=", ">", ">=")
