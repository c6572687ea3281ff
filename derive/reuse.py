"""Local derivations are made once per kind of layer, and instantiated: twelve equal blocks cost little more than one.

The proof of an adjoint depends on the equations around its tensor only.  If those are an earlier tensor's up to the names of
tensors and sizes, the earlier lines hold with the names exchanged.  The exchange is checked on the equations themselves before
it is trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import Basic, Expr

from derive.algebra import Tensor, adjoint
from derive.algebra.sums import rename
from derive.cases import Case
from derive.consumers import relevant
from derive.derivation import Reason, Ref, Step
from derive.matrix_nodes import Whole
from derive.model import Equation
from derive.proof_lines import Lines
from derive.repeats import Names, text_of

if TYPE_CHECKING:
    from derive.backprop import Sweep

Renaming = Mapping[Basic, Basic]


Around = tuple[Equation, Expr]
"""An equation around a tensor, and its right side as far as it matters there."""


@dataclass(frozen=True)
class Proved:
    """The lines of one proof, with the equations around it."""

    around: tuple[Around, ...]
    names: Names
    lines: Lines


class Archive:
    """The proofs of one sweep, by the text of the equations around them."""

    def __init__(self) -> None:
        self._proofs: dict[str, Proved] = {}

    def lines_for(self, sweep: Sweep, tensor: Tensor, case: Case) -> Lines:
        """The lines of a proof: an earlier one's under a renaming, or new ones."""
        around = _around(sweep, tensor)
        key, names = _key(sweep, tensor, case, around)
        earlier = self._proofs.get(key)
        renamed = _renamed(earlier, around, names) if earlier else None
        if renamed is not None:
            return renamed
        lines = sweep.lines_for(tensor[case.indices], case)
        self._proofs.setdefault(key, Proved(around, names, lines))
        return lines


def _around(sweep: Sweep, tensor: Tensor) -> tuple[Around, ...]:
    """The equations on which a proof depends: the readers, those of inline readers, and the definitions of what these hold."""
    readers: dict[Equation, Expr] = {}
    queue = [tensor]
    while queue:
        read = queue.pop()
        for equation in sweep.model.readers.get(read, ()):
            if equation not in readers:
                readers[equation] = relevant(equation, read)
                if sweep.is_inline(equation.tensor):
                    queue.append(equation.tensor)
    held = {t for rhs in readers.values() for t in rhs.atoms(Tensor)} | {tensor}
    definitions = [(e, e.rhs) for e in sweep.model.equations if e.tensor in held and e not in readers]
    return (*readers.items(), *definitions)


def _key(sweep: Sweep, tensor: Tensor, case: Case, around: tuple[Around, ...]) -> tuple[str, Names]:
    names: Names = {}
    ranges = [(str(k), text_of(lo, names), text_of(hi, names)) for k, lo, hi in case.bounds]
    parts = [text_of(tensor[case.indices], names), repr(ranges)]
    for equation, rhs in around:
        constant = sweep.constants.get(equation.tensor)
        flags = (equation.kind, sweep.is_inline(equation.tensor), sweep.is_active(equation.tensor), constant is not None)
        bounds = [(str(k), text_of(lo, names), text_of(hi, names)) for k, lo, hi in equation.bounds]
        parts += [text_of(equation.lhs, names), text_of(rhs, names), repr((flags, bounds))]
        parts.append(text_of(constant, names) if constant is not None else "")
    for node in [node for node in names if isinstance(node, Tensor)]:
        ends = [text_of(end, names) for limits in node.ranges for end in limits]
        parts.append(f"{names[node]} {node.role == 'parameter'} {node in sweep.wanted} {node.integer} {node.layered} {ends}")
    return "\n".join(parts), names


def _renamed(earlier: Proved, around: tuple[Around, ...], names: Names) -> Lines | None:
    """The earlier lines with the names exchanged, if that turns the earlier equations into these."""
    here = {name: node for node, name in names.items()}
    exchange: dict[Basic, Basic] = {node: here[name] for node, name in earlier.names.items()}
    exchange |= {adjoint(a): adjoint(b) for a, b in exchange.items() if isinstance(a, Tensor) and isinstance(b, Tensor)}
    moved = {a: b for a, b in exchange.items() if a != b}
    pairs = list(zip(earlier.around, around, strict=True))
    for (old, before), (new, after) in pairs:
        if rename(old.lhs, moved) != new.lhs or rename(before, moved) != after:
            return None
    keys = {old.label: new.label for (old, _), (new, _) in pairs}
    keys |= {
        f"{kind} {a.name}": f"{kind} {b.name}"
        for a, b in moved.items()
        if isinstance(a, Tensor) and isinstance(b, Tensor)
        for kind in ("delta", "grad", "lemma")
    }
    lines = Lines()
    for step in earlier.lines.steps:
        lines.steps.append(Step(step.rule, rename(step.after, moved), _reason(step.reason, moved, keys), step.detail))
    lines.current = rename(earlier.lines.current, moved)
    return lines


def _reason(reason: Reason, moved: Renaming, keys: Mapping[str, str]) -> Reason:
    return tuple(_part(part, moved, keys) for part in reason)


def _part(part: object, moved: Renaming, keys: Mapping[str, str]) -> Ref | Whole | Expr | str:
    if isinstance(part, Ref):
        return Ref(keys.get(part.key, part.key))
    if isinstance(part, Whole):
        return Whole(moved.get(part.tensor, part.tensor), part.layer)  # type: ignore[arg-type]
    if isinstance(part, Basic):
        return rename(part, moved)
    return part  # type: ignore[return-value]
