"""The values of differentials: every quantity that changes is moved in a random direction, and what follows moves with it.

``dL = \\operatorname{tr}(G^T dX)`` holds if it holds for every direction of X.  What changes is read from the row: the
symbols behind a ``d``, the first ones where one is computed from another; they move independently of each other.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Option
from derive.check.judging.derivatives.raw_slopes import imaginary, with_axes
from derive.check.judging.derivatives.slopes import valued
from derive.check.judging.problems import SecondOrder, Unknown
from derive.check.judging.values import names
from derive.check.judging.values.arithmetic import add
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Array, Value
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.world import Instance
from derive.check.reading.changes import Change
from derive.check.reading.syntax import Group, Name, Node, Transposed
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

Moving = tuple[Option[frozenset[str]], ...]

_STENCIL = ((1.0, 8.0), (-1.0, -8.0), (2.0, -1.0), (-2.0, 1.0))
"""The central difference of fourth order: offsets in steps, and weights over twelve steps."""
_STEP = 2e-3


# ---- what moves


def moving(evaluator: Evaluator, left: Node, sides: Iterable[Node]) -> Moving:
    """The sets of quantities that may be meant to move in a row, the most plausible first; empty if it has no differentials."""
    changes = [node for side in sides for node in walk(side) if isinstance(node, Change)]
    if not changes:
        return ()
    stated = frozenset(q for change in changes if change.stated for q in _quantities(evaluator, change.by))
    if stated:
        return (Option(stated),)
    whole = next(iter(_quantities(evaluator, (left.of,))), None) if isinstance(left, Change) else None
    if whole is not None and isinstance(left, Change) and not _is_linear(evaluator, left.of, frozenset((whole,))):
        whole = None  # of a power of it
    plain = {q for change in changes for q in _quantities(evaluator, (_symbol(change.of),))} - {whole}
    inner = {q for change in changes if not isinstance(_symbol(change.of), Name) for q in _quantities(evaluator, change.by)}
    first = _first(evaluator, _sources(evaluator, whole, _first(evaluator, plain | inner)))
    if not first:
        return ()
    also = _also(evaluator, left, whole, first)
    if not also:
        return (Option(first),)
    options = (Option(_first(evaluator, first | also)), Option(first, f"only {', '.join(sorted(first))} changes", 1.0))
    return options if len(first) == 1 and not inner else options[:1]


def _symbol(node: Node) -> Node:
    """The symbol in brackets or with a transpose: ``d(K^T)`` speaks of K alone."""
    while (isinstance(node, Group) and len(node.items) == 1) or isinstance(node, Transposed):
        node = node.items[0] if isinstance(node, Group) else node.body
    return node


def _also(evaluator: Evaluator, left: Node, whole: str | None, first: frozenset[str]) -> frozenset[str]:
    """What else moves in this text, and moves an array on the left side directly: its differential has a term for that."""
    world = evaluator.world
    if whole is None or not world.quantities[whole].axes or not isinstance(left, Change):
        return frozenset()
    others = {q for q in _quantities(evaluator, left.by) if q != whole and world.depends(whole, q)} - first
    return frozenset(q for q in others if not any(world.depends(p, q) or world.depends(q, p) for p in first))


def _sources(evaluator: Evaluator, whole: str | None, moved: frozenset[str]) -> frozenset[str]:
    """What moves where the model does not compute the left side from a symbol that the text defines besides: with
    ``Y = W^T W - I``, the ``dz = dY x`` of a model's z is that of W, from which both are computed."""
    depends, quantities = evaluator.world.depends, evaluator.world.quantities
    if whole is None:
        return moved
    apart = {q for q in moved if q != whole and not depends(whole, q)}
    below = {q: {p for p, one in quantities.items() if one.role == "parameter" and depends(q, p)} for q in apart}
    known = {q: sources for q, sources in below.items() if any(depends(whole, p) for p in sources)}
    return (moved - known.keys()).union(*known.values())


def _first(evaluator: Evaluator, found: Iterable[str]) -> frozenset[str]:
    """Those that are computed from no other of them."""
    all_of_them = frozenset(found)
    depends = evaluator.world.depends
    return frozenset(q for q in all_of_them if not any(p != q and depends(q, p) for p in all_of_them))


