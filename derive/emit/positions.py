"""Entries of tensors: whole arrays, slices, gathers; and the brackets on indices, as masks.

An index that is a symbol over the whole axis costs nothing; an affine index with one symbol is a slice; everything else is a
gather at computed positions, bounded to the array (a bracket beside it silences what lies outside).  Arrays start at position
0 wherever the mathematics starts counting: a class index in data is such a position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Symbol

from derive.algebra import Delta, Divides, Entry, InRange
from derive.emit import elementwise, windows
from derive.emit.program import Axes, Size, Value
from derive.emit.scope import Indexed, Scope, count, size_of
from derive.errors import Refused

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


def entry(lowering: Lowering, expr: Entry, scope: Scope) -> Indexed:
    """The entry for every value of the indices in it."""
    source = lowering.value_of(expr.tensor)
    symbols = [index for index in expr.indices if not _is_fixed(index, scope)]
    if all(_sliceable(index, scope) for index in symbols) and len(_free(expr, scope)) == len(symbols):
        sliced = _sliced(lowering, expr, source, scope)
        if sliced is not None:
            return sliced
    viewed = windows.view(lowering, expr, source, scope)
    if viewed is not None:
        return viewed
    return _gathered(lowering, expr, source, scope)


def _free(expr: Expr, scope: Scope) -> set[Symbol]:
    return {symbol for symbol in expr.free_symbols if symbol in scope.ranges}


def _is_fixed(index: Expr, scope: Scope) -> bool:
    """Whether an index is the same for all entries: a number, or a size such as the last step T."""
    return not index.has(Entry) and not index.free_symbols & scope.ranges.keys()


def _sliceable(index: Expr, scope: Scope) -> bool:
    """Whether an index is ``s*k + c`` with one index symbol and a positive step."""
    symbols = _free(index, scope)
    if len(symbols) != 1 or index.has(Entry):
        return False
    step = sympy.expand(index).coeff(*symbols)
    rest = sympy.expand(index - step * next(iter(symbols)))
    return bool(step.is_Integer and step.is_positive and not rest.free_symbols & symbols and rest.is_integer)


def _sliced(lowering: Lowering, expr: Entry, source: Value, scope: Scope) -> Indexed | None:
    """A view; None if some of it would lie outside of the array."""
    plan: list[tuple[str, Size, Size, int]] = []
    indices: list[Symbol] = []
    for axis, index in enumerate(expr.indices):
        lo, hi = lowering.range_of(expr.tensor, axis)
        if _is_fixed(index, scope):
            plan.append(("at", size_of(sympy.expand(lowering.sized(index) - lo)), 1, 1))
            continue
        (symbol,) = _free(index, scope)
        step = int(sympy.expand(index).coeff(symbol))
        start = sympy.expand(index.xreplace({symbol: scope.ranges[symbol][0]}) - lo)
        last = sympy.expand(index.xreplace({symbol: scope.ranges[symbol][1]}) - hi)
        if not (start.is_Integer and last.is_Integer and start >= 0 and last <= 0):
            return None
        plan.append(("from", int(start), scope.count(symbol), step))
        indices.append(symbol)
    whole = all(kind == "from" and start == 0 and step == 1 for kind, start, _, step in plan)
    if whole and tuple(length for _, _, length, _ in plan) == source.shape:
        return Indexed(source, tuple(indices))
    kept = tuple(axis for axis, (kind, *_) in enumerate(plan) if kind == "from")
    shape = [plan[axis][2] for axis in kept]
    axes: Axes = tuple(range(source.rank))
    value = lowering.program.make("slice", [source], [axes], kept, detail=tuple(plan), shape=shape, kind=source.kind)
    return Indexed(value, tuple(indices))


def _gathered(lowering: Lowering, expr: Entry, source: Value, scope: Scope) -> Indexed:
    """An entry at computed positions: the axes of the result are the indices that occur, in the wished order."""
    taken = _taken(lowering, expr, source, scope)
    if taken is not None:
        return taken
    found: list[Indexed] = []
    for axis, index in enumerate(expr.indices):
        lo, hi = lowering.range_of(expr.tensor, axis)
        at = position(lowering, index, lo, scope)
        if isinstance(index, Entry):
            lowering.limit(index.tensor, count(lo, hi))
        if not index.has(Entry) and not index.is_Symbol and not index.is_Integer:
            at = _bounded(lowering, at, count(lo, hi), scope)
        found.append(at)
    indices = scope.sort(frozenset().union(*(at.labels for at in found)))
    label = {index: i for i, index in enumerate(indices)}
    axes = [tuple(range(len(indices), len(indices) + source.rank)), *(tuple(label[i] for i in at.indices) for at in found)]
    shape = [scope.count(index) for index in indices]
    values = [source, *(at.value for at in found)]
    return Indexed(
        lowering.program.make("gather", values, axes, tuple(range(len(indices))), shape=shape, kind=source.kind), indices
    )


def _taken(lowering: Lowering, expr: Entry, source: Value, scope: Scope) -> Indexed | None:
    """Whole rows at one index from the data: ``E[x[n], j]``; None if the other indices are not whole axes of their own."""
    data = [axis for axis, index in enumerate(expr.indices) if isinstance(index, Entry)]
    plain = [index for index in expr.indices if not isinstance(index, Entry)]
    if len(data) != 1 or len(set(plain)) != len(plain):
        return None
    (axis,) = data
    at = entry(lowering, expr.indices[axis], scope)
    for other, index in enumerate(expr.indices):
        whole_axis = index in scope.ranges and scope.ranges[index] == lowering.range_of(expr.tensor, other)
        if other != axis and (not whole_axis or index in at.labels):
            return None
    lowering.limit(expr.indices[axis].tensor, count(*lowering.range_of(expr.tensor, axis)))
    indices = (*expr.indices[:axis], *at.indices, *expr.indices[axis + 1 :])
    label = {index: i for i, index in enumerate(indices)}
    row = len(indices)
    own = tuple(row if i == axis else label[index] for i, index in enumerate(expr.indices))
    axes = [own, tuple(label[index] for index in at.indices)]
    shape = [scope.count(index) for index in indices]
    out = tuple(range(len(indices)))
    value = lowering.program.make("take", [source, at.value], axes, out, detail=(axis,), shape=shape, kind=source.kind)
    return Indexed(value, indices)


def _bounded(lowering: Lowering, at: Indexed, length: Size, scope: Scope) -> Indexed:
    top = integer(lowering, length, -1)
    at = elementwise.apply(lowering.program, "minimum", [at, top], scope)
    return elementwise.apply(lowering.program, "maximum", [at, whole(lowering, 0)], scope)


def whole(lowering: Lowering, number: int) -> Indexed:
    """A whole number."""
    return Indexed(lowering.program.make("constant", detail=(number,), kind="integer"), ())


def integer(lowering: Lowering, length: Size, plus: int) -> Indexed:
    """A size as a whole number, plus a number."""
    if isinstance(length, int):
        return whole(lowering, length + plus)
    size = Indexed(lowering.program.make("size", detail=(length,), kind="integer"), ())
    scope = Scope({}, ())
    return elementwise.apply(lowering.program, "add", [size, whole(lowering, plus)], scope)


def position(lowering: Lowering, index: Expr, lo: Expr, scope: Scope) -> Indexed:
    """The whole number ``index - lo``, an array over the indices that occur in it."""
    index = sympy.expand(index)
    if isinstance(index, Entry):
        return entry(lowering, index, scope)  # data count from zero
    if index.has(Entry):
        raise Refused(f"the index {index} is computed from data: only a plain entry is emitted as an index")
    index = sympy.expand(index - lo)
    denominator = sympy.ilcm(1, *(term.as_coeff_Mul()[0].q for term in sympy.Add.make_args(index)), 1)
    total: Indexed | None = None
    for term in sympy.Add.make_args(sympy.expand(index * denominator)):
        coefficient, symbol = term.as_coeff_Mul()
        part = _counted(lowering, symbol, scope)
        part = (
            part
            if coefficient == 1
            else elementwise.apply(lowering.program, "multiply", [whole(lowering, int(coefficient)), part], scope)
        )
        part = whole(lowering, int(coefficient)) if symbol == 1 else part
        total = part if total is None else elementwise.apply(lowering.program, "add", [total, part], scope)
    assert total is not None
    if denominator == 1:
        return total
    return elementwise.apply(lowering.program, "floor_divide", [total, whole(lowering, int(denominator))], scope)


def _counted(lowering: Lowering, symbol: Expr, scope: Scope) -> Indexed:
    """An index symbol as an array of its values."""
    if symbol == 1:
        return whole(lowering, 1)
    if not symbol.is_Symbol:
        raise Refused(f"the index {symbol} is not affine: it is not emitted")
    if symbol not in scope.ranges:
        return integer(lowering, str(symbol), 0)
    lo, _ = scope.ranges[symbol]
    value = lowering.program.make("positions", detail=(int(lo),), shape=[scope.count(symbol)], out=(0,), kind="integer")
    return Indexed(value, (symbol,))


def is_checked(lowering: Lowering, factor: Expr) -> bool:
    """Whether a factor is a range bracket on a class index: the module refuses data outside, so the bracket is one."""
    if not isinstance(factor, InRange) or not isinstance(factor.args[0], Entry) or not factor.args[0].tensor.integer:
        return False
    _, lo, hi = (lowering.sized(arg) for arg in factor.args)
    lowering.limit(factor.args[0].tensor, count(lo, hi))
    return True


def bracket(lowering: Lowering, expr: Expr, scope: Scope) -> Indexed:
    """A delta, a range or a divisibility, as a mask."""
    program = lowering.program
    if isinstance(expr, Delta):
        return equal(lowering, expr.args[0], expr.args[1], scope)
    if isinstance(expr, Divides):
        divisor, index = expr.args
        rest = elementwise.apply(
            program, "modulo", [position(lowering, index, sympy.S.Zero, scope), whole(lowering, int(divisor))], scope
        )
        return elementwise.apply(program, "equal", [rest, whole(lowering, 0)], scope)
    assert isinstance(expr, InRange)
    index, lo, hi = (lowering.sized(arg) for arg in expr.args)
    if (lo.free_symbols | hi.free_symbols) & scope.ranges.keys():  # a limit that moves with an index: m <= i
        at, first, last = (position(lowering, expr, sympy.S.Zero, scope) for expr in (index, lo, hi))
        above = elementwise.apply(program, "greater_equal", [at, first], scope)
        below = elementwise.apply(program, "less_equal", [at, last], scope)
        free = lo.free_symbols & scope.ranges.keys()
        if not free and index in scope.ranges and scope.ranges[index][0] == lo:
            return below
        return elementwise.apply(program, "and", [above, below], scope)
    at = position(lowering, index, lo, scope)
    above = elementwise.apply(program, "greater_equal", [at, whole(lowering, 0)], scope)
    below = elementwise.apply(program, "less", [at, integer(lowering, count(lo, hi), 0)], scope)
    return elementwise.apply(program, "and", [above, below], scope)


def equal(lowering: Lowering, left: Expr, right: Expr, scope: Scope) -> Indexed:
    """``[left = right]``; data count from zero, so the other side does, too."""
    if left.has(Entry):
        left, right = right, left
    free = _free(left, scope) | _free(right, scope)
    base = sympy.S.Zero
    if right.has(Entry):
        if isinstance(right, Entry) and left in scope.ranges:
            lowering.limit(right.tensor, scope.count(left))
        base = scope.ranges[next(iter(_free(left, scope)))][0] if _free(left, scope) else sympy.S.One
        if left.has(Entry):
            base = sympy.S.Zero
    elif len(free) == 1 and left.is_Symbol and right.is_Integer:
        base = scope.ranges[left][0] if left in scope.ranges else base
    sides = [position(lowering, lowering.sized(side), base, scope) for side in (left, right)]
    return elementwise.apply(lowering.program, "equal", sides, scope)
