"""Texts that define a symbol several times: a cost without and with a penalty, one loss after the other.

A specification states one of the definitions.  Where another row states that one, a definition that differs is no slip but
another case, and what follows it speaks of that case, until the model's own definition stands again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import WRONG
from derive.check.judging.pages import certainty, other_functions
from derive.check.judging.values import names
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Group, Name, Node, Number, Product, Sum
from derive.check.reading.tree import children, rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge


_Other = tuple[Name, int, Node]
"""A symbol with another definition than the model's, the row that gives it, and what it is there."""


class Doubted(NamedTuple):
    """The number of a row that differs since the text has another definition of a symbol in mind, and why; ``early``: the
    model's own one stands further down, so that the other one is no slip, even if a factor alone is between them;
    ``rests_on``: the row that gives the other one (zero if the row itself does): where that is wrong, it is no definition."""

    row: int
    words: str
    early: bool = False
    rests_on: int = 0


def doubts(judges: Callable[[int], Judge], found: Sequence[Judged]) -> Iterator[Doubted]:
    """The rows that differ since the text has another definition of a symbol in mind."""
    stated = _stated(judges, found)
    yield from (Doubted(*each) for each in _unsettled(judges, found, stated))
    yield from (Doubted(*each) for each in other_functions.doubts(judges, found))
    now: dict[str, _Other] = {}  # by quantity
    for judged in found:
        judge, number = judges(judged.row.number), judged.row.number
        again = _stated_again(judge, judged)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            name = defined(judge, claim)
            if name is not None and _is_one_step(judge, name):
                continue
            quantity = _quantity(judge, name) if name is not None else ""
            if name is not None and quantity in stated and quantity not in again and not claim.inherited:
                if outcome.verdict == WRONG and _bare(claim.right) not in stated[quantity].values():
                    now[quantity] = name, number, claim.right
                    words = f"row {min(stated[quantity])} defines {names.spelled(name)} as the model does: here is another case"
                    yield Doubted(number, words, number < min(stated[quantity]))
                elif outcome.is_fine:
                    now.pop(quantity, None)
            elif (outcome.verdict == WRONG or outcome.unfit) and (other := _first_other(judge, claim, now)) is not None:
                words = f"row {other[1]} gives {names.spelled(other[0])} another definition than the model's"
                yield Doubted(number, words, other[1] < min(stated[_quantity(judge, other[0])]), other[1])
            elif outcome.is_fine and not outcome.zero and (own := _first_own(judge, claim, now)):
                now.pop(own)


def _is_one_step(judge: Judge, name: Name) -> bool:
    """Whether a symbol is the state at a step by its number: ``h_2 = ...`` computes it, and gives h no other meaning."""
    meaning = judge.symbols.lookup(name)[0].meaning
    axes = judge.world.quantities[meaning.quantity].axes if isinstance(meaning, Part) else ()
    index = meaning.indices[0] if isinstance(meaning, Part) and meaning.indices else None
    return bool(axes) and axes[0].kind == "time" and isinstance(index, Number)


def _stated(judges: Callable[[int], Judge], found: Sequence[Judged]) -> dict[str, dict[int, Node]]:
    """The definitions of quantities that hold, by row."""
    stated: dict[str, dict[int, Node]] = {}
    for judged in found:
        judge = judges(judged.row.number)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            if outcome.is_fine and (name := defined(judge, claim)) is not None:
                stated.setdefault(_quantity(judge, name), {})[judged.row.number] = _bare(claim.right)
    return stated


def _unsettled(
    judges: Callable[[int], Judge], found: Sequence[Judged], stated: dict[str, dict[int, Node]]
) -> Iterator[tuple[int, str]]:
    """The definitions that differ from the model's where another row, of which nobody can tell, says something else of the
    symbol: that one may be the model's."""
    differ: dict[str, list[tuple[int, Name, Node]]] = {}
    others: dict[str, dict[int, Node]] = {}
    for judged in found:
        judge = judges(judged.row.number)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            name = defined(judge, claim) if not outcome.is_fine else None
            if name is None or _quantity(judge, name) in stated:
                continue
            if outcome.verdict == WRONG:
                differ.setdefault(_quantity(judge, name), []).append((judged.row.number, name, _bare(claim.right)))
            else:
                others.setdefault(_quantity(judge, name), {})[judged.row.number] = _bare(claim.right)
    for quantity, rows in differ.items():
        for number, name, right in rows:
            row = next((row for row, other in others.get(quantity, {}).items() if other != right), None)
            if row is not None:
                yield number, f"row {row} defines {names.spelled(name)} in another way"


