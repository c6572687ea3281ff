"""The sum node: capture-avoiding, and canonical under renaming of its bound indices.

Bound indices are reserved symbols that stand nowhere outside a sum.  Whoever looks inside a sum first opens it, which gives
fresh indices; the constructor closes it again.  So no substitution can capture an index, and two sums that differ in the
names or the order of their bound indices only are the same expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count, permutations
from typing import Any

import sympy
from sympy import Basic, Dummy, Expr, Mul, S, Symbol, Tuple

from derive.algebra.nodes import Entry, Range, nothing_assumed
from derive.algebra.text import text

Bound = tuple[Symbol, Expr, Expr]
"""An index with the first and the last of its values."""

_RESERVED = "_bound"
_fresh = count()


def fresh_index() -> Symbol:
    """An index that stands nowhere else."""
    return Dummy(f"i{next(_fresh)}", integer=True)


@nothing_assumed
class Sum(Expr):
    """``Sum(body, (k, lo, hi), ...)``: the sum of ``body`` over every value of the bound indices, both ends included.

    The constructor pulls out factors that depend on no bound index, merges directly nested sums, counts the terms of
    constant bodies, and renames the bound indices canonically.  It never distributes over additions.
    """

    is_commutative = True

    def __new__(cls, body: Any, *bounds: Any) -> Expr:
        body = sympy.S(body)
        opened = [(sympy.S(k), sympy.S(lo), sympy.S(hi)) for k, lo, hi in bounds]
        return _close(body, opened)

    @property
    def bounds(self) -> tuple[Tuple, ...]:
        return self.args[1:]

    def open(self) -> tuple[Expr, list[Bound]]:
        """The body and the bounds, with fresh indices in place of the reserved ones."""
        renaming = {bound[0]: fresh_index() for bound in self.bounds}
        body = replace(self.args[0], renaming)
        return body, [(renaming[k], lo.xreplace(renaming), hi.xreplace(renaming)) for k, lo, hi in self.bounds]

    @property
    def free_symbols(self) -> set[Basic]:
        inside = set().union(*(arg.free_symbols for arg in self.args))
        return inside - {bound[0] for bound in self.bounds}

    def _xreplace(self, rule: Mapping[Any, Any]) -> tuple[Basic, bool]:
        if self in rule:
            return rule[self], True
        result = replace(self, rule)
        return result, result != self

    def _eval_subs(self, old: Basic, new: Basic) -> Expr:
        return replace(self, {old: new})

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        raise TypeError("a sum is differentiated by derive.algebra.differentiate, not by SymPy")

    def _sympystr(self, printer: Any) -> str:
        limits = (map(printer._print, bound) for bound in self.bounds)
        return f"Sum({printer._print(self.args[0])}, {', '.join(f'{k}={lo}..{hi}' for k, lo, hi in limits)})"


def replace(expr: Basic, rule: Mapping[Any, Any]) -> Any:
    """Replace sub-expressions, never capturing a bound index (a sum whose reserved index is in the rule is being opened)."""
    if expr in rule:
        return rule[expr]
    if not expr.args:
        return expr
    if isinstance(expr, Sum):
        return _in_a_sum(expr, rule)
    args = [replace(arg, rule) for arg in expr.args]
    return expr if all(a is b for a, b in zip(args, expr.args, strict=True)) else expr.func(*args)


def _in_a_sum(expr: Sum, rule: Mapping[Any, Any]) -> Any:
    own = {bound[0] for bound in expr.bounds}
    if rule.keys() & own:  # an inner sum that shadows: its own indices are not the rule's
        inner = {old: new for old, new in rule.items() if old not in own}
        return replace(expr, inner) if inner else expr
    if not _mentions(expr, rule):
        return expr
    body, bounds = (expr.args[0], expr.bounds) if all(_is_harmless(new, own) for new in rule.values()) else expr.open()
    return Sum(replace(body, rule), *((k, replace(lo, rule), replace(hi, rule)) for k, lo, hi in bounds))


def _is_harmless(new: Any, own: set[Symbol]) -> bool:
    """Whether a replacement may go into a closed sum: only one that holds a sum, or an index of this one, could be captured."""
    if not isinstance(new, Basic) or (new.is_Symbol and new not in own):
        return True
    return not (new.free_symbols & own) and not new.atoms(Sum)


def rename(expr: Basic, rule: Mapping[Any, Any]) -> Any:
    """Exchange tensors and sizes for others, everywhere.

    No index is touched, so that sums need not be opened; only the order of several bound indices may change with the names.
    """
    if expr in rule:
        return rule[expr]
    if not expr.args:
        return expr
    args = [rename(arg, rule) for arg in expr.args]
    if all(a is b for a, b in zip(args, expr.args, strict=True)):
        return expr
    return Expr.__new__(Sum, *args) if isinstance(expr, Sum) and len(args) == 2 else expr.func(*args)


def _mentions(expr: Basic, rule: Mapping[Any, Any]) -> bool:
    return any(node in rule for node in sympy.preorder_traversal(expr))


def rewrite(expr: Expr, rule: Callable[[Expr], Expr | None]) -> Expr:
    """Rewrite from the leaves upward: ``rule`` gets each node, with open indices, and returns its replacement or None."""
    if isinstance(expr, Sum):
        opened, bounds = expr.open()
        body = rewrite(opened, rule)
        rebuilt = expr if body is opened else Sum(body, *bounds)
    elif expr.args and isinstance(expr, Basic):
        args = [rewrite(arg, rule) if isinstance(arg, Basic) else arg for arg in expr.args]
        rebuilt = expr if all(a is b for a, b in zip(args, expr.args, strict=True)) else expr.func(*args)
    else:
        rebuilt = expr
    changed = rule(rebuilt)
    return rebuilt if changed is None else changed


def _close(body: Expr, bounds: list[Bound]) -> Expr:
    while isinstance(body, Sum):
        body, inner = body.open()
        bounds = bounds + inner
    if body == 0:
        return S.Zero
    symbols = {k for k, _, _ in bounds}
    outside, inside = _split_factors(body, symbols)
    if outside != 1:
        return outside * _close(inside, bounds)
    for bound in bounds:
        k, lo, hi = bound
        if not _depends(body, k) and not any(_depends(e, k) for other in bounds for e in other[1:]):
            rest = [other for other in bounds if other is not bound]
            terms = sympy.expand(hi - lo + 1)
            return _close(body * terms, rest) if rest else body * terms
    if not bounds:
        return body
    return _canonical(body, bounds)


def _depends(expr: Expr, symbol: Symbol) -> bool:
    return symbol in expr.free_symbols


def _split_factors(body: Expr, symbols: set[Symbol]) -> tuple[Expr, Expr]:
    """The factors of ``body`` that depend on no bound index, and the others."""
    outside = [factor for factor in Mul.make_args(body) if not (factor.free_symbols & symbols)]
    if not outside or len(outside) == len(Mul.make_args(body)):
        return S.One, body
    inside = [factor for factor in Mul.make_args(body) if factor.free_symbols & symbols]
    return Mul(*outside), Mul(*inside)


def _canonical(body: Expr, bounds: list[Bound]) -> Expr:
    """The one of all namings and orders whose expression sorts first."""
    level = _height(body)
    candidates = []
    for order in _orders(body, bounds):
        names = {k: Symbol(f"{_RESERVED}{level + i}", integer=True) for i, (k, _, _) in enumerate(order)}
        renamed = replace(body, names)
        limits = [Tuple(names[k], lo.xreplace(names), hi.xreplace(names)) for k, lo, hi in order]
        candidates.append((renamed, limits))
    if len(candidates) > 1:
        candidates.sort(key=lambda c: (c[0].sort_key(), [limit.sort_key() for limit in c[1]]))
    body, limits = candidates[0]
    return Expr.__new__(Sum, body, *limits)


def _height(expr: Basic) -> int:
    """One more than the deepest reserved index bound inside, so that an outer index never carries an inner one's name."""
    levels = [0]
    for node in sympy.preorder_traversal(expr):
        if isinstance(node, Sum):
            levels.extend(int(bound[0].name[len(_RESERVED) :]) + 1 for bound in node.bounds)
    return max(levels)


