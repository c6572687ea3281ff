"""Derivatives of any expression by any quantity, by complex step: perturb every entry, recompute what follows, evaluate.

A derivative is computed raw first: the axes of what is differentiated, then those of the variable.  How that is laid out
as a vector or a matrix is a convention, and chosen afterwards (layouts.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions, names, targets
from derive.check.judging.frame import NUDGE, Frame
from derive.check.judging.layouts import laid_out
from derive.check.judging.problems import SecondOrder, Unknown, Unsaid
from derive.check.judging.values import Array, Value, spread
from derive.check.meaning.symbols import GradientOf, IndexLetter, NumberOf, Part, SizeOf
from derive.check.meaning.world import STEP, Instance
from derive.check.reading.syntax import At, Derivative, Name, Node, Relation

if TYPE_CHECKING:
    from derive.check.judging.evaluate import Evaluator

_STENCIL = ((1.0, 8.0), (-1.0, -8.0), (2.0, -1.0), (-2.0, 1.0))
"""The central difference of fourth order: offsets in steps, and weights over twelve steps."""
_DIFFERENCE = 2e-3


@dataclass(frozen=True)
class Raw:
    """A derivative: ``out`` positional axes of what is differentiated, then ``inn`` of the variable."""

    value: Value
    out: int
    inn: int
    row: bool = False


def derivative(evaluator: Evaluator, node: Derivative, frame: Frame) -> Value:
    """A derivative, laid out by the convention that is picked."""
    return laid_out(evaluator, raw(evaluator, node, frame))


def raw(evaluator: Evaluator, node: Derivative, frame: Frame) -> Raw:
    """A derivative of any order; several variables are taken from the last to the first.

    Raises:
        Unknown: an operator without an operand, or no variable.
    """
    if node.of is None:
        raise Unknown("a derivative operator stands alone", node.span)
    by = node.by or targets.argument_of(evaluator, node)
    of: Node = node.of
    for variable in reversed(by[1:]):
        of = replace(node, of=of, by=(variable,))
    return _raw(evaluator, of, by[0], frame, node.immediate)


def _raw(evaluator: Evaluator, of: Node, by: Node, frame: Frame, immediate: bool = False) -> Raw:
    target = targets.target(evaluator, by, frame)
    if isinstance(target, targets.Expression):
        return _by_expression(evaluator, of, target.node, frame)
    if target.base is not None:  # by an inverse, a square: first by what stands inside, then that by the whole
        inner = _raw(evaluator, of, target.base, frame)
        return contracted(inner, targets.undone(evaluator, target, frame))
    assert target.part is not None
    if target.step is not None:
        _check_step(evaluator, of, target.step, by)
    found = _by_part(evaluator, of, target.part, frame, immediate or target.step is not None)
    if not target.transposed or found.inn < 2:
        return found
    value = found.value
    return replace(found, value=replace(value, array=value.array.swapaxes(-1, -2)))


def _check_step(evaluator: Evaluator, of: Node, step: Node, place: Node) -> None:
    """``\\nabla_{W^{(t)}} h^{(t)}``: what a step computes by what it reads there.

    Raises:
        Unknown: another step is differentiated.
    """
    whole = names.reading_of(evaluator, of).meaning if isinstance(of, Name) and names.readings_of(evaluator, of) else None
    if not isinstance(whole, Part) or not whole.indices or whole.indices[0] != step:
        raise Unknown("what a parameter of the one step does to other steps", place.span)


def _by_part(evaluator: Evaluator, of: Node, part: Part, frame: Frame, immediate: bool = False) -> Raw:
    """Total, or with other quantities held, where that makes a difference."""
    _check_variable(evaluator, part)
    _check_known(evaluator, of, part)
    ways = _ways(evaluator, of, part)
    if immediate:
        return _slope(evaluator, of, part, frame, ways.get("step", ways.get("immediate")))
    if len(ways) == 1:
        return _slope(evaluator, of, part, frame, None)
    totally = _slope(evaluator, of, part, frame, None)
    others: dict[str, Raw] = {}
    for name, only in ways.items():
        if only is not None:
            found = _slope(evaluator, of, part, frame, only)
            known = [totally, *others.values()]
            if np.any(found.value.array) and not any(_same(found, other) for other in known):
                others[name] = found
    if not others:
        return totally
    return _picked(evaluator, {"total": totally, **others}, (of, part))


def _check_variable(evaluator: Evaluator, part: Part) -> None:
    """Nothing is differentiated by how many units there are."""
    if evaluator.world.quantities[part.quantity].role == "size":
        raise Unknown(f"'{part.quantity.rstrip('@')}' is a number of units: there is no derivative by it")


def _check_known(evaluator: Evaluator, of: Node, part: Part) -> None:
    """A symbol that nothing defines may depend on anything: its derivative is not zero but unknown."""
    if not isinstance(of, Name) or not names.readings_of(evaluator, of):
        return
    reading = names.reading_of(evaluator, of)
    whole = reading.meaning
    if isinstance(whole, SizeOf | NumberOf) and not reading.rest:
        raise Unknown(f"'{names.spelled(of)}' is a constant", of.span)
    if not isinstance(whole, Part) or whole.quantity == part.quantity:
        return
    if evaluator.world.quantities[whole.quantity].role == "free" and whole.quantity != evaluator.world.cost:
        raise Unsaid(f"nothing says how '{names.spelled(of)}' depends on '{part.quantity}'", of.span)
    world = evaluator.world
    opened = whole.quantity in getattr(world, "opened", ()) and not getattr(world, "scoped", False)
    if (opened or _only_read(evaluator, whole.quantity, part.quantity)) and not evaluator.world.depends(
        whole.quantity, part.quantity
    ):
        raise Unsaid(f"as the text was read, '{names.spelled(of)}' does not depend on '{part.quantity}'", of.span)


def _only_read(evaluator: Evaluator, *quantities: str) -> bool:
    """Whether a quantity is known from the text's own definitions alone: one that depends on nothing there may do so in the
    author's mind."""
    base = getattr(evaluator.world, "base", evaluator.world)
    given = base.quantities if base is not None else {}
    return any(name not in given and evaluator.world.quantities[name].role == "intermediate" for name in quantities)


