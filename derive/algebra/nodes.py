"""The nodes of the index algebra, as SymPy expressions.

The value of a tensor entry is a scalar: ``Entry(z, j)``.  Everything else here is what index equations need and SymPy
lacks: a Kronecker delta that knows nothing of SymPy's assumptions, Iverson brackets for ranges and divisibility, a choice
between two branches with a stated convention at the kink, a named scalar function, and the two unevaluated derivatives
that a proof prints before it computes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Add, Atom, Expr, Integer, S, Symbol

Range = tuple[Expr, Expr]
"""The first and the last value of an index, both included."""

AXIS = tuple(Symbol(f"_axis{i}", integer=True) for i in range(8))
"""Stand-ins, inside a tensor's ranges, for the indices of its earlier axes (``1 <= k <= n[l-1]`` when ``l`` is axis 0)."""


class Tensor(Atom):
    """A named array.  Two tensors are the same if name, role, ranges and label are the same.

    ``name`` is the identifier used in code and in look-ups (``W1``); ``base`` and ``tag`` are what a notation prints
    (``W`` and ``1``).  ``role`` is one of ``input``, ``parameter``, ``intermediate``, ``cost``, ``adjoint``, ``size``.
    ``layered`` tensors carry the layer as their first index (networks of symbolic depth, or the step of a recurrence).  An
    adjoint knows the tensor it is the adjoint ``of``.

    ``layout`` is the shape outside the algebra, where it differs: one group of axes for each axis of the array that a
    program holds.  ``((0,), (1, 2, 3))`` merges the last three axes (row by row), and an empty group is an axis of size one.
    """

    name: str
    ranges: tuple[Range, ...]
    role: str
    base: str
    tag: str
    integer: bool
    layered: bool
    of: Tensor | None
    layout: tuple[tuple[int, ...], ...]

    def __new__(
        cls,
        name: str,
        ranges: Iterable[tuple[Any, Any]] = (),
        role: str = "intermediate",
        *,
        base: str = "",
        tag: str = "",
        integer: bool = False,
        layered: bool = False,
        of: Tensor | None = None,
        layout: Iterable[tuple[int, ...]] = (),
    ) -> Tensor:
        self: Tensor = Atom.__new__(cls)
        self.name, self.role, self.base, self.tag = name, role, base or name, tag
        self.ranges = tuple((sympy.S(lo), sympy.S(hi)) for lo, hi in ranges)
        self.integer, self.layered, self.of = integer, layered, of
        self.layout = tuple(layout) or tuple((axis,) for axis in range(len(self.ranges)))
        self._content = (name, role, repr((self.ranges, self.base, tag, integer, layered, self.layout)))
        return self

    def _hashable_content(self) -> tuple[str, ...]:
        # Ranges belong to the identity: SymPy caches by equality, and another model's `z1` has another shape.
        return self._content

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.ranges, self.role), {
            "base": self.base, "tag": self.tag, "integer": self.integer, "layered": self.layered, "of": self.of,
            "layout": self.layout,
        }  # fmt: skip

    # Python would iterate over anything that can be indexed, and SymPy asks: an endless loop.
    __iter__ = None

    def __getitem__(self, indices: Any) -> Entry:
        return Entry(self, *(indices if isinstance(indices, tuple) else (indices,)))

    def range_at(self, axis: int, indices: tuple[Expr, ...]) -> Range:
        """The range of ``axis`` for an entry with these indices (only layered tensors depend on them)."""
        lo, hi = self.ranges[axis]
        placed = dict(zip(AXIS, indices, strict=False))
        return lo.xreplace(placed), hi.xreplace(placed)

    @property
    def rank(self) -> int:
        return len(self.ranges)

    def _sympystr(self, printer: Any) -> str:
        return f"d{self.of.name}" if self.of else self.name

    _sympyrepr = _sympystr


def adjoint(tensor: Tensor) -> Tensor:
    """The tensor of the cost's derivatives with respect to ``tensor``; it has the same shape."""
    return Tensor(
        tensor.name,
        tensor.ranges,
        "adjoint",
        base=tensor.base,
        tag=tensor.tag,
        layered=tensor.layered,
        of=tensor,
        layout=tensor.layout,
    )


