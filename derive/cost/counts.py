"""What an operation of the array program costs: floating-point operations, as polynomials in the sizes.

A sum, a difference, a product, a quotient, a change of sign, a comparison and a choice count one; so does each evaluation of an
elementary function (exp, log, tanh, a root, a power, the logistic function), which is also counted apart.  A sum of n terms has
n - 1 additions.  Moving numbers about, whole numbers (positions, class indices) and numbers that are known before any array is
seen (1/N) count nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Integer, S

from derive.emit.program import Axes, Size, Value
from derive.emit.scope import Length
from derive.errors import Refused

_FREE = frozenset({
    "input", "constant", "size", "positions", "slice", "gather", "take", "place", "arrange", "window", "pack", "copy", "real",
    "state", "row", "and", "or", "not", "loop",
})  # fmt: skip
_ARITHMETIC = frozenset({
    "add", "subtract", "multiply", "divide", "negate", "square", "maximum", "minimum", "equal", "not_equal", "greater",
    "greater_equal", "less", "less_equal", "select",
})  # fmt: skip
FUNCTIONS = frozenset({
    "exp", "log", "log1p", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "atan", "erf", "absolute", "power",
    "sigmoid", "softplus", "log_softplus", "softplus_rate",
})  # fmt: skip


@dataclass(frozen=True)
class Count:
    """Floating-point operations, and how many of them are evaluations of elementary functions."""

    operations: Expr = S.Zero
    functions: Expr = S.Zero

    def __add__(self, other: Count) -> Count:
        return Count(sympy.expand(self.operations + other.operations), sympy.expand(self.functions + other.functions))

    def __sub__(self, other: Count) -> Count:
        return self + other.times(S.NegativeOne)

    def times(self, factor: Expr) -> Count:
        """So many times the same."""
        return Count(sympy.expand(self.operations * factor), sympy.expand(self.functions * factor))


def total(counts: Iterable[Count]) -> Count:
    """The sum, multiplied out once."""
    listed = list(counts)
    operations, functions = ([getattr(count, name) for count in listed] for name in ("operations", "functions"))
    return Count(sympy.expand(sympy.Add(*operations)), sympy.expand(sympy.Add(*functions)))


def length(size: Size) -> Expr:
    """A length as an expression."""
    if isinstance(size, int):
        return Integer(size)
    return size.expr if isinstance(size, Length) else sympy.Symbol(size, integer=True)


def entries(shape: Iterable[Size]) -> Expr:
    """The number of entries of an array."""
    return sympy.expand(sympy.Mul(*map(length, shape)))


def count_of(value: Value) -> Count:
    """The cost of one operation (of a loop: nothing, its steps are counted by ``derive.cost.walk``).

    Raises:
        Refused: the program has an operation that is not known here.
    """
    if value.op in _FREE or value.kind == "integer" or _on_integers(value) or is_known(value):
        return Count()
    if value.op in ("contract", "sum", "max", "scatter", "add_at", "first"):
        return Count(_reduced(value))
    if value.op in FUNCTIONS or value.op.startswith("function "):  # one that the model leaves open
        return Count(entries(value.shape), entries(value.shape))
    if value.op in _ARITHMETIC:
        return Count(entries(value.shape))
    raise Refused(f"the cost of the operation '{value.op}' is not known")


def is_known(value: Value) -> bool:
    """Whether a number follows from the sizes alone (a root of one, too)."""
    if value.op in ("constant", "size"):
        return True
    return not value.shape and bool(value.args) and value.op not in ("loop", "state") and all(map(is_known, value.args))


def _on_integers(value: Value) -> bool:
    return bool(value.args) and value.kind == "boolean" and all(arg.kind == "integer" for arg in value.args)


def _reduced(value: Value) -> Expr:
    """Products of all operands' entries, and the additions (or comparisons) that leave the result."""
    every = _span(value.args, value.axes)
    if value.op == "first":
        depth = value.detail[0]
        assert isinstance(depth, int)
        return every - entries(value.shape[:-depth])
    if value.op == "add_at":
        return entries(value.args[1].shape)
    if value.op == "scatter":
        inner, _ = value.detail
        return 2 * every if inner else every
    products = every * (len(value.args) - 1)
    return sympy.expand(products + every - entries(value.shape))


def _span(args: Sequence[Value], axes: Sequence[Axes]) -> Expr:
    """The number of places that the labels of all operands span."""
    lengths = {i: n for arg, own in zip(args, axes, strict=True) for i, n in zip(own, arg.shape, strict=True)}
    return entries(lengths.values())
