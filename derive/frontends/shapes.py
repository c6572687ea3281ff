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
        merged: list[Range] | None = None
        for statement in found:
            spans = self.left_spans(statement)
            if merged is not None and len(merged) != len(spans):
                raise SpecError(f"'{name}' has {len(merged)} indices here and {len(spans)} there", place=self._at(statement))
            merged = spans if merged is None else [self._merge(name, a, b) for a, b in zip(merged, spans, strict=True)]
        self._found[name] = tuple(merged or ())
        return self._found[name]

    def left_spans(self, statement: s.Statement) -> list[Range]:
        names = self.left_names(statement)
        left = find_ranges(
            names, statement.value, self.of, self.scope.sizes, self.scope.numbers, self.scope.base, required=False
        ).left
        spans: list[Range] = []
        for index in statement.indices or ():
            if isinstance(index, s.Name) and index.name in names:
                if index.name not in left:
                    hint = "An index gets its range from an axis that it stands in: X[n, k]."
                    raise SpecError(
                        f"nothing tells the range of the index '{index.name}'", place=self._at(statement), hint=hint
                    )
                spans.append(left[index.name])
                continue
            constant = affine(index, self.scope.sizes)
            if constant is None:
                hint = "The left side takes indices and constants."
                raise SpecError(f"'{statement.name}' cannot be defined at this index", place=self._at(statement), hint=hint)
            spans.append((constant, constant))
        return spans

    def left_names(self, statement: s.Statement) -> tuple[str, ...]:
        return tuple(i.name for i in statement.indices or () if isinstance(i, s.Name) and i.name not in self.scope.sizes)

    def _merge(self, name: str, a: Range, b: Range) -> Range:
        """The range of an axis that two statements define: one continues the other."""
        if a == b:
            return a
        if sympy.expand(a[1] + 1 - b[0]) == 0:
            return a[0], b[1]
        if sympy.expand(b[1] + 1 - a[0]) == 0:
            return b[0], a[1]
        raise SpecError(
            f"'{name}' is defined for {a[0]}..{a[1]} and for {b[0]}..{b[1]}", hint="The two should meet without a gap."
        )

    def _at(self, node: s.Node) -> str:
        return f"{self.file}:{node.line}:{node.column}"
