"""Signs of differentiation that do not say by what: ``\\{...\\}'``, and ``\\mathbf{D} e^{f}`` with D as an operator.

In a chain that begins with a derivative, ``\\partial p/\\partial f = ...``, they mean the derivative by its variable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.reading.syntax import Derivative, Name, Node, Scripted
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

Factor = tuple[str, Node]


def is_left_out(sides: Iterable[Node]) -> bool:
    """Whether anything in a row may be such a sign."""
    return any(_is_d(node) or (isinstance(node, Scripted) and node.primes == 1) for side in sides for node in walk(side))


def with_operators(evaluator: Evaluator, factors: Sequence[Factor]) -> Sequence[Factor]:
    """Factors with derivatives in the place of an unknown D and what stands behind it."""
    found: list[Factor] = []
    for sign, node in factors:
        before = found[-1] if found else None
        if (
            before is not None
            and not sign
            and evaluator.start is not None
            and _is_d(before[1])
            and _is_free(evaluator, before[1])
        ):
            found[-1] = before[0], Derivative(node, (evaluator.start,), "d", span=(before[1].span[0], node.span[1]))
        else:
            found.append((sign, node))
    return found


def _is_d(node: Node) -> bool:
    """Whether a symbol is an upright, bold or calligraphic D without scripts."""
    return isinstance(node, Name) and node.base in ("D", "mathrm D") and node.sub == node.sup == () and not node.accents


def _is_free(evaluator: Evaluator, node: Node) -> bool:
    """Whether nothing else is known of a symbol."""
    return isinstance(node, Name) and not names.readings_of(evaluator, node)
