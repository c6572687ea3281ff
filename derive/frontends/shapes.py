"""The shapes of indexed quantities, found by looking ahead: ``h[0,j]`` and ``h[t,j]`` together define h for 0..T.

Input: all statements and the scope.  Output: the ranges of the axes of a tensor, before it is lowered; so a recursion
may use what it defines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sympy

from derive.algebra.nodes import Range
from derive.errors import SpecError
from derive.frontends import syntax as s
from derive.frontends.indices import affine, find_ranges
from derive.frontends.lowering import Scope

FIRST_STEP = "A recurrence needs its first step as an equation of its own, before the others: h[0, j] = 0."


@dataclass
class Shapes:
    """``of(name)`` gives the ranges of a tensor's axes, or None if they are not known yet."""

    scope: Scope
    file: str
    statements: dict[str, list[s.Statement]] = field(default_factory=dict)
    _found: dict[str, tuple[Range, ...]] = field(default_factory=dict)

    def add(self, statements: Iterable[s.Statement]) -> None:
        for statement in statements:
            self.statements.setdefault(statement.name, []).append(statement)

    def of(self, name: str) -> tuple[Range, ...] | None:
        """The ranges of a tensor's axes: known, or found by looking ahead to the statements that define it."""
        if name in self.scope.variables:
            return self.scope.variables[name].ranges
        return self.declared(name)

    def declared(self, name: str) -> tuple[Range, ...] | None:
        if name in self._found:
            return self._found[name] or None
        found = self.statements.get(name, [])
        if not found or any(statement.indices is None for statement in found):
            return None
        self._found[name] = ()  # while we look: a recursion does not tell its own range
        merged: list[Range | None] | None = None
        for statement in found:
            spans = self._own_spans(statement)
            if merged is not None and len(merged) != len(spans):
                raise SpecError(f"'{name}' has {len(merged)} indices here and {len(spans)} there", place=self._at(statement))
            merged = spans if merged is None else [self._merge(name, a, b) for a, b in zip(merged, spans, strict=True)]
        known = tuple(span for span in merged or () if span is not None)
        if len(known) < len(merged or ()):  # perhaps known later, when what it reads is
            del self._found[name]
            return None
        self._found[name] = known
        return known

    def left_spans(self, statement: s.Statement) -> list[Range]:
        """The ranges of a statement's indices on the left; where its right side does not tell one (``h[0,j] = 0``), that of
        the axis."""
        whole = self.declared(statement.name) or ()
        return [
            self._known(span or (whole[axis] if axis < len(whole) else None), statement, axis)
            for axis, span in enumerate(self._own_spans(statement))
        ]

    def whole_spans(self, statement: s.Statement) -> tuple[Range, ...]:
        """The ranges of all axes of the tensor that a statement defines, as a whole or in part.

        Raises:
            SpecError: another statement of the same tensor does not tell its range.
        """
        for other in self.statements[statement.name]:
            self.left_spans(other)
        spans = self.declared(statement.name)
        assert spans is not None
        return spans

    def _known(self, span: Range | None, statement: s.Statement, axis: int) -> Range:
        if span is None:
            index = (statement.indices or ())[axis]
            name = index.name if isinstance(index, s.Name) else "?"
            hint = "An index gets its range from an axis that it stands in: X[n, k]."
            if any(isinstance(node, s.Subscript) and node.name == statement.name for node in statement.value.walk()):
                hint = FIRST_STEP
            raise SpecError(f"nothing tells the range of the index '{name}'", place=self._at(statement), hint=hint)
        return span

    def _own_spans(self, statement: s.Statement) -> list[Range | None]:
        """What a statement itself tells of the ranges on its left side."""
        names = self.left_names(statement)
        sizes, numbers, base = self.scope.sizes, self.scope.numbers, self.scope.base
        continued = self.is_continued(statement)
        left = find_ranges(names, statement.value, self.of, sizes, numbers, base, required=False, continued=continued).left
        spans: list[Range | None] = []
        for axis, index in enumerate(statement.indices or ()):
            if isinstance(index, s.Name) and index.name in names:
                spans.append(self._beside(statement, axis, left[index.name]) if index.name in left else None)
                continue
            constant = affine(index, self.scope.sizes)
            if constant is None:
                hint = "The left side takes indices and constants."
                raise SpecError(f"'{statement.name}' cannot be defined at this index", place=self._at(statement), hint=hint)
            spans.append((constant, constant))
        return spans

    def _beside(self, statement: s.Statement, axis: int, span: Range) -> Range:
        """A range without the ends for which other statements define the tensor: ``h[0] = ...`` comes before ``h[t] = ...``."""
        others = [other for other in self.statements.get(statement.name, ()) if other is not statement and other.indices]
        at = [affine(other.indices[axis], self.scope.sizes) for other in others if other.indices and axis < len(other.indices)]
        lo, hi = span
        for _ in at:
            lo = lo + 1 if any(point is not None and sympy.expand(point - lo) == 0 for point in at) else lo
            hi = hi - 1 if any(point is not None and sympy.expand(point - hi) == 0 for point in at) else hi
        return lo, hi

    def is_continued(self, statement: s.Statement) -> bool:
        """Whether several statements define a tensor: the first state, and the others."""
        return len(self.statements.get(statement.name, ())) > 1

    def left_names(self, statement: s.Statement) -> tuple[str, ...]:
        return tuple(i.name for i in statement.indices or () if isinstance(i, s.Name) and i.name not in self.scope.sizes)

    def _merge(self, name: str, a: Range | None, b: Range | None) -> Range | None:
        """The range of an axis that two statements define: one continues the other."""
        if a is None or b is None or a == b:
            return a or b
        if sympy.expand(a[1] + 1 - b[0]) == 0:
            return a[0], b[1]
        if sympy.expand(b[1] + 1 - a[0]) == 0:
            return b[0], a[1]
        raise SpecError(
            f"'{name}' is defined for {a[0]}..{a[1]} and for {b[0]}..{b[1]}", hint="The two should meet without a gap."
        )

    def _at(self, node: s.Node) -> str:
        return f"{self.file}:{node.line}:{node.column}"