class Entry(Expr):
    """One entry of a tensor: ``Entry(w, j, k)`` is w_jk.  Indices are integer expressions, affine in index symbols."""

    is_commutative = True

    def __new__(cls, tensor: Tensor, *indices: Any) -> Entry:
        if len(indices) != tensor.rank:
            raise ValueError(f"{tensor.name} has {tensor.rank} axes, and was given {len(indices)} indices")
        return Expr.__new__(cls, tensor, *map(sympy.S, indices))

    @property
    def tensor(self) -> Tensor:
        return self.args[0]

    @property
    def indices(self) -> tuple[Expr, ...]:
        return self.args[1:]

    @property
    def is_integer(self) -> bool | None:
        return True if self.tensor.integer else None

    def _sympystr(self, printer: Any) -> str:
        return f"{self.tensor}[{', '.join(map(str, self.indices))}]" if self.indices else str(self.tensor)


class Delta(Expr):
    """Kronecker's delta: one where both indices agree, else zero."""

    is_commutative = True

    def __new__(cls, i: Any, j: Any) -> Expr:
        i, j = sympy.S(i), sympy.S(j)
        difference = sympy.expand(i - j)
        if difference == 0:
            return S.One
        if difference.is_Number:
            return S.Zero
        coefficients = [term.as_coeff_Mul(rational=True)[0] for term in Add.make_args(difference)]
        denominator = sympy.ilcm(1, 1, *(coefficient.q for coefficient in coefficients))
        if denominator != 1:  # [i = (p - u)/2] is [2 i = p - u]
            i, j = sympy.expand(denominator * i), sympy.expand(denominator * j)
        return Expr.__new__(cls, *sorted((i, j), key=sympy.default_sort_key))

    def _sympystr(self, printer: Any) -> str:
        return f"[{self.args[0]} = {self.args[1]}]"


class InRange(Expr):
    """Iverson bracket ``[lo <= index <= hi]``: what remains of a solved index that may leave its range."""

    is_commutative = True

    def __new__(cls, index: Any, lo: Any, hi: Any) -> Expr:
        index, lo, hi = map(sympy.S, (index, lo, hi))
        if index.is_Integer and lo.is_Integer and hi.is_Integer:
            return Integer(bool(lo <= index <= hi))
        return Expr.__new__(cls, index, lo, hi)

    def _sympystr(self, printer: Any) -> str:
        index, lo, hi = self.args
        return f"[{lo} <= {index} <= {hi}]"


def _is_multiple(index: Expr, divisor: Expr) -> bool:
    """Whether every term of an affine index has the divisor as a factor: ``2*i + 4`` by 2."""
    quotient = sympy.expand(index / divisor)
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(quotient)]
    return all(c.is_Integer and (rest == 1 or rest.is_integer) for c, rest in terms)


class Divides(Expr):
    """Iverson bracket: one where ``divisor`` divides ``index`` (the stride's condition), else zero."""

    is_commutative = True

    def __new__(cls, divisor: Any, index: Any) -> Expr:
        divisor, index = sympy.S(divisor), sympy.S(index)
        if divisor == 1 or index == 0 or _is_multiple(index, divisor):
            return S.One
        if divisor.is_Integer and index.is_Integer:
            return Integer(index % divisor == 0)
        return Expr.__new__(cls, divisor, index)

    def _sympystr(self, printer: Any) -> str:
        return f"[{self.args[0]} | {self.args[1]}]"


class Where(Expr):
    """``then`` where the condition holds, ``otherwise`` elsewhere: the value at the kink is the second branch's.

    The condition is a SymPy relation between scalars.  The derivative takes the branch's derivative: relu'(0) = 0 because
    relu is written ``where(z > 0, z, 0)``.
    """

    is_commutative = True

    def __new__(cls, condition: Any, then: Any, otherwise: Any) -> Expr:
        then, otherwise = sympy.S(then), sympy.S(otherwise)
        if condition == sympy.true or then == otherwise:
            return then
        if condition == sympy.false:
            return otherwise
        return Expr.__new__(cls, condition, then, otherwise)

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        condition, then, otherwise = self.args
        return Where(condition, then.diff(symbol), otherwise.diff(symbol))

    def _sympystr(self, printer: Any) -> str:
        return f"where({', '.join(map(str, self.args))})"


