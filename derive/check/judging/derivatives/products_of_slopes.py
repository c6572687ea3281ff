r"""A product of Jacobians as one link of a chain: ``\prod_{j=k+1}^t \partial s_j/\partial s_{j-1}`` is
``\partial s_t/\partial s_k``, whatever the order in which the factors are written."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.derivatives import derivatives, raw_slopes
from derive.check.judging.derivatives.raw_slopes import Raw
from derive.check.judging.problems import OutOfRange, Unknown
from derive.check.judging.sums import once
from derive.check.judging.values.arithmetic import add
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.trees import put
from derive.check.reading.syntax import Big, Derivative, Group, Node, Number, Sum

if TYPE_CHECKING:
    from derive.check.judging.derivatives.chains import Link
    from derive.check.judging.values.evaluate import Evaluator


Ends = tuple[Node, Node, bool]


def link(evaluator: Evaluator, node: Big, frame: Frame) -> Link | None:
    """What the product differentiates in all, and by what; None if its factors do not continue each other."""
    from derive.check.judging.derivatives.chains import Link, key_of

    found = _ends(evaluator, node, frame)
    if found is None:
        return None
    of, by, _ = found
    return Link(key_of(evaluator, of, frame), key_of(evaluator, by, frame), node)


def raw(evaluator: Evaluator, node: Big, frame: Frame) -> Raw:
    """The factors contracted in the order of the chain; an empty product is an identity.

    Raises:
        Unknown: they do not continue each other.
    """
    from derive.check.judging.sums.limits import limits_of
    from derive.check.judging.sums.operators import rows_of

    found = _ends(evaluator, node, frame)
    if found is None or not isinstance(node.body, Derivative):
        raise Unknown("the factors of this product are no links of a chain", node.span)
    of, _, falling = found
    body = node.body
    rows = rows_of(evaluator, node, limits_of(node)[0], frame)
    raws = [once.found(derivatives.raw, evaluator, body, inner) for inner in rows]
    if not raws:
        value = evaluator.value(of, frame)
        size = int(np.prod(value.shape))
        return Raw(Value(np.eye(size).reshape(value.shape * 2), (), 2 * value.rank), value.rank, value.rank)
    return reduce(raw_slopes.contracted, reversed(raws) if falling else raws)


def summed(evaluator: Evaluator, node: Big, frame: Frame) -> Raw | None:
    """A sum of derivatives over one letter; None if it is another sum.

    Raises:
        OutOfRange: it has no term.
    """
    from derive.check.judging.sums.limits import limits_of
    from derive.check.judging.sums.operators import rows_of

    limits, conditions = limits_of(node)
    body = node.body
    if len(limits) != 1 or conditions or not isinstance(body, Derivative) or body.of is None or len(body.by) != 1:
        return None
    raws = [derivatives.raw(evaluator, body, inner) for inner in rows_of(evaluator, node, limits, frame)]
    if not raws:
        raise OutOfRange("a sum without a term")
    return replace(raws[0], value=reduce(add, (raw.value for raw in raws)))


def _ends(evaluator: Evaluator, node: Big, frame: Frame) -> Ends | None:
    """What is differentiated first, by what at last, and whether the letter falls along the chain."""
    found: Ends | None = evaluator.remembered(("ends", node, *frame.letters), lambda: _found_ends(evaluator, node, frame))
    return found


def _found_ends(evaluator: Evaluator, node: Big, frame: Frame) -> Ends | None:
    from derive.check.judging.derivatives.chains import key_of
    from derive.check.judging.sums.limits import limits_of

    limits, conditions = limits_of(node)
    body = node.body
    if len(limits) != 1 or conditions or not isinstance(body, Derivative) or body.of is None or len(body.by) != 1:
        return None
    limit = limits[0]
    if limit.low is None or limit.high is None:
        return None
    of, by, letter = body.of, body.by[0], limit.letter
    one = Number("1")

    def at(part: Node, place: Node) -> Node:
        return put(part, {letter: place})

    def after(place: Node) -> Node:
        return Group((Sum(((1, place), (1, one))),))

    first = key_of(evaluator, at(of, limit.low), frame), key_of(evaluator, at(by, limit.low), frame)
    second = key_of(evaluator, at(of, after(limit.low)), frame), key_of(evaluator, at(by, after(limit.low)), frame)
    if second[1] == first[0]:
        return at(of, limit.high), at(by, limit.low), True
    if second[0] == first[1]:
        return at(of, limit.low), at(by, limit.high), False
    return None
