"""Tensors and their entries: the nodes of the index algebra that have a value of their own, as SymPy expressions.

The value of a tensor entry is a scalar: ``Entry(z, j)``.  What else index equations need and SymPy lacks stands in
``derive.algebra.brackets`` and ``derive.algebra.applied``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Atom, Expr, Symbol
from sympy.core.assumptions import _assume_defined as every_assumption

Range = tuple[Expr, Expr]
"""The first and the last value of an index, both included."""

AXIS = tuple(Symbol(f"_axis{i}", integer=True) for i in range(8))
"""Stand-ins, inside a tensor's ranges, for the indices of its earlier axes (``1 <= k <= n[l-1]`` when ``l`` is axis 0)."""


def nothing_assumed(kind: type[Expr]) -> type[Expr]:
    """A class of nodes of whose value nothing is known: SymPy finds the answer "unknown" to whatever it asks at once.

    Without it SymPy would look for a way to deduce each answer, at every new node, and find none.
    """
    for fact in every_assumption:
        kind.default_assumptions.setdefault(fact, None)
    return kind


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

    def like(self, **changes: Any) -> Tensor:
        """The same tensor but for some changes, named as in the constructor."""
        (name, ranges, role), rest = self.__getnewargs_ex__()
        return Tensor(**{"name": name, "ranges": ranges, "role": role, **rest, **changes})

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

    @property
    def is_merged(self) -> bool:
        """Whether the array outside has other axes than the one inside."""
        return self.layout != tuple((axis,) for axis in range(self.rank))

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


@nothing_assumed
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
        tensor = printer._print(self.tensor)
        return f"{tensor}[{', '.join(map(printer._print, self.indices))}]" if self.indices else tensor