def _picked(evaluator: Evaluator, ways: dict[str, Raw], place: object) -> Raw:
    everywhere = evaluator.chooser.pick(("partials",), conventions.PARTIALS)
    if everywhere == "each":
        options = [option for option in conventions.PARTIAL if option.value in ways]
        return ways[evaluator.chooser.pick(("partial", place), options)]
    return ways.get(everywhere, ways["total"])


def _same(a: Raw, b: Raw) -> bool:
    return a.value.labels == b.value.labels and np.array_equal(a.value.array, b.value.array, equal_nan=True)


def _ways(evaluator: Evaluator, of: Node, part: Part) -> dict[str, frozenset[str] | None]:
    """The ways to differentiate: which quantities are recomputed (None: all)."""
    world = evaluator.world
    inner = {name for name, quantity in world.quantities.items() if quantity.role in ("intermediate", "cost")}
    whole = names.reading_of(evaluator, of).meaning if isinstance(of, Name) and names.readings_of(evaluator, of) else None
    ways: dict[str, frozenset[str] | None] = {"total": None}
    if isinstance(whole, Part):
        if whole.quantity == world.cost:
            return ways
        if not world.depends(whole.quantity, part.quantity):
            return ways
        if whole.quantity == part.quantity:  # a later step by an earlier one: with what lies between held
            axes = world.quantities[part.quantity].axes
            return {**ways, "immediate": frozenset({whole.quantity})} if axes and axes[0].kind == "time" else ways
        is_direct = getattr(world, "is_direct", None)
        if is_direct is not None and is_direct(whole.quantity, part.quantity):
            return ways
        ways["immediate"] = frozenset({whole.quantity})
        ways["held"] = frozenset(inner - evaluator.variables - {part.quantity}) | {whole.quantity}
        ways["step"] = frozenset(inner)
    elif whole is None:
        ways["immediate"] = frozenset()
    return ways


def _slope(evaluator: Evaluator, of: Node, part: Part, frame: Frame, only: frozenset[str] | None) -> Raw:
    if frame.instance.nudged:
        raise SecondOrder
    key = ("slope", of, part, frame.signature, only)

    def compute() -> Raw:
        value, out, row = _perturbations(evaluator, of, part.quantity, frame, only)
        taken = names.taken(evaluator, value, part, frame, keep=out)
        return Raw(taken, out, taken.rank - out, row)

    found: Raw = evaluator.remembered(key, compute)
    return found