def _quantities(evaluator: Evaluator, nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        node = node.body if isinstance(node, Transposed) else node
        if isinstance(node, Name) and names.readings_of(evaluator, node):
            what = names.readings_of(evaluator, node)[0].meaning
            part = what.part if isinstance(what, GradientOf) else what
            if isinstance(part, Part) and evaluator.world.quantities[part.quantity].role != "size":
                yield part.quantity


# ---- how much


def change(evaluator: Evaluator, node: Change, frame: Frame) -> Value:
    """A differential.

    Raises:
        Unknown: nothing is known to change.
    """
    if not evaluator.moving:
        raise Unknown("it is not clear what changes in this differential", node.span)
    picked = evaluator.chooser.pick(("moving",), evaluator.moving) if len(evaluator.moving) > 1 else evaluator.moving[0].value
    if node.order == 2:
        return _difference(evaluator, replace(node, order=1), frame, picked)
    if _is_linear(evaluator, node.of, picked):
        return evaluator.value(node.of, frame.on(_directions(evaluator, frame.instance, picked)))
    try:
        parts = [_by(evaluator, node.of, quantity, frame, picked) for quantity in sorted(picked)]
    except SecondOrder:
        if frame.instance.nudged:
            raise
        return _difference(evaluator, node, frame, picked)
    return reduce(add, parts)


def _is_linear(evaluator: Evaluator, node: Node, picked: frozenset[str]) -> bool:
    """Whether a node is a moving quantity itself, perhaps an entry of it or its transpose."""
    node = node.body if isinstance(node, Transposed) else node
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return False
    what, rest = names.turned(names.reading_of(evaluator, node))
    return isinstance(what, Part) and what.quantity in picked and all(map(names.is_transpose, rest))


def _by(evaluator: Evaluator, of: Node, quantity: str, frame: Frame, picked: frozenset[str]) -> Value:
    """The change that comes from one quantity, with the others held."""
    if frame.instance.nudged:
        raise SecondOrder
    shape = valued(frame, quantity).shape
    key = ("held", id(frame.instance), quantity, picked)
    moved = evaluator.stored(key, frame.instance, lambda: evaluator.world.perturbed(frame.instance, quantity, hold=picked))
    value = evaluator.value(of, frame.on(moved))
    slopes = with_axes(imaginary(value), shape)
    product = slopes.array * np.nan_to_num(_direction(quantity, shape))
    axes = tuple(range(product.ndim - len(shape), product.ndim))
    return Value(product.sum(axis=axes) if axes else product, slopes.labels, value.rank, row=value.row)


def _direction(quantity: str, shape: tuple[int, ...]) -> Array:
    """Where a quantity moves: the same whenever it is asked."""
    return np.random.default_rng(zlib.crc32(quantity.encode())).uniform(-2, 2, shape)


def _directions(evaluator: Evaluator, instance: Instance, picked: frozenset[str]) -> Instance:
    """The instance with the directions in the place of the numbers."""

    def compute() -> Instance:
        lead = 1 if instance.nudged else 0
        moves = {q: _direction(q, instance.values[q].shape[lead:]) for q in picked}
        moved = {q: move[None] if lead else move for q, move in moves.items()}
        moved = {q: np.where(np.isnan(instance.values[q]), np.nan, move) for q, move in moved.items()}  # shorter layers
        return replace(instance, values={**instance.values, **moved})

    return evaluator.stored(("directions", id(instance), picked), instance, compute)


def _difference(evaluator: Evaluator, node: Change, frame: Frame, picked: frozenset[str]) -> Value:
    """The change along the directions by central differences: of what holds differentials or derivatives itself.

    Raises:
        SecondOrder: the numbers are perturbed already.
    """
    if frame.instance.nudged:
        raise SecondOrder
    evaluator.rough = True
    result: Value | None = None
    for offset, weight in _STENCIL:
        value = evaluator.value(node, frame.on(_along(evaluator, frame.instance, picked, offset * _STEP)))
        term = replace(value, array=value.array * (weight / (12 * _STEP)))
        result = term if result is None else add(result, term)
    assert result is not None
    return result


def _along(evaluator: Evaluator, instance: Instance, picked: frozenset[str], step: float) -> Instance:
    """The instance a step along the directions."""

    def compute() -> Instance:
        moved = instance
        for quantity in sorted(picked):
            array = np.array(instance.values[quantity]) + step * _direction(quantity, instance.values[quantity].shape)
            moved = evaluator.world.replaced(moved, quantity, array, hold=picked)
        return moved

    return evaluator.stored(("along", id(instance), picked, step), instance, compute)
