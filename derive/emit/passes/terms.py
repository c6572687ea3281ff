"""Elementwise arithmetic as a sum of terms: a number, small factors that are repeated along some axes, and large ones.

``((N g d - x t) - b)/(s N)`` is ``(g/s) d - (t/(s N)) x - b/(s N)``: how it is best computed is decided in ``combine``.  A
product is distributed over a sum only where the multiplier is smaller than the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from derive.emit.program import Axes, Program, Value

LINEAR = frozenset({"add", "subtract", "negate", "multiply", "divide"})
"""Operations that are looked through."""

Factor = tuple[Value, Axes]


@dataclass(frozen=True)
class Term:
    """``number * sizes * factors``; ``sizes`` are lengths read at run time, with exponents."""

    number: float = 1.0
    sizes: tuple[tuple[Value, int], ...] = ()
    factors: tuple[Factor, ...] = ()

    def times(self, other: Term) -> Term:
        """The product of two terms."""
        powers: dict[Value, int] = {}
        for size, exponent in (*self.sizes, *other.sizes):
            powers[size] = powers.get(size, 0) + exponent
        sizes = tuple((size, power) for size, power in sorted(powers.items(), key=lambda pair: pair[0].number) if power)
        return Term(self.number * other.number, sizes, (*self.factors, *other.factors))

    @property
    def labels(self) -> frozenset[int]:
        """The axes that the factors have together."""
        return frozenset().union(*(axes for _, axes in self.factors))

    @property
    def is_plain(self) -> bool:
        """Whether it is its factors alone, or their opposite."""
        return abs(self.number) == 1.0 and not self.sizes


class Reader:
    """Reads values as terms; ``inlines`` says whether a value's own operation may be looked through."""

    def __init__(self, program: Program, inlines: Callable[[Value], bool]) -> None:
        self._program, self._inlines = program, inlines

    def terms(self, value: Value, axes: Axes, *, root: bool = False) -> list[Term]:
        """The value as terms, with the given labels for its axes."""
        number = self._number(value)
        if number is not None:
            return [number]
        if value.kind == "real" and value.op in LINEAR and (root or self._inlines(value)):
            found = self._opened(value, dict(zip(value.out, axes, strict=True)))
            if found is not None:
                return found
        return [Term(factors=((value, axes),))]

    def _number(self, value: Value) -> Term | None:
        """A number that is known before any array is seen."""
        if value.rank or not value.is_number:
            return None
        if value.op == "constant":
            return Term(float(value.detail[0]))  # type: ignore[arg-type]  # a constant holds a number
        if value.op == "size":
            return Term(sizes=((value, 1),))
        parts = [self._number(arg) for arg in value.args]
        if value.op not in ("multiply", "divide") or None in parts:
            return None
        left, right = (part or Term() for part in parts)
        return left.times(right if value.op == "multiply" else _inverse(right))

    def _opened(self, value: Value, label: Mapping[int, int]) -> list[Term] | None:
        operands = [(arg, tuple(label[i] for i in own)) for arg, own in zip(value.args, value.axes, strict=True)]
        if value.op in ("add", "subtract", "negate"):
            parts = [self.terms(arg, axes) for arg, axes in operands]
            if value.op == "add":
                return parts[0] + parts[1]
            return ([] if value.op == "negate" else parts[0]) + [replace(t, number=-t.number) for t in parts[-1]]
        if value.op == "multiply":
            return self._product(*operands)
        return self._quotient(*operands)

    def _product(self, left: Factor, right: Factor) -> list[Term] | None:
        a, b = self.terms(*left), self.terms(*right)
        if len(a) > 1 and len(b) > 1:
            return [Term(factors=(left, right))]
        if len(b) > 1:
            left, right, a, b = right, left, b, a
        if len(a) > 1 and not b[0].labels < _labels(a):
            return [b[0].times(Term(factors=(left,)))]
        return [term.times(b[0]) for term in a]

    def _quotient(self, left: Factor, right: Factor) -> list[Term] | None:
        below = self.terms(*right)
        if len(below) == 1 and not below[0].factors and below[0].number:
            return [term.times(_inverse(below[0])) for term in self.terms(*left)]
        (divisor, axes), (_, every) = right, left
        if not set(axes) < set(every):
            return None
        own = tuple(range(divisor.rank))
        inverse = self._program.make("divide", [self._program.constant(1.0), divisor], [(), own], own)
        return [term.times(Term(factors=((inverse, axes),))) for term in self.terms(*left)]


def _inverse(term: Term) -> Term:
    return Term(1.0 / term.number, tuple((size, -power) for size, power in term.sizes))


def _labels(terms: list[Term]) -> frozenset[int]:
    return frozenset().union(*(term.labels for term in terms))
