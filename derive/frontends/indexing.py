"""Indexing: entries, parts of axes, gathers; and the proof that an index stays in its axis.

Input: a subscript in the syntax tree.  Output: its value.  An index that may leave its axis is refused: nothing is out
of range later on.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import sympy
from sympy import Expr, Symbol

from derive.algebra import Entry
from derive.algebra.contract import at_most
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.errors import SpecError, near_misses
from derive.frontends import syntax as s
from derive.frontends import values
from derive.frontends.indices import affine
from derive.frontends.lowering import Lowering
from derive.frontends.values import Value


def _range_hint(lowering: Lowering, *involved: Expr) -> str:
    """What could be done about an index that leaves its axis."""
    numbers = lowering.scope.numbers
    if involved[0].is_Integer and involved[0] < 0:
        return f"Indices count from 0, and not from the end: write {sympy.expand(involved[-1] + 1 + involved[0])}."
    names = {s for expr in involved for s in expr.free_symbols if s in numbers and numbers[s] is None}
    if names:
        return f"Indices count from 0 here; a size may need a number: sizes = {{ {min(map(str, names))} = 10 }}."
    moved = next((i for expr in involved for i in expr.free_symbols if str(i) in lowering.scope.indices and expr != i), None)
    if moved is not None:
        return f"{moved} runs over a whole axis where it stands alone in one. Parts of an axis are written u[1:] - u[:-1]."
    return "Indices count from 0 here, and not from the end: write x[n-1] for x[-1], where n is the size."


def subscript(lowering: Lowering, node: s.Subscript) -> Value:
    """``name[...]``: entries and parts of a named quantity."""
    if node.name not in lowering.scope.variables:
        raise SpecError(f"unknown name '{node.name}'", hint=near_misses(node.name, lowering.scope.variables) or None)
    tensor = lowering.scope.variables[node.name]
    if node.name in lowering.scope.open and not any(_is_earlier(lowering, index) for index in node.indices):
        raise SpecError(f"'{node.name}' is defined by itself", hint="A recursion uses earlier entries: h[t-1].")
    return _entry(lowering, tensor, f"'{node.name}'", node.indices)


def take(lowering: Lowering, node: s.Take) -> Value:
    """``(...)[...]``: entries and parts of something computed, which gets a name first."""
    base = lowering.lower(node.base)
    return _entry(lowering, lowering.named(base, "u", "definition", node.base), "this array", node.indices)


def _entry(lowering: Lowering, tensor: Value, what: str, indices: tuple[s.Node, ...]) -> Value:
    for index in indices:
        if isinstance(index, s.Name) and index.name in {"None", "newaxis"}:
            hint = "Use keepdims=True in sum or mean, or index style: A[n,j] = x[n]*w[j]."
            raise SpecError(f"{index.name} (a new axis) is not supported", place=lowering.place(index), hint=hint)
    if len(indices) > tensor.rank:
        axes = f"{tensor.rank} {'axis' if tensor.rank == 1 else 'axes'}"
        raise SpecError(f"{what} has {axes}, shape {tensor.shape}, and was given {len(indices)} indices")
    slots: list[Value | None] = []
    for axis, index in enumerate(indices):
        if isinstance(index, s.Slice):
            tensor = _slice(lowering, index, tensor, axis, what)
        slots.append(None if isinstance(index, s.Slice) else _index(lowering, index, tensor, axis, what))
    slots += [None] * (tensor.rank - len(slots))
    return _take(tensor, slots)


def _is_earlier(lowering: Lowering, index: s.Node) -> bool:
    expr = affine(index, {**lowering.scope.sizes, **{name: bound[0] for name, bound in lowering.scope.indices.items()}})
    return expr is not None and not expr.is_Symbol


def _slice(lowering: Lowering, index: s.Slice, tensor: Value, axis: int, what: str) -> Value:
    """``a[:d]`` and ``a[d:]``, as in NumPy; the axis of the result counts from the base again."""
    span = tensor.ranges[axis]
    size = values.size_of(span)
    start, stop = (
        _end(lowering, node, size, default) for node, default in ((index.start, sympy.Integer(0)), (index.stop, size))
    )
    numbers = [values.in_numbers(end, lowering.scope.numbers) for end in (sympy.Integer(0), start, stop, size)]
    if not all(at_most(a, b, {}) for a, b in pairwise(numbers)) or sympy.expand(numbers[2] - numbers[1]) == 0:
        raise SpecError(
            f"the part {start}:{stop} of {what} may not lie within its size {size}",
            place=lowering.place(index),
            hint=_range_hint(lowering, start, stop, size),
        )
    return values.part(tensor, axis, start, stop, lowering.scope.base) if index.start or index.stop else tensor


def _end(lowering: Lowering, node: s.Node | None, size: Expr, default: Expr) -> Expr:
    if node is None:
        return default
    end = lowering.lower(node)
    if end.rank or end.scalar().is_integer is not True or end.scalar().has(Entry):
        raise SpecError("a part of an axis starts and stops at integers or sizes", place=lowering.place(node))
    counted = end.scalar()
    return size + counted if counted.is_Integer and counted < 0 else counted


def _index(lowering: Lowering, index: s.Node, tensor: Value, axis: int, what: str) -> Value:
    if isinstance(index, s.Name) and index.name not in lowering.scope.known():
        hint = "Sum over it, or put it on the left side."
        raise SpecError(f"unknown index '{index.name}'", place=lowering.place(index), hint=hint)
    value, span = lowering.lower(index), tensor.ranges[axis]
    if value.integer and value.below is not None:
        below, size = (values.in_numbers(expr, lowering.scope.numbers) for expr in (value.below, values.size_of(span)))
        if below != size:
            raise SpecError(f"the index counts below {value.below}, but the axis of {what} has size {values.size_of(span)}")
    elif value.rank and not value.integer:
        raise SpecError(
            f"an index array of {what} holds no integers", place=lowering.place(index), hint="Declare it as an integer input."
        )
    elif not value.rank:
        _check_range(lowering, value.scalar(), span, index, what)
    return value


def _check_range(lowering: Lowering, expr: Expr, span: Range, index: s.Node, what: str) -> None:
    ranges, numbers = lowering.scope.ranges, lowering.scope.numbers
    if expr.is_integer is not True:
        raise SpecError(
            f"an index of {what} is no integer", place=lowering.place(index), hint="Declare it as an integer input."
        )
    if ranges.get(expr) == span or any(entry.tensor.integer and entry.tensor.role == "input" for entry in expr.atoms(Entry)):
        return  # a gather: the data decide
    known = {
        i: (_wider(values.in_numbers(lo, numbers)), _wider(values.in_numbers(hi, numbers))) for i, (lo, hi) in ranges.items()
    }
    lo, hi, at = (values.in_numbers(end, numbers) for end in (*span, expr))
    if not (at_most(lo, at, known) and at_most(at, hi, known)):
        verb = "lies" if (at.is_Integer and lo.is_Integer and hi.is_Integer) else "may lie"
        message = f"the index {_readable(expr, lowering.scope.indices)} of {what} {verb} outside {span[0]}..{span[1]}"
        raise SpecError(
            message, place=lowering.place(index), hint=_range_hint(lowering, _readable(at, lowering.scope.indices), lo, hi)
        )


def _wider(end: Expr) -> Expr:
    """The end of a range without its rounding: floor(e) <= e and ceiling(e) >= e, so the range only grows."""
    return end.replace(sympy.floor, lambda e: e).replace(sympy.ceiling, lambda e: e)


def _readable(expr: Expr, indices: Mapping[str, Bound]) -> Expr:
    return expr.xreplace({bound[0]: Symbol(name, integer=True) for name, bound in indices.items()})


def _take(tensor: Value, slots: list[Value | None]) -> Value:
    """Indexing with integers (scalars or arrays, broadcast together) in some axes, and whole axes elsewhere."""
    arrays = [slot for slot in slots if slot is not None]
    common = values.broadcast(*arrays)
    first = next((i for i, slot in enumerate(slots) if slot is not None), 0)
    filled = [i for i, slot in enumerate(slots) if slot is not None]
    if common and filled != list(range(first, first + len(filled))):
        raise SpecError("index arrays must stand in neighbouring axes")
    before = tuple(tensor.ranges[:first])
    after = tuple(span for i, span in enumerate(tensor.ranges) if i >= first and slots[i] is None)

    def at(indices: tuple[Expr, ...]) -> Expr:
        front, middle, rest = indices[:first], indices[first : first + len(common)], iter(indices[first + len(common) :])
        place = [next(rest) if slot is None else values.aligned(slot, common, middle) for slot in slots[first:]]
        return tensor.at((*front, *place))

    below = tensor.below if tensor.integer else None
    return Value((*before, *common, *after), at, all(slot is None or slot.simple for slot in slots), tensor.integer, below)
