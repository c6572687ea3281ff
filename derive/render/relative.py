"""Equations, theorems and tensors with their layers counted from one of them: ``W5 a4`` as seen from layer 5 is ``W@l a@l-1``.

Input: an item and the number of its layer.  Output: the same of layer l.  Sizes are counted, too (``n_4`` is ``n_{l-1}``),
but for those that many layers share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from sympy import Basic, Symbol

from derive import places
from derive.algebra import Entry, Tensor, adjoint
from derive.algebra import replace as put
from derive.algebra.sums import rename
from derive.derivation import Ref, Step, Theorem
from derive.matrix_nodes import Matrix
from derive.model import Equation

LETTER = "l"
_SIZE = re.compile(r"([A-Za-z]+)_(\d+)")


def layer_of(tensor: Tensor | None) -> int | None:
    """The number of the layer to which a tensor belongs, if it belongs to one."""
    return places.layer(tensor.tag) if tensor is not None else None


def number_of_size(size: Basic) -> int | None:
    """The layer in the name of a size: 4 for ``n_4``."""
    found = _SIZE.fullmatch(size.name) if isinstance(size, Symbol) and size.is_positive and not size.is_Dummy else None
    return int(found[2]) if found else None


@dataclass(frozen=True)
class Counted:
    """Counts layers from one; ``shared`` sizes keep their names.

    ``quick`` leaves bound indices in the order that the old names gave them: for comparisons, not for printing.
    """

    layer: int
    shared: frozenset[Symbol]
    quick: bool = False

    def equation(self, equation: Equation) -> Equation:
        """The equation of layer l."""
        return replace(
            equation,
            lhs=self.part(equation.lhs),
            rhs=self.part(equation.rhs),
            bounds=self.part(equation.bounds),
            words=self.words(equation.words),
        )

    def theorem(self, theorem: Theorem) -> Theorem:
        """The theorem on layer l; its citations are those of the layer it was proved for."""
        steps = tuple(Step(s.rule, self.part(s.after), self.part(s.reason), s.detail) for s in theorem.steps)
        subject, title = self.part(theorem.subject), self.words(theorem.title)
        if isinstance(subject, Entry):  # the bare name of a tensor ends a title: it is printed as a formula
            name = theorem.subject.tensor.name
            title = re.sub(rf"(?<=with respect to ){re.escape(name)}$", subject.tensor.name, title)
        return replace(
            theorem,
            title=title,
            subject=subject,
            bounds=self.part(theorem.bounds),
            steps=steps,
            opening=self.part(theorem.opening),
            matrix=self.part(theorem.matrix),
            matrix_reason=self.part(theorem.matrix_reason),
            conditions=self.part(theorem.conditions),
        )

    def words(self, words: str) -> str:
        """The words with layer l for the layer."""
        return re.sub(rf"\blayer {self.layer}\b", f"layer {LETTER}", words)

    def part(self, part: Any) -> Any:
        """An expression, a tensor, a matrix or a row of them."""
        if isinstance(part, tuple):
            return tuple(self.part(inner) for inner in part)
        if isinstance(part, Tensor):
            return _retagged(part, self.layer, self.shared)
        if isinstance(part, Matrix):
            return type(part)(**{f.name: self.part(getattr(part, f.name)) for f in fields(part)})  # type: ignore[arg-type]
        if not isinstance(part, Basic):
            return part
        renamed: dict[Any, Any] = {tensor: self.part(tensor) for tensor in part.atoms(Tensor)}
        renamed |= {size: _resized(size, self.layer, self.shared) for size in part.free_symbols if isinstance(size, Symbol)}
        changed = {old: new for old, new in renamed.items() if old != new}
        if not changed:
            return part
        return rename(part, changed) if self.quick else put(part, changed)


def cited(reason: Sequence[Any], name: Callable[[str], str]) -> tuple[Any, ...]:
    """A reason with every citation renamed."""
    return tuple(
        Ref(name(part.key)) if isinstance(part, Ref) else cited(part, name) if isinstance(part, tuple) else part
        for part in reason
    )


def references(theorem: Theorem) -> list[str]:
    """The keys that a theorem's proof cites, in order."""
    found: list[str] = []
    for reason in (theorem.opening, *(step.reason for step in theorem.steps), theorem.matrix_reason):
        cited(reason, lambda key: found.append(key) or key)  # type: ignore[func-returns-value]
    return found


def _resized(size: Symbol, layer: int, shared: frozenset[Symbol]) -> Symbol:
    """``n_3`` is ``n_{l-1}`` as seen from layer 4."""
    number = number_of_size(size)
    if number is None or size in shared:
        return size
    return Symbol(f"{size.name.partition('_')[0]}_{_label(number - layer)}", integer=True, positive=True)


@lru_cache(maxsize=8192)
def _retagged(tensor: Tensor, layer: int, shared: frozenset[Symbol]) -> Tensor:
    if tensor.role == "adjoint" and tensor.of is not None:
        return adjoint(_retagged(tensor.of, layer, shared))
    number = layer_of(tensor)
    if number is None:
        return tensor
    label = _label(number - layer)
    *which, _ = places.parts(tensor.tag)
    tag = ",".join([*which, label])
    ranges = Counted(layer, shared).part(tensor.ranges)
    name = f"{''.join([tensor.base, *which])}@{label}"
    return tensor.like(name=name, ranges=ranges, tag=tag)


def _label(offset: int) -> str:
    return f"{LETTER}{offset:+d}" if offset else LETTER
