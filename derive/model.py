"""A model: an ordered list of index equations that ends in a scalar cost.

Input of the derivation, output of the frontends.  A layer, an activation, a cost appear here as forward equations only.
Sizes are symbols with values: a proof holds for every width, and its time does not depend on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sympy import Expr, Symbol, expand

from derive.algebra import Apply, Delta, Entry, FirstMax, Func, InRange, Sum, Tensor, replace
from derive.algebra.contract import within
from derive.algebra.sums import Bound

Kind = Literal["linear", "activation", "cost", "penalty", "definition"]


@dataclass(frozen=True)
class Equation:
    """One tensor, defined entry by entry: ``lhs = rhs`` for every value of the free indices in ``bounds``.

    ``kind`` steers how a proof is told, never what is derived: the adjoint of a ``linear`` quantity (a pre-activation)
    is a delta with a theorem of its own, the adjoint of an ``activation`` is worked out inside the theorem that needs
    it.  ``inner``: the author has no name for it, it is a part of another equation's right side.
    """

    lhs: Entry
    rhs: Expr
    bounds: tuple[Bound, ...] = ()
    kind: Kind = "definition"
    label: str = ""
    words: str = ""
    place: str = ""
    inner: bool = False

    @property
    def tensor(self) -> Tensor:
        return self.lhs.tensor

    @property
    def indices(self) -> tuple[Symbol, ...]:
        """The free index symbols."""
        return tuple(k for k, _, _ in self.bounds)

    @cached_property
    def reads(self) -> frozenset[Tensor]:
        """The tensors of the right side."""
        return frozenset(self.rhs.atoms(Tensor))

    @property
    def ranges(self) -> dict[Symbol, tuple[Expr, Expr]]:
        return {k: (lo, hi) for k, lo, hi in self.bounds}

    def right_side_at(self, *indices: Expr) -> Expr:
        """The right side with other indices in place of the left side's (which must all be plain symbols)."""
        return replace(self.rhs, dict(zip(self.lhs.indices, indices, strict=True)))


@dataclass(frozen=True)
class ScalarFunction:
    """A named elementwise function: ``name(variable) = formula``; no formula means any differentiable function.

    The formula may use other named functions (``silu(z) = z * sigmoid(z)``) and constants of the model (the slope of a
    leaky relu).
    """

    name: str
    variable: Symbol
    formula: Expr | None
    latex: str = ""
    words: str = ""

    @property
    def symbol(self) -> Func:
        return Func(self.name)

    def __call__(self, argument: Expr) -> Apply:
        return Apply(self.symbol, argument)


@dataclass(frozen=True)
class Assumption:
    """A stated fact about inputs that a proof may use: ``lhs = rhs`` for every value of the free indices.

    The emitted code never relies on it: it computes the gradient for inputs that break the assumption, too.
    """

    words: str
    lhs: Expr
    rhs: Expr
    bounds: tuple[Bound, ...] = ()


