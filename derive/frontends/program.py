"""Statements become equations, in order.

Input: the statements of a formula text and a scope.  Output: index equations.  ``name = value`` defines every entry of
an array; ``name[t, j] = value`` defines the entries that its indices name, and may be one of several (``h[0,j]`` and
``h[t,j]``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import cast

import sympy
from sympy import Expr, Symbol

from derive.algebra import Entry, Tensor, fresh_index
from derive.algebra import replace as rename
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.errors import SpecError
from derive.frontends import syntax as s
from derive.frontends import values
from derive.frontends.calls import FUNCTIONS
from derive.frontends.constants import check_real
from derive.frontends.indices import find_ranges
from derive.frontends.lowering import Lowering, Namer, Scope
from derive.frontends.shapes import FIRST_STEP, Shapes
from derive.frontends.values import Value
from derive.model import Equation, Kind
from derive.names import check_name, fresh_name

LETTERS = ("j", "k", "i", "m", "q", "p", "l", "h")
"""The indices of array equations, in the order of use."""


@dataclass
class Program:
    """Lowers statements one by one.

    ``prefix`` holds the indices that every equation carries in front (the example, in the cost of one example);
    ``naming`` says whether large inline parts become equations of their own; ``examples`` is the size whose axis gets
    the index n.
    """

    scope: Scope
    file: str
    prefix: tuple[Bound, ...] = ()
    naming: bool = True
    examples: Symbol | None = None
    equations: list[Equation] = field(default_factory=list)
    _made: dict[tuple[object, ...], Value] = field(default_factory=dict)
    _rests: dict[str, tuple[Range, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shapes = Shapes(self.scope, self.file)

    def run(self, statements: Iterable[s.Statement]) -> list[Equation]:
        """All statements, in order.

        Raises:
            SpecError: with the place in the file.
        """
        statements = list(statements)
        self.shapes.add(statements)
        for statement in statements:
            try:
                self._check(statement)
                self._indexed(statement) if statement.indices else self._array(statement)
            except SpecError as error:
                raise self._placed(error, statement) from None
        return self.equations

    def assumption(self, node: s.Comparison) -> tuple[Expr, Expr, tuple[Bound, ...]]:
        """Both sides of an equation between inputs, for every value of its indices."""
        try:
            scope = replace(
                self.scope,
                bound=find_ranges((), node, self.shapes.of, self.scope.sizes, self.scope.numbers, self.scope.base).bound,
            )
            lowering = Lowering(scope, self.file)
            both = values.combine(lambda a, b: sympy.Tuple(a, b), lowering.lower(node.left), lowering.lower(node.right))
            bounds = self._bounds(both)
            left, right = both.at(tuple(k for k, _, _ in bounds))
        except SpecError as error:
            raise self._placed(error, node) from None
        return left, right, (*self.prefix, *bounds)

    def _check(self, statement: s.Statement) -> None:
        name, earlier = check_name(statement.name, "quantity"), self.shapes.statements[statement.name]
        if name in self.scope.sizes:
            raise SpecError(f"'{name}' is the name of a size", hint="Use another name.")
        if name in FUNCTIONS or name in self.scope.functions.known:
            raise SpecError(f"'{name}' is the name of a function", hint="Use another name.")
        array = any(other.indices is None for other in earlier) and len(earlier) > 1
        if array or (name in self.scope.variables and earlier[0] is statement):
            raise SpecError(f"'{name}' is defined twice", hint="Give each quantity a name of its own.")
        for node in statement.value.walk():
            later = isinstance(node, s.Subscript) and node.name != name and node.name not in self.scope.variables
            if isinstance(node, s.Subscript) and later and node.name in self.shapes.statements:
                raise SpecError(f"'{node.name}' is read before it has an equation", place=self._at(node), hint=FIRST_STEP)

    def _placed(self, error: SpecError, node: s.Node) -> SpecError:
        if error.place and error.place.startswith("@"):
            error.place = f"{self.file}:{error.place[1:]}"
        error.at(self._at(node))
        return error

    def _at(self, node: s.Node) -> str:
        return f"{self.file}:{node.line}:{node.column}"

    def _array(self, statement: s.Statement) -> None:
        ranges = find_ranges((), statement.value, self.shapes.of, self.scope.sizes, self.scope.numbers, self.scope.base)
        scope = replace(self.scope, bound=ranges.bound)
        value = Lowering(scope, self.file, self._namer, statement.value).lower(statement.value)
        bounds = self._bounds(value)
        tensor = Tensor(statement.name, [(lo, hi) for _, lo, hi in (*self.prefix, *bounds)])
        self._define(tensor, bounds, value.at(tuple(k for k, _, _ in bounds)), statement)

    def _indexed(self, statement: s.Statement) -> None:
        spans = self.shapes.whole_spans(statement)
        bounds, at = self._left(statement)
        scope = replace(self.scope, indices=bounds, bound=self._bound(statement), open=self._open(statement))
        rest = self._rest(statement, scope)
        before = tuple(k for k, _, _ in self.prefix)
        tensor = Tensor(statement.name, [*((lo, hi) for _, lo, hi in self.prefix), *spans, *rest])
        whole = values.entries(tensor, before)
        scope = replace(scope, variables={**self.scope.variables, statement.name: whole})
        value = Lowering(scope, self.file, self._namer, statement.value).lower(statement.value)
        if value.rank and value.ranges != rest:
            shape = ", ".join(str(values.size_of(span)) for span in rest)
            wanted = f"what stands there has shape ({shape})" if rest else "one entry is defined"
            hint = "Index every axis, or begin with the first step as a whole: h[0] = h0, c[0] = 0*h0."
            raise SpecError(f"the right side has shape {value.shape}, but {wanted}", hint=hint)
        own = self._letters(rest, {*map(str, before), *bounds, *self.scope.variables, *self.scope.sizes})
        letters = tuple(k for k, _, _ in own)
        self.scope.variables[statement.name] = whole
        rhs = value.at(letters) if value.rank else value.scalar()
        equation = Equation(Entry(tensor, *before, *at, *letters), rhs, (*self.prefix, *bounds.values(), *own))
        self._append(replace(equation, kind=self._kind(statement.value)), statement)

    def _left(self, statement: s.Statement) -> tuple[dict[str, Bound], list[Expr]]:
        """The indices on a statement's left side with their ranges, and the place that it defines."""
        names, own = self.shapes.left_names(statement), self.shapes.left_spans(statement)
        if len(set(names)) != len(names):
            raise SpecError("an index stands twice on the left side")
        for name in names:
            if name in self.scope.variables:
                raise SpecError(f"'{name}' is the name of a tensor", hint="Use another index.")
        reserved = {str(k) for k, _, _ in self.prefix}
        at: list[Expr] = []
        bounds: dict[str, Bound] = {}
        for index, span in zip(statement.indices or (), own, strict=True):
            if isinstance(index, s.Name) and index.name in names:
                name = index.name
                bounds[name] = (Symbol(fresh_name(name, reserved), integer=True), *span)
                at.append(bounds[name][0])
            else:
                at.append(span[0])
        return bounds, at

    def _bound(self, statement: s.Statement) -> dict[int, dict[str, Range]]:
        """The ranges of the indices that the sums of a statement bind."""
        sizes, numbers, base = self.scope.sizes, self.scope.numbers, self.scope.base
        names, continued = self.shapes.left_names(statement), self.shapes.is_continued(statement)
        return find_ranges(names, statement.value, self.shapes.of, sizes, numbers, base, continued=continued).bound

    def _rest(self, statement: s.Statement, scope: Scope) -> tuple[Range, ...]:
        """The axes of what a statement defines beyond its indices, ``h[0] = h0``: those of the first right side that does not
        read the tensor itself.  Outside of recurrences an entry is a number: an array there is an index that was forgotten."""
        name = statement.name
        if name not in self._rests and not self._is_stepped(statement):
            self._rests[name] = ()
        if name not in self._rests:
            alone = not any(isinstance(node, s.Subscript | s.Name) and node.name == name for node in statement.value.walk())
            value = Lowering(scope, self.file, None, statement.value).lower(statement.value) if alone else None
            self._rests[name] = (value.ranges if value is not None else ()) or tuple(self._multiplied(name))
        return self._rests[name]

    def _is_stepped(self, statement: s.Statement) -> bool:
        """Whether a statement defines a state of a recurrence, reads one by its step alone, or what was made of that so, or
        multiplies a matrix by what stands at a step."""
        if self.shapes.is_continued(statement):
            return True
        nodes = list(statement.value.walk())
        products = (node for node in nodes if isinstance(node, s.Chain) and "@" in node.operators)
        multiplied = [one for node in products for one in node.operands]
        reads = (node for node in nodes if isinstance(node, s.Subscript) and len(node.indices) == 1)
        return any(
            node in multiplied or len(self.shapes.statements.get(node.name, ())) > 1 or self._rests.get(node.name)
            for node in reads
        )

    def _multiplied(self, name: str) -> Iterator[Range]:
        """The axis of what a matrix is multiplied by: of ``h[0] = 0`` that of the h[t-1] behind W in ``W @ h[t-1]``."""
        nodes = (node for them in self.shapes.statements.values() for one in them for node in one.value.walk())
        chains = (node for node in nodes if isinstance(node, s.Chain) and "@" in node.operators)
        for one, other in (pair for chain in chains for pair in pairwise(chain.operands)):
            matrix = self.scope.variables.get(one.name) if isinstance(one, s.Name) else None
            if matrix is not None and matrix.rank == 2 and isinstance(other, s.Subscript) and other.name == name:
                if len(other.indices) == 1:
                    yield matrix.ranges[-1]
                    return

    def _open(self, statement: s.Statement) -> frozenset[str]:
        """The tensors whose definition is not complete before this statement."""
        later = {
            name
            for name, all_ in self.shapes.statements.items()
            if name in self.scope.variables and not self._complete(name, all_)
        }
        return frozenset(later | {statement.name})

    def _complete(self, name: str, all_: list[s.Statement]) -> bool:
        return sum(equation.tensor.name == name for equation in self.equations) == len(all_)

    def _define(self, tensor: Tensor, bounds: tuple[Bound, ...], rhs: Expr, statement: s.Statement) -> None:
        before = [k for k, _, _ in self.prefix]
        lhs = Entry(tensor, *before, *(k for k, _, _ in bounds))
        self.scope.variables[statement.name] = values.entries(tensor, before)
        self._append(Equation(lhs, rhs, (*self.prefix, *bounds), self._kind(statement.value)), statement)

    def _append(self, equation: Equation, node: s.Node) -> None:
        check_real(equation.rhs, f"'{equation.tensor.name}'", self._at(node))
        self.equations.append(replace(equation, place=self._at(node)))

    def _bounds(self, value: Value) -> tuple[Bound, ...]:
        """Readable indices for the axes of an array: n for the examples, then j, k, i, m."""
        taken = {str(k) for k, _, _ in self.prefix} | set(self.scope.variables) | set(self.scope.sizes)
        return self._letters(value.ranges, taken)

    def _letters(self, ranges: Iterable[Range], taken: set[str]) -> tuple[Bound, ...]:
        bounds: list[Bound] = []
        for span in ranges:
            is_examples = self.examples is not None and values.size_of(span) == self.examples
            free = [letter for letter in LETTERS if letter not in taken]
            name = "n" if is_examples and "n" not in taken else free[0] if free else fresh_name("i", taken)
            taken = taken | {name}
            bounds.append((Symbol(name, integer=True), *span))
        return tuple(bounds)

    @property
    def _namer(self) -> Namer | None:
        return self._make if self.naming else None

    def _make(self, value: Value, wanted: str, kind: str, node: s.Node, scope: Scope) -> Value:
        """An equation of its own for an inline part: over the indices in scope that it uses, and over its own axes."""
        used = value.at(tuple(fresh_index() for _ in value.ranges)).free_symbols
        outer: dict[str, Bound] = {}
        for wish, bound in [*((str(b[0]), b) for b in self.prefix), *scope.indices.items()]:
            if bound[0] in used:
                outer[fresh_name(wish, set(outer))] = bound
        front = tuple((Symbol(name, integer=True), lo, hi) for name, (_, lo, hi) in outer.items())
        own = self._letters(value.ranges, {*outer, *self.scope.variables, *self.scope.sizes})
        there = tuple(k for k, _, _ in own)
        rhs = rename(value.at(there), {bound[0]: k for bound, (k, _, _) in zip(outer.values(), front, strict=True)})
        bounds = (*front, *own)
        if (rhs, bounds) not in self._made:
            quantities = {*self.scope.variables, *self.scope.sizes, *self.shapes.statements}
            name = fresh_name(wanted, {*quantities, *outer, *scope.indices, *self.scope.functions.known})
            tensor = Tensor(name, [(lo, hi) for _, lo, hi in bounds], integer=value.integer)
            lhs = Entry(tensor, *(k for k, _, _ in bounds))
            self._append(Equation(lhs, rhs, bounds, cast(Kind, kind), inner=True), node)
            self._made[rhs, bounds] = self.scope.variables[name] = values.entries(tensor)
        made = self._made[rhs, bounds]
        before = tuple(bound[0] for bound in outer.values())
        return Value(value.ranges, lambda at: made.at((*before, *at)), True)

    def _kind(self, node: s.Node) -> Kind:
        known = self.scope.functions.known
        return (
            "activation"
            if isinstance(node, s.Call) and node.function in known and known[node.function].listed
            else "definition"
        )
