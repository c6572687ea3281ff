"""The ranges of indices, read off their uses: in ``sum(X[n,k]*w[k], k)`` the index k runs over the axis of w.

Input: one statement and the ranges of the tensors it uses.  Output: the range of every index on its left side, and of
every index that a sum binds. An index that stands alone in an axis runs over that axis; one that only occurs as ``i+u``
or ``t-1`` gets the largest range that stays inside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

import sympy
from sympy import Dummy, Expr, Integer, Symbol

from derive.algebra.contract import at_most
from derive.algebra.nodes import Range
from derive.errors import SpecError
from derive.frontends import syntax as s
from derive.frontends.values import in_numbers

Spans = Callable[[str], tuple[Range, ...] | None]
REDUCTIONS = frozenset({"sum", "mean"})


@dataclass(frozen=True)
class Use:
    """An index expression in an axis with a known range."""

    index: Expr
    span: Range
    node: s.Subscript


@dataclass
class Ranges:
    """``left``: the indices on the left side.  ``bound``: for each sum (by the id of its node) the indices that it binds."""

    left: dict[str, Range] = field(default_factory=dict)
    bound: dict[int, dict[str, Range]] = field(default_factory=dict)


def binders(node: s.Node) -> tuple[str, ...]:
    """The indices that ``sum(expression, k, m)`` binds; none if it sums over an axis."""
    if not isinstance(node, s.Call) or node.function not in REDUCTIONS:
        return ()
    return tuple(argument.name for argument in node.arguments[1:] if isinstance(argument, s.Name))


def affine(node: s.Node, symbols: Mapping[str, Expr]) -> Expr | None:
    """An index expression, if it is made of integers, indices and sizes with + - *; otherwise None (a gather)."""
    if isinstance(node, s.Number):
        return node.value if node.whole else None
    if isinstance(node, s.Name):
        return symbols.get(node.name)
    if isinstance(node, s.Negative):
        inner = affine(node.operand, symbols)
        return None if inner is None else -inner
    if not isinstance(node, s.Chain) or set(node.operators) & {"/", "@"}:
        return None
    parts = [affine(operand, symbols) for operand in node.operands]
    result = parts[0]
    for operator, part in zip(node.operators, parts[1:], strict=True):
        if result is None or part is None:
            return None
        result = result * part if operator == "*" else result + part if operator == "+" else result - part
    return None if result is None else sympy.expand(result)


def find_ranges(
    left: tuple[str, ...],
    value: s.Node,
    spans: Spans,
    sizes: Mapping[str, Expr],
    numbers: Mapping[Symbol, int | None],
    base: int,
    *,
    required: bool = True,
    continued: bool = False,
) -> Ranges:
    """The ranges of all indices of a statement.  A stride (``x[2*i+u]``) needs sizes that have ``numbers``; no range that
    follows from a shifted index starts below ``base``.  In a statement that is ``continued`` from another (``h[0,j] = ...``)
    an index on the left runs over what all axes have in common: the other statement defines the rest.

    Raises:
        SpecError: two axes of different size share an index, or nothing tells the range of one that a sum binds (only if
            ``required``; those on the left may be known from another statement).
    """
    names: dict[Symbol, str] = {}
    owners: dict[Symbol, s.Call | None] = {}
    uses: list[Use] = []
    outer = {name: Dummy(name, integer=True) for name in left}
    for name, symbol in outer.items():
        names[symbol], owners[symbol] = name, None
    _collect(value, outer, spans, sizes, uses, names, owners)
    narrow = frozenset(outer.values()) if continued else frozenset()
    solved = _solve(names, uses, Integer(base), narrow)
    found = {symbol: _rounded(names[symbol], span, numbers) for symbol, span in solved.items()}
    result = Ranges()
    for symbol, name in names.items():
        owner = owners[symbol]
        if symbol not in found:
            if required and owner is not None:
                raise _unknown_range(name, owner, uses, symbol)
        elif owner is None:
            result.left[name] = found[symbol]
        else:
            result.bound.setdefault(id(owner), {})[name] = found[symbol]
    return result


def _collect(
    node: s.Node, scope: dict[str, Dummy], spans: Spans, sizes: Mapping[str, Expr], uses: list[Use],
    names: dict[Symbol, str], owners: dict[Symbol, s.Call | None],
) -> None:  # fmt: skip
    bound = binders(node)
    if bound and isinstance(node, s.Call):
        scope = dict(scope)
        for name in bound:
            symbol = scope[name] = Dummy(name, integer=True)
            names[symbol], owners[symbol] = name, node
        _collect(node.arguments[0], scope, spans, sizes, uses, names, owners)
        return
    if isinstance(node, s.Subscript):
        ranges = spans(node.name) or ()
        for index, span in zip(node.indices, ranges, strict=False):
            expr = affine(index, {**sizes, **scope})
            if expr is not None:
                uses.append(Use(expr, span, node))
    for child in node.children():
        _collect(child, scope, spans, sizes, uses, names, owners)


def _solve(names: Mapping[Symbol, str], uses: list[Use], base: Integer, narrow: frozenset[Symbol]) -> dict[Symbol, Range]:
    found: dict[Symbol, Range] = {}
    for symbol, name in names.items():
        plain = [use for use in uses if use.index == symbol]
        for use in plain:
            if found.setdefault(symbol, use.span) != use.span:
                if symbol in narrow and (inner := _inner(found[symbol], use.span)) is not None:
                    found[symbol] = inner
                    continue
                (a, b), (c, d) = found[symbol], use.span
                raise SpecError(
                    f"the index '{name}' runs over {a}..{b} in {plain[0].node.name}, but over {c}..{d} in {use.node.name}",
                    place=f"@{use.node.line}:{use.node.column}",
                )
    progress = True
    while progress and len(found) < len(names):
        progress = False
        for symbol in names:
            if symbol not in found and (span := _from_affine(symbol, uses, found, set(names))):
                found[symbol], progress = (base if at_most(span[0], base, {}) else span[0], span[1]), True
    return found


def _inner(one: Range, other: Range) -> Range | None:
    """The one of two ranges that lies inside the other."""
    for inner, outer in ((one, other), (other, one)):
        if at_most(outer[0], inner[0], {}) and at_most(inner[1], outer[1], {}):
            return inner
    return None


def _from_affine(symbol: Symbol, uses: list[Use], found: Mapping[Symbol, Range], unknown: set[Symbol]) -> Range | None:
    """The largest range for which every affine use stays in its axis, if one use decides it."""
    spans: list[Range] = []
    for use in uses:
        step = use.index.coeff(symbol)
        if step == 0 or use.index == symbol:
            continue
        rest = sympy.expand(use.index - step * symbol)
        if not step.is_Integer or step < 0 or (rest.free_symbols & unknown) - found.keys():
            return None
        least, most = _extreme(rest, found, False), _extreme(rest, found, True)
        lo, hi = use.span
        spans.append((sympy.ceiling((lo - least) / step), sympy.floor(sympy.expand((hi - most) / step))))
    for lo, hi in spans:
        if all(at_most(other[0], lo, {}) and at_most(hi, other[1], {}) for other in spans):
            return lo, hi
    return None


def _rounded(name: str, span: Range, numbers: Mapping[Symbol, int | None]) -> Range:
    """A range whose ends would have to be rounded, in numbers."""
    if not (span[0].has(sympy.floor, sympy.ceiling) or span[1].has(sympy.floor, sympy.ceiling)):
        return span
    lo, hi = (in_numbers(end, numbers) for end in span)
    if not (lo.is_Integer and hi.is_Integer):
        hint = "Declare them: sizes = { m = 28 }."
        raise SpecError(f"the range of the index '{name}' needs numbers for the sizes (it moves in strides)", hint=hint)
    return lo, hi


def _extreme(expr: Expr, found: Mapping[Symbol, Range], largest: bool) -> Expr:
    for symbol, (lo, hi) in found.items():
        coefficient = expr.coeff(symbol)
        if coefficient.is_number and coefficient != 0:
            end = hi if (coefficient > 0) == largest else lo
            expr = sympy.expand(expr - coefficient * symbol + coefficient * end)
    return expr


def _unknown_range(name: str, owner: s.Call | None, uses: list[Use], symbol: Symbol) -> SpecError:
    used = any(symbol in use.index.free_symbols for use in uses)
    message = f"nothing tells the range of the index '{name}'"
    hint = (
        "Its uses allow no single largest range."
        if used
        else "An index gets its range from an axis that it stands in: X[n, k]."
    )
    return SpecError(message, place=f"@{owner.line}:{owner.column}" if owner else None, hint=hint)


POSITIONS = frozenset({"conv1d", "conv2d", "conv_transpose2d", "max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d",
                       "positional", "rotary", "embedding"})  # fmt: skip
"""Layers that count positions, from 0."""


def needs_zero(nodes: Iterator[s.Node], integers: set[str], sizes: Collection[str] = ()) -> bool:
    """Whether some index is constant, shifted or gathered: then indices count from 0, as NumPy does.

    ``a[d + j]`` with a size d means the same in both ways of counting.
    """
    for node in nodes:
        if isinstance(node, s.Call) and (node.function == "arange" or node.function in POSITIONS):
            return True
        indices = node.indices if isinstance(node, (s.Subscript, s.Statement)) else ()
        for index in indices or ():
            if isinstance(index, s.Slice) or (isinstance(index, s.Name) and index.name not in integers):
                continue
            if isinstance(index, s.Chain) and set(index.operators) == {"+"} and _shifts_by_sizes(index, sizes):
                continue
            return True
    return False


def counts_by_value(statement: s.Statement) -> bool:
    """Whether an index stands as a number (``i*x[i]``, ``where(i < 2, ...)``): then it counts from 0, as ``arange`` does.

    Two indices that are compared with each other mean the same in both ways of counting.
    """
    indices = {index.name for index in statement.indices or () if isinstance(index, s.Name)}
    indices.update(name for node in statement.walk() for name in binders(node))
    return any(name in indices for name in _values(statement.value))


def _values(node: s.Node) -> Iterator[str]:
    """The names that stand for a number: not inside the brackets of an entry, nor behind the comma of a sum."""
    if isinstance(node, s.Name):
        yield node.name
    elif isinstance(node, s.Comparison) and isinstance(node.left, s.Name) and isinstance(node.right, s.Name):
        return
    elif not isinstance(node, s.Subscript):
        inner = node.arguments[:1] if isinstance(node, s.Call) and binders(node) else node.children()
        for child in (node.base,) if isinstance(node, s.Take) else inner:
            yield from _values(child)


def _shifts_by_sizes(index: s.Chain, sizes: Collection[str]) -> bool:
    names = [operand.name if isinstance(operand, s.Name) else "" for operand in index.operands]
    return "" not in names and sum(name not in sizes for name in names) == 1
