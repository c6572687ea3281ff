"""Equal rewritings of rows that hold: none may be rejected.

    python -m tests.benchmarks.rewritings 5000 [SEED]

Terms and scalar factors in another order, brackets multiplied out, signs pulled in and out, bound indices renamed, the
logistic function against its exponential. Each is an identity whatever the symbols mean, so the judge must find that the
row still holds.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from derive.check.reading.printer import latex
from derive.check.reading.syntax import Big, Fraction, Group, Name, Node, Number, Product, Relation, Script, Sum
from derive.check.session import Session
from derive.check.slips.context import of_formulas, units
from derive.check.slips.terms import flat, sum_of
from derive.check.slips.tree import put, walk, with_items
from tests.benchmarks.sources import sessions

Rewriting = Callable[[Node, random.Random], Node | None]


def reordered_terms(node: Node, rng: random.Random) -> Node | None:
    """``b + a`` for ``a + b``."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        terms = list(node.terms)
        rng.shuffle(terms)
        return Sum(tuple(terms))
    return None


def reordered_factors(node: Node, rng: random.Random) -> Node | None:
    """Factors in another order, if all are numbers (every symbol has its indices)."""
    if isinstance(node, Product) and all(mark in ("", "cdot") for mark, _ in node.factors):
        parts = units(node)
        if len(parts) > 1 and all(_is_number(item) for _, item in parts):
            rng.shuffle(parts)
            return flat([("", item) for _, item in parts])
    return None


def _is_number(node: Node) -> bool:
    """Whether every symbol in a factor is a number or has a letter below."""
    names = [piece for _, piece in walk(node) if isinstance(piece, Name) and piece.base != "e"]
    return all(any(isinstance(item, Name) and len(item.base) == 1 for s in name.sub for item in s.items) for name in names)


def expanded(node: Node, _: random.Random) -> Node | None:
    """``a b + a c`` for ``a (b + c)``."""
    if isinstance(node, Product) and len(node.factors) == 2 and _is_number(node):
        (_, first), (mark, second) = node.factors
        if mark == "" and isinstance(first, Name) and not first.primes and isinstance(second, Group) and len(second.items) == 1:
            inner = second.items[0]
            if isinstance(inner, Sum) and first.sub:
                return Group((sum_of([(sign, flat([("", first), ("", term)])) for sign, term in inner.terms]),))
    return None


def negated(node: Node, _: random.Random) -> Node | None:
    """``-(b - a)`` for ``a - b``."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        return Sum(((-1, Group((Sum(tuple((-sign, term) for sign, term in node.terms)),))),))
    return None


def renamed(node: Node, rng: random.Random) -> Node | None:
    """A sum over another letter."""
    if not isinstance(node, Big) or node.kind != "sum" or len(node.under) != 1:
        return None
    limit = node.under[0]
    letter = limit.left if isinstance(limit, Relation) else limit
    fresh = Name(rng.choice("pqrs"))
    if not isinstance(letter, Name) or fresh in set(of_formulas([node]).letters):
        return None
    return _exchange(node, letter, fresh)


def _exchange(node, old, new):
    """Every letter ``old`` in scripts, limits and statements replaced."""
    from dataclasses import fields

    if node == old:
        return new
    if isinstance(node, Script):
        return with_items(node, tuple(_exchange(item, old, new) for item in node.items))
    if isinstance(node, Node):
        changes = {f.name: _exchange(getattr(node, f.name), old, new) for f in fields(node) if f.name != "span"}
        return replace(node, **changes)
    if isinstance(node, tuple):
        return tuple(_exchange(item, old, new) for item in node)
    return node


def logistic(node: Node, _: random.Random) -> Node | None:
    """``1/(1 + e^{-z})`` for ``\\sigma(z)``."""
    if isinstance(node, Product) and len(node.factors) == 2:
        (_, head), (mark, argument) = node.factors
        if mark == "" and head == Name("sigma") and isinstance(argument, Group) and len(argument.items) == 1:
            exponent = Script((Sum(((-1, argument.items[0]),)),), "")
            power = Name("e", sup=(with_items(exponent, exponent.items),))
            return Fraction(Number("1"), Sum(((1, Number("1")), (1, power))))
    return None


REWRITINGS: tuple[Rewriting, ...] = (reordered_terms, reordered_factors, expanded, negated, renamed, logistic)


def rewritings(session: Session, rng: random.Random) -> Iterator[tuple[object, Node, Node, str]]:
    """Rows with one rewriting or several, for ever: the row, its left side, the new right side, and what was done."""
    rows = [row for row in session.document.rows if row.number in session.sound]
    while True:
        row = rng.choice(rows)
        claim = row.claims[-1]
        right, done = claim.right, []
        for _ in range(rng.choice((1, 1, 2, 3))):
            places = list(walk(right))
            rng.shuffle(places)
            rule = rng.choice(REWRITINGS)
            for path, piece in places:
                new = rule(piece, rng)
                if new is not None and new != piece:
                    right = put(right, path, new)
                    done.append(rule.__name__)
                    break
        if done:
            left = claim.head if claim.inherited and claim.head is not None else claim.left
            yield row, left, right, ", ".join(done)


def run(count: int, seed: int = 0, found: list[Session] | None = None) -> list[str]:
    """The rewritings that the judge rejects."""
    rng = random.Random(seed)
    sources = [(session, rewritings(session, rng)) for session in found or sessions()]
    rejected = []
    for number in range(count):
        session, stream = sources[number % len(sources)]
        row, left, right, done = next(stream)
        judge = session.judges(row.number)
        habits = list(judge.habits)
        outcome = judge.judge(left, right, row.claims[-1].relation, row.conditions)
        judge.habits[:] = habits
        if not outcome.is_fine:
            rejected.append(f"{done}: {latex(left)} = {latex(right)}   [{outcome.verdict}: {outcome.reason}]")
    return rejected


def main() -> None:
    """Run and print."""
    count, seed = int((*sys.argv[1:], "5000")[0]), int((*sys.argv[2:], "0")[0])
    started = time.monotonic()
    rejected = run(count, seed)
    print(f"{count} rewritings, {len(rejected)} rejected, {time.monotonic() - started:.0f} s")
    print(*rejected[:40], sep="\n")


if __name__ == "__main__":
    main()