def _perturbations(
    evaluator: Evaluator, of: Node, quantity: str, frame: Frame, only: frozenset[str] | None
) -> tuple[Value, int, bool]:
    """The slope by every entry of a quantity: the axes of ``of``, then those of the quantity."""
    shape = valued(frame, quantity).shape
    whole = _at_once(evaluator, evaluator.world.cost or "", quantity, frame) if _is_cost(evaluator, of, only) else None
    if whole is not None:
        return whole, 0, False
    try:
        value = evaluator.value(of, frame.on(evaluator.perturbed(frame.instance, quantity, only)))
        slopes = imaginary(value)
    except SecondOrder:
        value = slopes = _differences(evaluator, of, quantity, frame, only)
    found = with_axes(slopes, shape)
    base = frame.instance.values[quantity]
    if np.isnan(base).any():  # no entry, no slope: padding of ragged axes
        found = replace(found, array=np.where(np.isnan(base), np.nan, found.array))
    return found, value.rank, value.row


def _is_cost(evaluator: Evaluator, of: Node, only: frozenset[str] | None) -> bool:
    """Whether the cost itself is differentiated, through everything that it depends on."""
    if only is not None or not isinstance(of, Name) or not names.readings_of(evaluator, of):
        return False
    reading = names.reading_of(evaluator, of)
    whole = reading.meaning
    return isinstance(whole, Part) and whole.quantity == evaluator.world.cost and not whole.indices and not reading.rest


def valued(frame: Frame, quantity: str) -> Array:
    """The numbers of a quantity.

    Raises:
        Unknown: it has none (what it is computed from is not known).
    """
    if quantity not in frame.instance.values:
        raise Unknown(f"'{quantity}' has no value here")
    return frame.instance.values[quantity]


def imaginary(value: Value) -> Value:
    """The derivative that a complex step has left in the imaginary part; zero where nothing depends on the step."""
    array = value.array
    if NUDGE not in value.labels or not np.iscomplexobj(array):
        return Value(np.zeros(array.shape), value.labels, value.rank)
    slopes = array.imag / STEP
    return replace(value, array=np.where((np.abs(array.imag) < 1e-12) & ~np.isnan(array.real), slopes, np.nan))


def with_axes(value: Value, shape: tuple[int, ...]) -> Value:
    """The axis of perturbations moved to the end, and split into the axes of the quantity."""
    size = int(np.prod(shape))
    labels = tuple(label for label in value.labels if label != NUDGE)
    array = spread(value, (NUDGE, *labels))
    array = np.broadcast_to(array, (size, *array.shape[1:]))
    array = np.moveaxis(array, 0, -1)
    return Value(array.reshape((*array.shape[:-1], *shape)), labels, value.rank + len(shape))


def _differences(evaluator: Evaluator, of: Node, quantity: str, frame: Frame, only: frozenset[str] | None) -> Value:
    """Central differences of an expression that holds derivatives itself."""
    evaluator.rough = True
    base = frame.instance.values[quantity]
    found: list[Value] = []
    for position in np.ndindex(base.shape):
        slope: Array | None = None
        for offset, weight in _STENCIL:
            moved = evaluator.moved(frame.instance, quantity, position, offset * _DIFFERENCE, only)
            value = evaluator.value(of, frame.on(moved))
            term = value.array * (weight / (12 * _DIFFERENCE))
            slope = term if slope is None else slope + term
        assert slope is not None
        found.append(replace(value, array=slope))
    first = found[0]
    return Value(np.stack([value.array for value in found]), (NUDGE, *first.labels), first.rank, row=first.row)


def _by_expression(evaluator: Evaluator, of: Node, by: Node, frame: Frame) -> Raw:
    """The derivative by an expression that stands inside: it is perturbed as if it were a variable."""
    if not targets.occurs(by, of):
        raise Unknown("a derivative by an expression that does not stand in what is differentiated", by.span)
    if frame.instance.nudged or frame.overrides:
        raise SecondOrder
    base = evaluator.value(by, frame)
    if base.labels:
        raise Unknown("a derivative by an expression with free indices", by.span)
    size = int(np.prod(base.shape))
    steps = 1j * STEP * np.eye(size).reshape(size, *base.shape)
    moved = Value(base.array + steps, (NUDGE,), base.rank, row=base.row)
    value = evaluator.value(of, replace(frame, overrides=((by, moved),)))
    return Raw(with_axes(imaginary(value), base.shape), value.rank, base.rank, value.row)