class Func(Atom):
    """The name of a scalar function, and how many times it has been differentiated (``sigma`` with order 1 is sigma')."""

    name: str
    order: int

    def __new__(cls, name: str, order: int = 0) -> Func:
        self: Func = Atom.__new__(cls)
        self.name, self.order = name, order
        return self

    def _hashable_content(self) -> tuple[str, int]:
        return self.name, self.order

    def __getnewargs__(self) -> tuple[str, int]:
        return self.name, self.order

    def prime(self) -> Func:
        return Func(self.name, self.order + 1)

    def __call__(self, argument: Any) -> Apply:
        return Apply(self, argument)

    def _sympystr(self, printer: Any) -> str:
        return self.name + "'" * self.order


class Apply(Expr):
    """A named scalar function at a scalar: ``sigma(z[j])``.  Its derivative is the primed function, by the chain rule."""

    is_commutative = True

    def __new__(cls, function: Func, argument: Any) -> Apply:
        return Expr.__new__(cls, function, sympy.S(argument))

    @property
    def function(self) -> Func:
        return self.args[0]

    @property
    def argument(self) -> Expr:
        return self.args[1]

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        return Apply(self.function.prime(), self.argument) * self.argument.diff(symbol)

    def _sympystr(self, printer: Any) -> str:
        return f"{self.function}({self.argument})"


class Partial(Expr):
    """The partial derivative of one entry by another, not yet worked out: a line of the proof.  Arguments: two entries."""

    is_commutative = True

    def _sympystr(self, printer: Any) -> str:
        return f"d({self.args[0]})/d({self.args[1]})"


class Differentiate(Expr):
    """The derivative of an expression by an entry, not yet worked out: ``d/dx (...)``.  Arguments: expression, entry."""

    is_commutative = True

    def _sympystr(self, printer: Any) -> str:
        return f"d/d({self.args[1]}) ({self.args[0]})"


class Opaque(Expr):
    """Any differentiable scalar function of a whole vector: ``Opaque(C, a[L,k], (k, 1, n_L))`` is C(a^L_1, ..., a^L_n).

    Arguments: the function's name as a ``Func``, the entry with its running index, and the index with its range.  Its
    derivative by an entry of the vector is that entry of the function's gradient, which stays unevaluated
    (``dC/da^L_j``): nothing more is known of the function.
    """

    is_commutative = True

    def __new__(cls, name: str | Func, entry: Entry, bound: Any) -> Opaque:
        return Expr.__new__(cls, Func(name) if isinstance(name, str) else name, entry, sympy.Tuple(*bound))

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        _, entry, bound = self.args
        return (entry.free_symbols - {bound[0]}) | bound[1].free_symbols | bound[2].free_symbols

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({self.args[1]})"


class FirstMax(Expr):
    """Iverson bracket: one where ``indices`` are the first place at which ``body`` is largest over its bounds, else zero.

    ``FirstMax(body, ((u, lo, hi), ...), (i, ...))``; ``body`` depends on the bound indices ``u``, which take the values ``i``
    where the bracket is one.  First means first in the order of the bounds, the last index running fastest.  Its derivative
    is zero by convention (a maximum moves by jumps): with it a maximum is linear, ``max_u x[u] = sum_u FirstMax(x; u) x[u]``,
    and ties go to the first.
    """

    is_commutative = True

    def __new__(cls, body: Any, bounds: Iterable[Any], indices: Iterable[Any]) -> Expr:
        # The bound indices get reserved names, so that no substitution from outside can reach them.
        closed = [(sympy.S(k), sympy.S(lo), sympy.S(hi)) for k, lo, hi in bounds]
        names = {k: Symbol(f"_largest{i}", integer=True) for i, (k, _, _) in enumerate(closed)}
        body = sympy.S(body).xreplace(names)
        limits = sympy.Tuple(*(sympy.Tuple(names[k], lo, hi) for k, lo, hi in closed))
        return Expr.__new__(cls, body, limits, sympy.Tuple(*map(sympy.S, indices)))

    @property
    def bounds(self) -> tuple[sympy.Tuple, ...]:
        return self.args[1].args

    @property
    def indices(self) -> tuple[Expr, ...]:
        return self.args[2].args

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        inside = self.args[0].free_symbols | self.args[2].free_symbols
        return inside - {bound[0] for bound in self.bounds}

    def _sympystr(self, printer: Any) -> str:
        places = ", ".join(map(str, self.indices))
        return f"[({places}) = argmax {self.args[0]}]"
