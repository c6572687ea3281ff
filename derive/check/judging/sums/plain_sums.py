"""Sums without an index: over what stands behind the sign and nowhere else, or over all entries.

In ``h_i = f(\\sum w_{ji} x_j)`` the sum runs over j alone, since i stands on the other side; in
``\\sum v_k f(\\sum w_{jk} x_j)`` the inner one does, since k stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.derivatives import derivatives, raw_slopes
from derive.check.judging.derivatives.layouts import laid_out
from derive.check.judging.problems import Unknown
from derive.check.judging.sums import numbered_axes, ranges
from derive.check.judging.values.arithmetic import total
from derive.check.judging.values.frame import NUDGE, Frame, Span
from derive.check.judging.values.values import Value
from derive.check.reading.syntax import Big, Derivative, Node, Number
from derive.check.reading.tree import rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


_OVER_LETTERS = (Option(True), Option(False))
"""Whether a sum of vectors that a letter numbers, ``\\sum x_i``, is one of vectors."""


def is_plain(node: Node) -> bool:
    """Whether a node is a sum without anything below its sign."""
    return isinstance(node, Big) and node.kind == "sum" and not node.under


def has_plain(node: Node) -> bool:
    """Whether such a sum stands in an expression."""
    return any(map(is_plain, walk(node)))


def outside(evaluator: Evaluator, nodes: Iterable[Node], frame: Frame) -> frozenset[str]:
    """The labels of the letters that stand in expressions outside of sums without an index."""
    bare = [rewrite(node, lambda inner: Number("1") if is_plain(inner) else None) for node in nodes]
    free = replace(frame, scope={})
    found = ranges.letters(evaluator, bare, free)
    return frozenset(span.label for span in map(frame.scope.get, found) if isinstance(span, Span))


def _body(evaluator: Evaluator, node: Node, frame: Frame) -> Value:
    """What is added up; sums inside it do not run over the letters that stand beside them."""
    beside: frozenset[str] = outside(evaluator, (node,), frame) if has_plain(node) else frozenset()
    if not beside or not evaluator.chooser.pick(("plain sum", "inside"), conventions.KEPT):
        return evaluator.value(node, frame)
    kept = evaluator.kept
    evaluator.kept = kept | beside
    try:
        return evaluator.value(node, frame)
    finally:
        evaluator.kept = kept


def _added(slope: raw_slopes.Raw) -> raw_slopes.Raw:
    """The derivative of the sum of all entries."""
    value = slope.value
    first = len(value.labels)
    array = value.array.sum(axis=tuple(range(first, first + slope.out)))
    return replace(slope, value=Value(array, value.labels, slope.inn), out=0)


def plain_sum(evaluator: Evaluator, node: Big, frame: Frame) -> Value:
    """A sum without an index: over what the body depends on and the other side does not, or over all entries."""
    if isinstance(node.body, Derivative):
        slope = derivatives.raw(evaluator, node.body, frame)
        if slope.out:  # over the entries of what is differentiated
            return laid_out(evaluator, _added(slope))
    body = _body(evaluator, node.body, frame)
    counted = [label for label in body.labels if label != NUDGE and label not in evaluator.kept]
    if body.rank and counted and evaluator.chooser.pick(("plain sum", "letters", node), _OVER_LETTERS):
        return total(body, counted)
    if body.rank:
        return numbered_axes.of_entries(evaluator, body)
    every = [label for label in body.labels if label != NUDGE]
    labels = [label for label in every if label not in evaluator.kept]
    if not labels and len(every) == 1 and evaluator.chooser.pick(("plain sum", "own", node), conventions.OWN):
        labels = every
    if not labels:
        raise Unknown("it is not clear what the sum runs over", node.span)
    return total(body, labels)