@dataclass(frozen=True)
class Model:
    """Forward equations in order, with the tensors, sizes, constants and functions that they use."""

    name: str
    equations: tuple[Equation, ...]
    inputs: tuple[Tensor, ...]
    parameters: tuple[Tensor, ...]
    sizes: Mapping[Symbol, int | None] = field(default_factory=dict)
    constants: Mapping[Symbol, float] = field(default_factory=dict)
    functions: Mapping[str, ScalarFunction] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    input_gradients: bool = False
    title: str = ""
    notation: str = ""
    """The notation that the specification asks for (none: the program's default)."""
    symbols: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What an author's symbols stand for in hand derivations: the table ``[notation]`` of the specification."""
    example_size: Symbol | None = None
    """The symbol of the number of examples, if the model has an axis of examples."""
    initial: Mapping[str, str] = field(default_factory=dict)
    """For each parameter name a hint for ``init``: ``normal/sqrt(fan_in)``, ``zeros`` or numbers."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """Numbers for the inputs (nested tuples), for which a document shows every step of the computation."""
    rate: float | None = None
    """The learning rate of the example."""
    output: Equation | None = None
    """What a network computes, as an array with the examples in front: an equation that no other needs."""
    single: Model | None = None
    """The same network for one example, if the examples do not interact: the model that Nielsen's notation proves."""

    @property
    def cost(self) -> Tensor:
        return self.equations[-1].tensor

    @cached_property
    def readers(self) -> Mapping[Tensor, tuple[Equation, ...]]:
        """The equations that read each tensor, in order."""
        found: dict[Tensor, tuple[Equation, ...]] = {}
        for equation in self.equations:
            for tensor in equation.reads:
                found[tensor] = (*found.get(tensor, ()), equation)
        return found

    @cached_property
    def _definitions(self) -> Mapping[Tensor, Equation]:
        return {equation.tensor: equation for equation in self.equations}

    @cached_property
    def fixed_sizes(self) -> Mapping[Symbol, int]:
        """Sizes that random instances must not change: where an equation names one index (unit 3), or an index is strided."""
        found: dict[Symbol, int] = {}
        for equation in self.equations:
            named = any(index.is_Integer for delta in equation.rhs.atoms(Delta) for index in delta.args)
            strided = [] if equation.rhs.has(InRange) else _strided_out_of_range(equation)
            ends = [hi for _, _, hi in equation.bounds] if named or strided else []
            ends += [end for entry in strided for _, end in entry.tensor.ranges]
            for size in sorted({symbol for end in ends for symbol in end.free_symbols}, key=str):
                value = self.sizes.get(size)
                if value is not None:
                    found[size] = value
        return found

    @cached_property
    def tensors(self) -> Mapping[str, Tensor]:
        defined = [equation.tensor for equation in self.equations]
        return {tensor.name: tensor for tensor in (*self.inputs, *self.parameters, *defined)}

    def equation_of(self, tensor: Tensor) -> Equation | None:
        """The equation that defines a tensor (the last one, if a boundary value comes first); None for inputs and
        parameters."""
        return self._definitions.get(tensor)

    @property
    def is_symbolic(self) -> bool:
        """Whether something is left open (a depth, a function, a cost, a size that no array shows): a proof, but no code."""
        open_function = any(f.formula is None for f in self.functions.values())
        ragged = any(end.has(Entry) for tensor in self.tensors.values() for limits in tensor.ranges for end in limits)
        hidden = any(value is None and size not in self.shown_sizes for size, value in self.sizes.items())
        return open_function or ragged or hidden

    @cached_property
    def shown_sizes(self) -> Mapping[Symbol, tuple[Tensor, int]]:
        """The sizes without a number that are the length of an axis of a parameter or an input, and of which: the code reads
        them from its arrays."""
        found: dict[Symbol, tuple[Tensor, int]] = {}
        for tensor in (*self.parameters, *self.inputs):
            lengths = [expand(hi - lo + 1) for lo, hi in tensor.ranges]
            for axis, group in enumerate(tensor.layout):
                if len(group) == 1:
                    found.setdefault(lengths[group[0]], (tensor, axis))
        return {size: found[size] for size, value in self.sizes.items() if value is None and size in found}


def _strided_out_of_range(equation: Equation) -> list[Entry]:
    """The entries with a strided index that the ranges of the indices do not keep within the axis for every size."""
    found: list[Entry] = []

    def note(expr: Expr, ranges: dict[Symbol, tuple[Expr, Expr]]) -> None:
        if isinstance(expr, Sum):
            body, bounds = expr.open()
            note(body, ranges | {k: (lo, hi) for k, lo, hi in bounds})
        elif isinstance(expr, FirstMax):
            note(expr.args[0], ranges | {k: (lo, hi) for k, lo, hi in expr.bounds})
        elif isinstance(expr, Entry):
            ends = [expr.tensor.range_at(axis, expr.indices) for axis in range(expr.tensor.rank)]
            moving = [(i, end) for i, end in zip(expr.indices, ends, strict=True) if _is_strided(i)]
            if any(within(index, lo, hi, ranges) != 1 for index, (lo, hi) in moving):
                found.append(expr)
        else:
            for arg in expr.args:
                note(arg, ranges)

    note(equation.rhs, equation.ranges)
    return found


def _is_strided(index: Expr) -> bool:
    """Whether an index moves in steps: ``2*i + u``."""
    return any(abs(index.coeff(symbol)) != 1 for symbol in index.free_symbols if symbol.is_integer and not symbol.is_positive)