def _stated_again(judge: Judge, judged: Judged) -> set[str]:
    """The quantities to which a row gives the model's own value, beside any other: ``Q K^T = S = ...`` contradicts itself."""
    found: set[str] = set()
    for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
        for one, other in (claim.sides, claim.sides[::-1]) if outcome.is_fine and len(judged.row.claims) > 1 else ():
            name = defined(judge, Claim(one, claim.relation, other))
            found |= {_quantity(judge, name)} if name is not None else set()
    return found


def _first_other(judge: Judge, claim: Claim, now: dict[str, _Other]) -> _Other | None:
    """The first symbol with another definition of which a claim speaks."""
    about = certainty.quantities(judge, claim)
    for quantity, other in now.items():
        if any(asked == quantity or judge.world.depends(asked, quantity) for asked in about):
            return other
    return None


def _first_own(judge: Judge, claim: Claim, now: dict[str, _Other]) -> str:
    """The first quantity whose derivative a claim that holds gives by the model's definition, and not by the other one."""
    slope = claim.compared
    of = slope.of if isinstance(slope, Derivative) else None
    bare = of.factors[0][1] if isinstance(of, Product) else of
    if not isinstance(slope, Derivative) or not isinstance(bare, Name) or not judge.symbols.lookup(bare):
        return ""
    meaning = judge.symbols.lookup(bare)[0].meaning
    other = now.get(meaning.quantity) if isinstance(meaning, Part) else None
    if other is None or judge.holds(replace(slope, of=Group((other[2],))), claim.right):
        return ""
    return _quantity(judge, bare)


def _bare(node: Node) -> Node:
    """An expression without indices and signs: what differs from another in these alone is a slip, and no other case."""

    def rule(inner: Node) -> Node | None:
        if isinstance(inner, Name):
            return Name(inner.base, inner.accents, inner.style)
        if isinstance(inner, Sum) and any(sign < 0 for sign, _ in inner.terms):
            return _bare(replace(inner, terms=tuple((1, term) for _, term in inner.terms)))
        return None

    return rewrite(node, rule)


def defined(judge: Judge, claim: Claim) -> Name | None:
    """The symbol of the model that a claim defines, without its arguments; None if it says something else, or goes on from
    another expression for the symbol (``A B = S = ...``)."""
    left = claim.left
    if claim.head not in (None, left) and not isinstance(claim.head, Name):  # theta |-> f(theta) = ... defines f
        return None
    if isinstance(left, Product) and len(left.factors) == 2:
        (_, left), (sign, rest) = left.factors
        if sign or not isinstance(rest, Group):
            return None
    if claim.relation not in ("=", ":=") or claim.inherited or not isinstance(left, Name) or not judge.symbols.lookup(left):
        return None
    reading = judge.symbols.lookup(left)[0]
    if not isinstance(reading.meaning, Part) or reading.rest or left in walk(claim.right):  # r = f(r) defines nothing
        return None
    role = judge.world.quantities[reading.meaning.quantity].role
    return left if role in ("intermediate", "cost") and not _differentiates(judge, claim.right) else None


def _quantity(judge: Judge, name: Name) -> str:
    meaning = judge.symbols.lookup(name)[0].meaning
    assert isinstance(meaning, Part)
    return meaning.quantity


def _differentiates(judge: Judge, node: Node) -> bool:
    """Whether a derivative stands in an expression, or a symbol that means one."""
    if isinstance(node, Derivative):
        return True
    if isinstance(node, Name):
        evaluator = judge.bench.evaluator(Chooser())
        return any(isinstance(reading.meaning, GradientOf) for reading in names.readings_of(evaluator, node)[:1])
    return any(_differentiates(judge, child) for child in children(node))
