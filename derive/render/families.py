"""Deep networks: what is said of layer 2, of layer 3, ... of layer 99 in the same words is said once, of layer l.

Input: a derivation.  Output: the same derivation with one equation and one theorem for every family of layers, and for
each key and label the one that now speaks for it.  A family is found, not assumed: each member is written with its
layers counted from its own (l, l - 1, l + 1), and only members that are then equal, line by line, and whose layers
follow one another, are put together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

from sympy import Basic, Integer, Symbol

from derive.algebra import Tensor, adjoint
from derive.algebra import replace as put
from derive.derivation import Derivation, Ref, Step, Theorem
from derive.matrix_nodes import Matrix
from derive.model import Equation

LEAST = 4
"""As many members a family has at least: two or three layers are told one by one."""
LETTER = "l"
_LAYER = Symbol(LETTER, integer=True)
_SIZE = re.compile(r"([A-Za-z]+)_(\d+)")
T = TypeVar("T", Equation, Theorem, Tensor)


@dataclass(frozen=True)
class Families:
    """The derivation that is printed; ``speaks_for`` maps each key and label to the one that stands for it."""

    derivation: Derivation
    speaks_for: dict[str, str] = field(default_factory=dict)


def families(derivation: Derivation) -> Families:
    """The families of a derivation; a network with few layers stays as it is."""
    model = derivation.model
    taken = {tensor.base for tensor in model.tensors.values()} | {str(s) for s in (*model.sizes, *model.constants)}
    layers = {tensor.tag for tensor in model.tensors.values() if tensor.tag.isdigit()}
    if LETTER in taken or len(layers) < LEAST:
        return Families(derivation)
    spoken: dict[str, str] = {}

    def note(found: Sequence[Equation | Theorem], name: str) -> None:
        spoken.update({getattr(member, name): getattr(found[0], name) for member in found})

    equations = _grouped(model.equations, _equation_at, lambda e: e.tensor, lambda found: note(found, "label"))
    parameters = _grouped(model.parameters, lambda t, l: _retag(t, l), lambda t: t, lambda found: None)  # noqa: E741

    def theorem_at(theorem: Theorem, layer: int) -> Theorem:
        return _theorem_at(theorem, layer, spoken)

    theorems = _grouped(
        derivation.theorems, theorem_at, lambda t: getattr(t.subject, "tensor", None), lambda found: note(found, "key")
    )
    short = replace(model, equations=tuple(equations), parameters=tuple(parameters))
    return Families(replace(derivation, model=short, theorems=tuple(theorems)), spoken)


def _grouped(
    items: Iterable[T], generic: Callable[[T, int], T], tensor: Callable[[T], Tensor | None], note: Callable[[list[T]], None]
) -> list[T]:
    """The items, each family by one for layer l at the place of its first member."""
    groups: dict[object, list[tuple[int, T, T]]] = {}
    order: list[list[tuple[int, T, T]]] = []
    for position, item in enumerate(items):
        about = tensor(item)
        tag = about.tag if about is not None else ""
        layer = int(tag) if tag.isdigit() else 0
        shown = generic(item, layer) if tag.isdigit() else item
        group = groups.setdefault(_sameness(shown) if tag.isdigit() else position, [])
        group.append((layer, item, shown))
        if len(group) == 1:
            order.append(group)
    result: list[tuple[int, T]] = []
    found: list[tuple[int, int, list[tuple[int, T, T]]]] = []
    places = {id(item): position for position, item in enumerate(items)}
    for group in order:
        numbers = sorted(layer for layer, _, _ in group)
        if len(group) < LEAST or numbers != list(range(numbers[0], numbers[-1] + 1)):
            result += [(places[id(item)], item) for _, item, _ in group]
            continue
        note([item for _, item, _ in group])
        found.append((numbers[0], numbers[-1], group))
    # Where every family has a member, they stand in the order of the network.
    common = max((first for first, _, _ in found), default=0)
    for first, last, group in found:
        at = next((item for layer, item, _ in group if layer == common), group[0][1])
        result.append((places[id(at)], _over_layers(group[0][1], group[0][2], first, last)))
    return [item for _, item in sorted(result, key=lambda pair: pair[0])]


def _sameness(item: Equation | Theorem | Tensor) -> object:
    """What the members of a family have in common, when their layers are counted from their own."""
    if isinstance(item, Theorem):
        return item.subject, item.bounds, item.conditions, tuple((s.rule, s.after, s.reason, s.detail) for s in item.steps)
    return (item.lhs, item.rhs, item.bounds, item.kind) if isinstance(item, Equation) else item


def _over_layers(first: T, shown: T, lo: int, hi: int) -> T:
    """The member for layer l, with the layers for which it speaks."""
    layers = (_LAYER, Integer(lo), Integer(hi))
    made: Any = shown
    if isinstance(made, Theorem):
        made = replace(made, bounds=(layers, *made.bounds), steps=_cited_as(made, first), same_as="")
    elif isinstance(made, Equation):
        made = replace(made, bounds=(layers, *made.bounds))
    return cast("T", made)


def _cited_as(shown: Theorem, first: Any) -> tuple[Step, ...]:
    """The steps, citing what the first member cites: whoever prints looks up what speaks for that."""
    pairs = zip(shown.steps, first.steps, strict=True)
    return tuple(replace(step, reason=_same_refs(step.reason, old.reason)) for step, old in pairs)


def _same_refs(shown: Sequence[Any], old: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        o if isinstance(o, Ref) else _same_refs(s, o) if isinstance(o, tuple) else s for s, o in zip(shown, old, strict=True)
    )


def _equation_at(equation: Equation, layer: int) -> Equation:
    return replace(
        equation,
        lhs=_shifted(equation.lhs, layer),
        rhs=_shifted(equation.rhs, layer),
        bounds=_shifted(equation.bounds, layer),
        words=_words(equation.words, layer),
    )


def _theorem_at(theorem: Theorem, layer: int, spoken: dict[str, str]) -> Theorem:
    def reason(parts: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(Ref(spoken.get(p.key, p.key)) if isinstance(p, Ref) else _shifted(p, layer) for p in parts)

    steps = tuple(Step(s.rule, _shifted(s.after, layer), reason(s.reason), s.detail) for s in theorem.steps)
    return replace(
        theorem,
        title=_words(theorem.title, layer),
        subject=_shifted(theorem.subject, layer),
        bounds=_shifted(theorem.bounds, layer),
        steps=steps,
        opening=reason(theorem.opening),
        matrix=_shifted(theorem.matrix, layer),
        matrix_reason=reason(theorem.matrix_reason),
        conditions=_shifted(theorem.conditions, layer),
    )


def _words(words: str, layer: int) -> str:
    return re.sub(rf"\blayer {layer}\b", f"layer {LETTER}", words)


def _shifted(part: Any, layer: int) -> Any:
    """An expression, a matrix or a row of them, with its layers counted from ``layer``."""
    if isinstance(part, tuple):
        return tuple(_shifted(inner, layer) for inner in part)
    if isinstance(part, Tensor):
        return _retag(part, layer)
    if isinstance(part, Matrix):
        changed = {f.name: _shifted(getattr(part, f.name), layer) for f in fields(part)}  # type: ignore[arg-type]
        return type(part)(**changed)
    if not isinstance(part, Basic):
        return part
    renamed: dict[Any, Any] = {tensor: _retag(tensor, layer) for tensor in part.atoms(Tensor)}
    renamed |= {size: _resized(size, layer) for size in part.free_symbols if isinstance(size, Symbol)}
    changed_ = {old: new for old, new in renamed.items() if old != new}
    return put(part, changed_) if changed_ else part


def _resized(size: Symbol, layer: int) -> Symbol:
    """``n_3`` is ``n_{l-1}`` as seen from layer 4."""
    found = _SIZE.fullmatch(size.name)
    if not found or not size.is_positive or size.is_Dummy:
        return size
    return Symbol(f"{found[1]}_{_label(int(found[2]) - layer)}", integer=True, positive=True)


@lru_cache(maxsize=4096)
def _retag(tensor: Tensor, layer: int) -> Tensor:
    if tensor.role == "adjoint" and tensor.of is not None:
        return adjoint(_retag(tensor.of, layer))
    if not tensor.tag.isdigit():
        return tensor
    label = _label(int(tensor.tag) - layer)
    name = f"{tensor.base}@{label}"
    ranges = [_shifted(ends, layer) for ends in tensor.ranges]
    return Tensor(name, ranges, tensor.role, base=tensor.base, tag=label, integer=tensor.integer, layered=tensor.layered)


def _label(offset: int) -> str:
    return f"{LETTER}{offset:+d}" if offset else LETTER