def contracted(left: Raw, right: Raw) -> Raw:
    """The chain rule: the derivative of A by y times that of y by x, summed over the axes of y.

    Raises:
        Unknown: the axes of y do not agree.
    """
    middle = left.inn
    labels = tuple(dict.fromkeys((*left.value.labels, *right.value.labels)))
    if left.value.shape[left.out :] != right.value.shape[:middle] or right.out != middle:
        raise Unknown("the links of a chain do not fit")
    a, b = spread(left.value, labels), spread(right.value, labels)
    a = a.reshape((*a.shape, *(1,) * right.inn))
    b = b.reshape((*b.shape[: len(labels)], *(1,) * left.out, *right.value.shape))
    at = len(labels) + left.out
    product = (a * b).sum(axis=tuple(range(at, at + middle))) if middle else a * b
    return Raw(Value(product, labels, left.out + right.inn), left.out, right.inn, left.row)


def gradient(evaluator: Evaluator, what: GradientOf, frame: Frame) -> Value:
    """The gradient of the cost (or another number) by a part of a quantity."""
    return laid_out(evaluator, raw_gradient(evaluator, what, frame))


def raw_gradient(evaluator: Evaluator, what: GradientOf, frame: Frame) -> Raw:
    """The same before it is laid out.

    Raises:
        Unknown: there is no cost.
    """
    of = what.of or evaluator.world.cost
    if of is None or of not in frame.instance.values:
        raise Unknown("it is not known which cost a gradient is taken of")
    if frame.instance.nudged:
        raise SecondOrder
    _check_variable(evaluator, what.part)
    base = valued(frame, what.part.quantity)
    whole = _at_once(evaluator, of, what.part.quantity, frame)
    if whole is None:
        nudged = evaluator.perturbed(frame.instance, what.part.quantity, None)
        array = nudged.values[of]
        array = array.reshape(array.shape[0], -1).sum(axis=-1)  # the costs of all examples: their sum is meant
        whole = with_axes(imaginary(Value(array, (NUDGE,))), base.shape)
    if np.isnan(base).any():  # no entry, no slope: padding of ragged axes
        whole = replace(whole, array=np.where(np.isnan(base), np.nan, whole.array))
    value = names.taken(evaluator, whole, what.part, frame)
    return Raw(replace(value, row=False), 0, value.rank, row=what.part.transposed)


def _at_once(evaluator: Evaluator, of: str, quantity: str, frame: Frame) -> Value | None:
    """The derivative of the cost by a whole quantity, if the world has a way that is faster than perturbing each entry."""
    gradient = getattr(evaluator.world, "gradient", None)
    whole = evaluator.world.quantities.get(of)
    if gradient is None or whole is None or whole.role != "cost" or frame.instance.nudged or frame.overrides:
        return None
    array = gradient(frame.instance, quantity) if of == evaluator.world.cost else gradient(frame.instance, quantity, of)
    return None if array is None else Value(array, (), array.ndim)


def evaluated_at(evaluator: Evaluator, node: At, frame: Frame) -> Value:
    """``body |_{x = 0}``: a letter or a quantity has another value.

    Raises:
        Unknown: the bar says something else.
    """
    for where in node.where:
        if not isinstance(where, Relation) or where.op != "=" or not isinstance(where.left, Name):
            raise Unknown("it is not clear at what the expression is evaluated", node.span)
        value = evaluator.value(where.right, frame)
        letter = names.bound(where.left, frame)
        meaning = names.reading_of(evaluator, where.left).meaning if letter is None else None
        if letter is not None or isinstance(meaning, IndexLetter):
            frame = frame.bind(**{where.left.base: int(value.array.real)})
        elif isinstance(meaning, Part) and all(index is None for index in meaning.indices) and not value.labels:
            frame = frame.on(_elsewhere(evaluator, frame.instance, meaning.quantity, value))
        else:
            raise Unknown("it is not clear at what the expression is evaluated", node.span)
    return evaluator.value(node.body, frame)


def _elsewhere(evaluator: Evaluator, instance: Instance, quantity: str, value: Value) -> Instance:
    shape = instance.values[quantity].shape
    return evaluator.world.replaced(instance, quantity, np.broadcast_to(value.array.real, shape).copy())
