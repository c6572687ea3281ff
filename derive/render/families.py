"""Deep networks: what is said of layer 2, of layer 3, ... of layer 99 in the same words is said once, of layer l.

Input: a derivation.  Output: the same derivation with one equation and one theorem for every family of layers, and for
each key and label the one that now speaks for it.  A family is found, not assumed: each member is written with its
layers counted from its own (l, l - 1, l + 1), and only members that are then equal, line by line, and whose proofs cite
what has one speaker itself, are put together.  Layers that follow one another make a family, and so do those that stand at
the same place of repeated blocks (the first normalisation of each block of a transformer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, cast

from sympy import Symbol

from derive.algebra import Tensor
from derive.derivation import Derivation, Theorem
from derive.model import Equation
from derive.render.layers import LayerNumbers, period, progressions, shared_sizes
from derive.render.relative import LETTER, Counted, cited, layer_of, references

_LAYER = Symbol(LETTER, integer=True)
T = TypeVar("T", Equation, Theorem, Tensor)


@dataclass(frozen=True)
class Families:
    """The derivation that is printed; ``speaks_for`` maps each key and label to the one that stands for it; ``block`` is
    after how many layers the network repeats itself (0 where nothing was put together)."""

    derivation: Derivation
    speaks_for: dict[str, str] = field(default_factory=dict)
    block: int = 0


@dataclass(eq=False)
class _Group(Generic[T]):
    """Members of a family: their layers, themselves, and the first as it reads for layer l."""

    layers: list[int]
    members: list[T]
    shown: T


def families(derivation: Derivation) -> Families:
    """The families of a derivation; a network with few layers stays as it is."""
    model = derivation.model
    taken = {tensor.base for tensor in model.tensors.values()} | {str(s) for s in (*model.sizes, *model.constants)}
    step = period(model)
    if LETTER in taken or not step:
        return Families(derivation)
    finder = _Finder(derivation, step)
    equations = finder.grouped(model.equations, Counted.equation, lambda e: e.tensor)
    parameters = finder.grouped(model.parameters, Counted.part, lambda t: t)
    theorems = finder.grouped(derivation.theorems, Counted.theorem, lambda t: getattr(t.subject, "tensor", None))
    speaks_for = _consistent(equations, theorems)
    short = replace(
        model,
        equations=tuple(finder.told(model.equations, equations)),
        parameters=tuple(finder.told(model.parameters, parameters)),
    )
    backward = [t for t in derivation.theorems if not t.key.startswith("grad ")]
    forward = [t for t in derivation.theorems if t.key.startswith("grad ")]
    told = [*finder.told(backward, theorems, back=True), *finder.told(forward, theorems)]
    cleared = tuple(replace(t, same_as=speaks_for.get(t.same_as, t.same_as)) for t in told)
    return Families(replace(derivation, model=short, theorems=cleared), speaks_for, step if equations else 0)


class _Finder:
    """Finds the families of a network that repeats itself after ``step`` layers."""

    def __init__(self, derivation: Derivation, step: int) -> None:
        self.step, self.shared = step, shared_sizes(derivation.model, step)
        about = {t.key: (t.key.partition(" ")[0], getattr(t.subject, "tensor", None)) for t in derivation.theorems}
        self._about: dict[str, tuple[str, Tensor | None]] = {
            e.label: ("", e.tensor) for e in derivation.model.equations
        } | about

    def grouped(
        self, items: Iterable[T], generic: Callable[[Counted, T], T], tensor: Callable[[T], Tensor | None]
    ) -> list[_Group[T]]:
        """The families among the items."""
        found: dict[object, list[tuple[int, T]]] = {}
        for item in items:
            layer = layer_of(tensor(item))
            if layer is not None:
                # Theorems are many and long, and those of one kind of layer were made from one proof.
                counted = Counted(layer, self.shared, quick=isinstance(item, Theorem))
                found.setdefault(self._sameness(generic(counted, item), counted), []).append((layer, item))
        groups = []
        for members in found.values():
            layers = {layer for run in progressions([layer for layer, _ in members], self.step) for layer in run}
            kept = [member for member in members if member[0] in layers]
            if kept:
                shown = generic(Counted(kept[0][0], self.shared), kept[0][1])
                groups.append(_Group([layer for layer, _ in kept], [item for _, item in kept], shown))
        return groups

    def _sameness(self, item: Equation | Theorem | Tensor, counted: Counted) -> object:
        """What the members of a family have in common, when their layers are counted from their own."""
        if isinstance(item, Theorem):
            steps = tuple((s.rule, s.after, self._relative(s.reason, counted), s.detail) for s in item.steps)
            return item.subject, item.bounds, item.conditions, self._relative(item.opening, counted), steps
        return (item.lhs, item.rhs, item.bounds, item.kind) if isinstance(item, Equation) else item

    def _relative(self, reason: Sequence[Any], counted: Counted) -> tuple[Any, ...]:
        """A reason whose citations name what they are about, as seen from the layer."""

        def name(key: str) -> str:
            kind, tensor = self._about.get(key, ("", None))
            place = key.rpartition(" at ")[2] if " at " in key else ""
            return f"{kind} {counted.part(tensor).name} {place}" if tensor is not None else key

        return cited(reason, name)

    def told(self, items: Sequence[T], groups: Sequence[_Group[T]], *, back: bool = False) -> list[T]:
        """The items, each family by its member for layer l.

        It stands where its first member did on the way ``back``; on the way forward in the first block in which every family
        has a member, so that they keep the order of the network.
        """
        of = {id(member): group for group in groups for member in group.members}
        here = {id(item) for item in items}
        mine = [group for group in groups if id(group.members[0]) in here]
        block = max((min(group.layers) for group in mine), default=0) - self.step
        placed: dict[int, T] = {}
        for group in mine:
            later = [m for layer, m in zip(group.layers, group.members, strict=True) if layer > block]
            placed[id(later[0] if later and not back else group.members[0])] = _spoken(group, self.step)
        return [placed.get(id(item), item) for item in items if id(item) in placed or id(item) not in of]


def _consistent(equations: list[_Group[Equation]], theorems: list[_Group[Theorem]]) -> dict[str, str]:
    """Who speaks for whom; a family whose members cite what has not one speaker is taken apart again."""
    while True:
        spoken = {e.label: group.members[0].label for group in equations for e in group.members}
        spoken |= {t.key: group.members[0].key for group in theorems for t in group.members}
        wrong = [group for group in theorems if len({_speakers(t, spoken) for t in group.members}) > 1]
        if not wrong:
            return spoken
        theorems[:] = [group for group in theorems if group not in wrong]


def _speakers(theorem: Theorem, spoken: dict[str, str]) -> tuple[str, ...]:
    return tuple(spoken.get(key, key) for key in references(theorem))


def _spoken(group: _Group[T], step: int) -> T:
    """The member for layer l, with the layers for which it speaks."""
    layers = (_LAYER, *LayerNumbers.ends(group.layers, step))
    made: Any = group.shown
    if isinstance(made, Theorem):
        made = replace(made, bounds=(layers, *made.bounds), same_as="")
    elif isinstance(made, Equation):
        made = replace(made, bounds=(layers, *made.bounds))
    return cast("T", made)
