"""A sum of terms computed in the cheapest way that a small search finds.

The cost of an operation is the number of entries of its result plus a constant for the call.  A factor that several terms
share may be taken out; products that exist already cost nothing; numbers go to the smallest factor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from math import copysign, prod

from derive.emit.passes.terms import Factor, Term
from derive.emit.program import GUESS, Axes, Program, Size, Value

CALL = 1500
"""What a call costs, in entries of an elementwise operation (0.2 microseconds at 7 entries a nanosecond)."""

Make = Callable[[], Factor]


@dataclass(frozen=True)
class Recipe:
    """How something is computed: its cost, the axes of the result, and what makes it."""

    cost: int
    labels: frozenset[int]
    make: Make
    known: Value | None = None
    """The value, if it exists already."""


class Combiner:
    """Computes sums of terms; ``order`` are the labels of the result, ``lengths`` those of its axes; ``dead`` values exist, but
    nothing else needs them."""

    def __init__(
        self, program: Program, order: Axes, lengths: Mapping[int, Size], dead: Collection[Value] = frozenset()
    ) -> None:
        self._program, self._order, self._dead = program, order, dead
        self._lengths = {label: length if isinstance(length, int) else GUESS for label, length in lengths.items()}

    def best(self, terms: Sequence[Term]) -> Recipe:
        """The cheapest of: the terms one by one; their common number taken out; a common factor taken out of those that have
        it."""
        found = self._one_by_one(terms)
        if len(terms) > 1 and not terms[0].is_plain and len({(abs(term.number), term.sizes) for term in terms}) == 1:
            sign = -1.0 if all(term.number < 0 for term in terms) else 1.0
            plain = [replace(term, number=copysign(1.0, sign * term.number), sizes=()) for term in terms]
            found.append(self._times(self.best(plain), self._number(replace(terms[0], number=sign * abs(terms[0].number)))))
        common = [factor for factor in dict.fromkeys(terms[0].factors) if all(factor in term.factors for term in terms)]
        if len(terms) > 1 and len(common) > 1:  # they meet one another first: vectors make a vector
            rest = [reduce(_without, common, term) for term in terms]
            found.append(
                self._times(self.best(rest), self._product(replace(terms[0], number=1.0, sizes=(), factors=tuple(common))))
            )
        for factor in _shared(terms):
            inner = [_without(term, factor) for term in terms if factor in term.factors]
            others = [term for term in terms if factor not in term.factors]
            if all(not term.factors for term in inner) and not others and len(inner) < 2:
                continue
            group = self._times(self.best(inner), self._leaf(factor))
            recipes = [group, *(self._product(term) for term in others)]
            found.append(self._sum(recipes, [False, *(term.number < 0 for term in others)]))
        return min(found, key=lambda recipe: recipe.cost)

    def _one_by_one(self, terms: Sequence[Term]) -> list[Recipe]:
        """The sum of the terms; where all have a minus, a number among their factors takes it at no cost."""
        negative = [term.number < 0 for term in terms]
        found = [self._sum([self._product(term) for term in terms], negative)]
        numbered = next((i for i, term in enumerate(terms) if not term.is_plain), None)
        if all(negative) and numbered is not None:
            products = [self._product(term, turned=i == numbered) for i, term in enumerate(terms)]
            found.append(self._sum(products, [i != numbered for i in range(len(terms))]))
        return found

    def _product(self, term: Term, *, turned: bool = False) -> Recipe:
        """A term without its sign, or with it."""
        recipes = [self._leaf(factor) for factor in term.factors]
        number = self._number(term if turned else replace(term, number=abs(term.number)))
        if not recipes:
            return number
        if not term.is_plain:
            masks = [recipe.known is not None and recipe.known.kind == "boolean" for recipe in recipes]
            i = min(range(len(recipes)), key=lambda i: (self._size(recipes[i].labels), masks[i], i))
            recipes[i] = self._times(recipes[i], number)
        while len(recipes) > 1:
            i, j = min(combinations(range(len(recipes)), 2), key=lambda pair: self._rank(recipes, pair))
            joined = self._times(recipes[i], recipes[j])
            recipes = [recipe for k, recipe in enumerate(recipes) if k not in (i, j)] + [joined]
        return recipes[0]

    def _rank(self, recipes: Sequence[Recipe], pair: tuple[int, int]) -> tuple[int, int, tuple[int, int]]:
        joined = self._times(recipes[pair[0]], recipes[pair[1]])
        return joined.cost - recipes[pair[0]].cost - recipes[pair[1]].cost, self._size(joined.labels), pair

    def _sum(self, recipes: Sequence[Recipe], negative: Sequence[bool]) -> Recipe:
        """Small terms first; a term with a minus is subtracted."""
        ordered = sorted(zip(recipes, negative, strict=True), key=lambda pair: (self._size(pair[0].labels), pair[1]))
        total, minus = ordered[0]
        for recipe, other in ordered[1:]:
            if other == minus:
                total = self._apply("add", total, recipe)
            else:
                total, minus = self._apply("subtract", *((recipe, total) if minus else (total, recipe))), False
        return self._negated(total) if minus else total

    def _times(self, a: Recipe, b: Recipe) -> Recipe:
        for one, other in ((a, b), (b, a)):
            if one.known is not None and one.known.op == "constant" and one.known.detail == (1.0,):
                return other
        return self._apply("multiply", a, b)

    def _apply(self, op: str, a: Recipe, b: Recipe) -> Recipe:
        labels = a.labels | b.labels
        out = tuple(label for label in self._order if label in labels)

        def make() -> Factor:
            (left, own), (right, other) = a.make(), b.make()
            if "real" not in [v.kind for v in (left, right) if not v.is_number]:  # masks and numbers alone give no dtype
                left, right = self._real(left, own), self._real(right, other)
            return self._program.elementwise(op, [(left, own), (right, other)], out), out

        if a.known is not None and b.known is not None:
            (left, own), (right, other) = a.make(), b.make()
            if "boolean" not in (left.kind, right.kind):
                known = self._program.found(op, [left, right], [own, other], out)
                if known is not None and known not in self._dead:
                    return Recipe(0, labels, lambda: (known, out), known)
        return Recipe(a.cost + b.cost + self._size(labels) + CALL, labels, make)

    def _real(self, value: Value, axes: Axes) -> Value:
        return self._program.elementwise("real", [(value, axes)], axes) if value.kind == "boolean" else value

    def _negated(self, a: Recipe) -> Recipe:
        def make() -> Factor:
            value, axes = a.make()
            return self._program.elementwise("negate", [(value, axes)], axes), axes

        return Recipe(a.cost + self._size(a.labels) + CALL, a.labels, make)

    def _leaf(self, factor: Factor) -> Recipe:
        return Recipe(0, frozenset(factor[1]), lambda: factor, factor[0])

    def _number(self, term: Term) -> Recipe:
        value = number(self._program, term)
        return Recipe(0, frozenset(), lambda: (value, ()), value)

    def _size(self, labels: frozenset[int]) -> int:
        return prod(self._lengths[label] for label in labels)


def number(program: Program, term: Term) -> Value:
    """The number of a term, with the sizes in it."""
    value = program.constant(term.number)
    for size, power in sorted(term.sizes, key=lambda pair: -pair[1]):
        for _ in range(abs(power)):
            value = program.make("multiply" if power > 0 else "divide", [value, size], [(), ()], ())
    return value


def _shared(terms: Sequence[Term]) -> list[Factor]:
    """The factors that more than one term has, without repetition."""
    every = [factor for term in terms for factor in dict.fromkeys(term.factors)]
    return [factor for factor in dict.fromkeys(every) if every.count(factor) > 1]


def _without(term: Term, factor: Factor) -> Term:
    factors = list(term.factors)
    factors.remove(factor)
    return replace(term, factors=tuple(factors))