def _orders(body: Expr, bounds: list[Bound]) -> Iterable[tuple[Bound, ...]]:
    """Orders of the bound indices worth trying: by an invariant of each index, and every order of those that tie."""
    if len(bounds) == 1:
        return [tuple(bounds)]
    anonymous = {k: Symbol("_any", integer=True) for k, _, _ in bounds}

    def invariant(bound: Bound) -> Any:
        marked = anonymous | {bound[0]: Symbol("_this", integer=True)}
        return text(replace(body, marked)), text(bound[1].xreplace(marked)), text(bound[2].xreplace(marked))

    groups: dict[Any, list[Bound]] = {}
    for bound in bounds:
        groups.setdefault(invariant(bound), []).append(bound)
    orders: list[tuple[Bound, ...]] = [()]
    for key in sorted(groups):
        orders = [done + chosen for done in orders for chosen in permutations(groups[key])]
    return [order for order in orders if _limits_in_scope(order)] or orders


def _limits_in_scope(order: tuple[Bound, ...]) -> bool:
    """A limit may mention an index of the same sum only if that index stands further left."""
    symbols = [k for k, _, _ in order]
    return not any(k in bound[j].free_symbols for i, bound in enumerate(order) for k in symbols[i:] for j in (1, 2))


__all__ = ["Bound", "Range", "Sum", "fresh_index", "rename", "replace", "rewrite"]


def open_entries(expr: Expr) -> list[Entry]:
    """All entries of an expression, those inside sums with fresh indices."""
    found: list[Entry] = []

    def note(node: Expr) -> None:
        if isinstance(node, Entry):
            found.append(node)

    rewrite(expr, note)
    return found
