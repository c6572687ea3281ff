"""Texts that define one letter of a function several times: f as the sigmoid, then as the hyperbolic tangent.

A specification that has one function says which of them is meant where that one is stated; no declaration says so.  The other
definitions are no slips, and what follows them speaks of them, until the model's own function stands again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.outcome import WRONG
from derive.check.judging.rows.question import is_function_of
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.symbols import FunctionOf
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Call, Derivative, Name, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that differ since another function has the letter there, and why."""
    stated = {top: judged.row.number for judged in found for top in _defined(judges, judged) if _is_fine(judged)}
    now: dict[Head, int] = {}
    for judged in found:
        number, differs = judged.row.number, judged.verdict == WRONG
        for top in _defined(judges, judged):
            if top in stated and differs:
                now[top] = number
                yield number, f"row {stated[top]} defines {top[0]} as the model does: here is another function"
            elif _is_fine(judged):
                now.pop(top, None)
        about = {head(name) for name in _functions(judges(number), judged)} & set(now) if differs else set()
        for top in sorted(top for top in about if now[top] != number):
            yield number, f"row {now[top]} defines {top[0]} as another function than the model's"


def _is_fine(judged: Judged) -> bool:
    return any(outcome.is_fine and not outcome.zero for outcome in judged.outcomes)


def _defined(judges: Callable[[int], Judge], judged: Judged) -> Iterator[Head]:
    """The functions that a row defines, whose letters mean one of the model's by usage alone."""
    judge = judges(judged.row.number)
    for claim in judged.row.claims:
        if claim.relation in ("=", ":=") and not claim.inherited and _is_definition(claim):
            yield from (head(name) for name in walk(claim.left) if isinstance(name, Name) and _is_usual(judge, name))


def _is_definition(claim: Claim) -> bool:
    """``f(x) = ...``, with no derivative and no f on the right side."""
    left = claim.left
    name = left.head if isinstance(left, Call) else left.factors[0][1] if isinstance(left, Product) else None
    if not isinstance(name, Name) or name.primes or not is_function_of(left):
        return False
    inside = list(walk(claim.right))
    return not any(isinstance(node, Derivative) or (isinstance(node, Name) and head(node) == head(name)) for node in inside)


def _functions(judge: Judge, judged: Judged) -> Iterator[Name]:
    """The model's functions in a row, and in what a continued row is about."""
    parts = (part for claim in judged.row.claims for part in (claim.head, *claim.sides) if part is not None)
    return (node for part in parts for node in walk(part) if isinstance(node, Name) and _is_usual(judge, node))


def _is_usual(judge: Judge, name: Name) -> bool:
    """Whether a letter means a function of the model, and no declaration says so."""
    readings = judge.symbols.lookup(name)
    return bool(readings) and isinstance(readings[0].meaning, FunctionOf) and not judge.symbols.declares(name)
