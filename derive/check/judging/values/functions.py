"""Functions applied to values: which one a name means, of which arguments; elementwise, of a whole vector, of the world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unfit, Unknown
from derive.check.judging.sums import numbered_axes
from derive.check.judging.values import arguments, brackets, elementary, names
from derive.check.judging.values.arithmetic import combine
from derive.check.judging.values.array_functions import KNOWN, VECTORWISE
from derive.check.judging.values.diagonals import along_entries
from derive.check.judging.values.frame import NUDGE, Frame
from derive.check.judging.values.traces import in_trace
from derive.check.judging.values.values import Array, Value, spread, union
from derive.check.judging.values.written_functions import written_out
from derive.check.meaning.symbols import FunctionOf
from derive.check.reading.syntax import Call, Dots, Group, Matrix, Name, Node, Product

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def call(evaluator: Evaluator, node: Call, frame: Frame) -> Value:
    """A named function of its arguments; without brackets perhaps of the first called factor alone: ``\\log p(x) f(x)``."""
    split = _first_called(node)
    if split is not None and evaluator.chooser.pick(("reach", node), _REACH):
        first, rest = split
        value = Product((("", replace(node, args=(first,), span=node.head.span)), *rest), span=node.span)
        return evaluator.value(value, frame)
    return applied(evaluator, node.head, node.args, frame)


_REACH = (Option(False), Option(True, "a function without brackets reaches over one factor", 0.7))


def _first_called(node: Call) -> tuple[Node, tuple[tuple[str, Node], ...]] | None:
    """The first factor behind a function without brackets, if it has brackets of its own, and the others; None if there are
    none."""
    argument = node.args[0] if len(node.args) == 1 else None
    if not isinstance(argument, Product) or argument.span[1] != node.span[1] or node.span == node.head.span:
        return None
    factors = argument.factors
    called = len(factors) > 1 and isinstance(factors[0][1], Name) and isinstance(factors[1][1], Group) and not factors[1][0]
    phrase = isinstance(factors[0][1], Name) and "(" in factors[0][1].base
    count = 2 if called else 1 if phrase else 0
    if not count or len(factors) == count:
        return None
    first = factors[0][1] if count == 1 else replace(argument, factors=factors[:count])
    return first, factors[count:]


def function_named(evaluator: Evaluator, head: Name) -> tuple[FunctionOf, tuple[Node, ...]] | None:
    """The function that a name stands for, and the scripts that are left over; None if it is none."""
    if names.readings_of(evaluator, head):
        reading = names.reading_of(evaluator, head)
        return (reading.meaning, reading.rest) if isinstance(reading.meaning, FunctionOf) else None
    name = elementary.canonical(head.base)
    if name == "log" and head.sub and head.sub[0].raw.strip("{}") in ("2", "10"):
        name += head.sub[0].raw.strip("{}")
    if name in elementary.ELEMENTWISE or name in KNOWN or name in VECTORWISE:
        return FunctionOf(name, head.primes), head.sup
    return None


def applied(evaluator: Evaluator, head: Name, args: Sequence[Node], frame: Frame) -> Value:
    """The value of a function at its arguments.

    Raises:
        Unknown: the name is not a function.
    """
    if head.base == "prod" and len(args) > 1:  # a product of the links of a chain, in whatever layout
        return evaluator.value(Product(tuple(("", arg) for arg in args), span=head.span), frame)
    if (written := written_out(evaluator, head, args)) is not None:
        return evaluator.value(written, frame)
    found = function_named(evaluator, head)
    if found is None and names.readings_of(evaluator, head):  # a quantity with what it is computed from
        return evaluator.value(arguments.Applied(head, tuple(args), span=head.span), frame)
    if found is None:
        raise Unknown(f"'{names.spelled(head)}' is not known as a function", head.span)
    function, rest = found
    if len(args) == 1 and isinstance(args[0], Group) and args[0].open in "([{" and function.function != "norm":
        args = args[0].items
    if function.function in KNOWN and function.function in ("max", "min") and len(args) == 1 and isinstance(args[0], Group):
        args = args[0].items
    if any(isinstance(arg, Dots) for arg in args):  # diag(w_1, ..., w_n): the entries of a vector
        args = (Matrix(tuple((arg,) for arg in args), span=head.span),)
    inner = along_entries(evaluator, args[0], frame) if function.function == "diag" and len(args) == 1 else frame
    values = [evaluator.value(arg, inner) for arg in args]
    if function.function in ("tr", "trace") and len(values) == 1:
        values = [in_trace(evaluator, args[0], values[0])]
    result = evaluated(evaluator, function, values, frame, head)
    scripts = [*([function.power] if function.power is not None else []), *rest]
    return brackets.with_scripts(evaluator, result, scripts, head, frame)


def evaluated(evaluator: Evaluator, function: FunctionOf, values: list[Value], frame: Frame, place: Name) -> Value:
    """A function, or its derivative, of values."""
    name = function.function
    if name in frame.instance.functions:
        kind = evaluator.world.functions.get(name, "elementwise")
        return _of_world(evaluator, name, kind, function.primes, values, frame, place)
    name = elementary.canonical(name)
    if name in KNOWN or name in VECTORWISE:
        if function.primes:
            raise Unknown(f"the prime of '{name}' does not say by what to differentiate", place.span)
        if name in VECTORWISE:
            return _vectorwise(evaluator, VECTORWISE[name], values[0], place)
        if name == "sum" and len(values) == 1 and not frame.depth:  # the formulas of a specification mean all entries
            return numbered_axes.of_entries(evaluator, *values)
        return KNOWN[name](values)
    if name in elementary.ELEMENTWISE and len(values) == 1:
        (value,) = values
        return replace(
            value, array=elementary.elementwise(name, function.primes, value.array * 1.0), flexible="", literal=False
        )
    raise Unknown(f"the function '{name}' is not known", place.span)


def _of_world(evaluator: Evaluator, name: str, kind: str, order: int, values: list[Value], frame: Frame, place: Name) -> Value:
    function = frame.instance.functions[name]
    if kind == "elementwise":
        if len(values) == 1:
            return replace(values[0], array=function(order, values[0].array * 1.0), flexible="", literal=False)
        frames = [reduce(lambda a, b: combine(lambda x, y: x + 0 * y, a, b), [value, *values]) for value in values]
        labels = union(frames)
        return Value(function(order, *(spread(v, labels) for v in frames)), labels, frames[0].rank, row=frames[0].row)
    if order:
        raise Unknown(f"the prime of '{names.spelled(place)}' does not say by what to differentiate", place.span)
    labels = union(values)
    if kind == "vector":
        return _vectorwise(evaluator, lambda array: function(0, array), values[0], place)
    flat = [spread(v, labels).reshape((*spread(v, labels).shape[: len(labels)], -1)) for v in values]
    return Value(function(0, *flat), labels)


_ALONG = (Option(-1), Option(-2, "a function of vectors taken of each column", 0.7))


def _vectorwise(evaluator: Evaluator, function: Callable[[Array], Array], value: Value, place: Node) -> Value:
    """A function of a vector: of each row of a matrix (each column, if examples are columns), or over the index of ``z_j``.

    Raises:
        Unfit: of a number, where it would be a constant (the softmax of one class).
    """
    if value.rank:
        axis = evaluator.chooser.pick(("over", place), _ALONG if value.rank == 2 else _ALONG[:1])
        return replace(value, array=np.moveaxis(function(np.moveaxis(value.array * 1.0, axis, -1)), -1, axis))
    labels = [label for label in value.labels if label != NUDGE]
    if not labels:
        raise Unfit("a function of a vector is taken of a number", place.span)
    label = evaluator.chooser.pick(("over", place), [Option(at, f"taken over the index {at}") for at in reversed(labels)])
    axis = value.labels.index(label)
    return replace(value, array=np.moveaxis(function(np.moveaxis(value.array * 1.0, axis, -1)), -1, axis))
