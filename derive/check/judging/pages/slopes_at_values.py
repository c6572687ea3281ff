"""Symbols that the text defines by ``\\sigma'(a)``, where a is itself a value of the function: ``a = \\sigma(z)``.

Many write so for the slope at z.  A definition is no claim, so what follows from it is not to blame: nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.judging.outcome import NO_CLAIM, WRONG
from derive.check.judging.values import names
from derive.check.meaning.symbols import FunctionOf, Part, whole
from derive.check.reading.syntax import Call, Group, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that differ and use such a symbol, and why nobody can tell."""
    loose: dict[Name, str] = {}
    for judged in found:
        judge = judges(judged.row.number)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            used = [node for side in (claim.compared, claim.right) for node in walk(side) if node in loose]
            if outcome.verdict == WRONG and used and isinstance(used[0], Name):
                yield judged.row.number, f"{names.spelled(used[0])} is defined {loose[used[0]]}: the slope there may be meant"
            slopes = [place for place in _slopes(claim.right) if _is_at_value(judge, *place)]
            if outcome.verdict == NO_CLAIM and isinstance(claim.left, Name) and slopes:
                loose[claim.left] = f"with the derivative of a function at its value {names.spelled(slopes[0][1])}"


def _slopes(node: Node) -> Iterator[tuple[Name, Name]]:
    """Functions with a prime, and the symbols in their brackets."""
    for inner in walk(node):
        if isinstance(inner, Call) and inner.head.primes == 1 and len(inner.args) == 1 and isinstance(inner.args[0], Name):
            yield inner.head, inner.args[0]
        for (_, head), (sign, behind) in pairwise(inner.factors) if isinstance(inner, Product) else ():
            bracket = isinstance(behind, Group) and len(behind.items) == 1 and not sign
            if isinstance(head, Name) and head.primes == 1 and isinstance(behind, Group) and bracket:
                if isinstance(behind.items[0], Name):
                    yield head, behind.items[0]


def _is_at_value(judge: Judge, head: Name, argument: Name) -> bool:
    """Whether the model computes the argument by that very function."""
    function, value = (whole(judge.symbols.lookup(name)) for name in (head, argument))
    called = function.function if isinstance(function, FunctionOf) else head.base
    return isinstance(value, Part) and judge.world.activation(value.quantity) == called
