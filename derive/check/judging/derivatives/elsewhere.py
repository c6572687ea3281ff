"""Expressions at another point: ``f(x) |_{x = 0}``, and quantities of another argument: ``s(x + c)``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import Unfit, Unknown
from derive.check.judging.values import functions, names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.left_out_arguments import bare
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import IndexLetter, Part
from derive.check.meaning.world import Instance
from derive.check.reading.syntax import At, Call, Derivative, Group, Name, Node, Relation, Words
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def evaluated_at(evaluator: Evaluator, node: At, frame: Frame) -> Value:
    """``body |_{x = 0}``: a letter or a quantity has another value.

    Raises:
        Unknown: the bar says something else.
    """
    plain = in_plain_words(evaluator, node)
    if not isinstance(plain, At):
        return evaluator.value(plain, frame)
    for where in plain.where:
        if isinstance(where, Words):
            raise Unknown(f"nothing says which part of this '{where.text}' names", node.span)
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


def in_plain_words(evaluator: Evaluator, node: At) -> Node:
    """A derivative with nothing but a point behind its bar: ``ds/dz |_{z_n}`` of a function is ``s'(z_n)``, that of a quantity
    the derivative by z_n, or else that by z where z is the point; ``\\nabla C |_{z_n}`` is the gradient by z_n."""
    body, point = node.body, node.where[0]
    if (
        isinstance(body, Derivative)
        and not body.by
        and body.of is not None
        and isinstance(point, Name)
        and len(node.where) == 1
    ):
        return replace(body, by=(point,), span=node.span)
    if not isinstance(body, Derivative) or len(body.by) != 1 or len(node.where) != 1 or isinstance(point, Relation | Words):
        return node
    of, by = body.of, body.by[0]
    if isinstance(of, Name) and functions.function_named(evaluator, of) is not None:
        return Call(replace(of, primes=of.primes + 1), (point,), span=node.span)
    if isinstance(by, Name) and isinstance(point, Name) and bare(by) == by == bare(point):
        return replace(body, by=(point,), span=node.span)
    return replace(node, where=(Relation("=", by, point, span=point.span),))


def without_own_point(factors: Sequence[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """Factors without the brackets that say where a derivative is taken, ``\\frac{\\partial p_i}{\\partial z_j}(z)``: at the
    very variable that it is by."""
    found: list[tuple[str, Node]] = []
    for sign, node in factors:
        before = found[-1][1] if found else None
        if sign or not isinstance(before, Derivative) or before.of is None or before.operator or not _is_point(node, before):
            found.append((sign, node))
    return found


def _is_point(node: Node, slope: Derivative) -> bool:
    """Whether nothing but the whole variables of a derivative stand in brackets."""
    if not isinstance(node, Group) or node.open != "(" or not node.items:
        return False
    letters = {(by.base, by.accents) for by in slope.by if isinstance(by, Name)}
    return all(isinstance(one, Name) and bare(one) == one and (one.base, one.accents) in letters for one in node.items)


def of_another_argument(evaluator: Evaluator, whole: Part, argument: Node, frame: Frame) -> Frame | None:
    """Where a quantity has another argument, ``s(x + c)``: the one symbol in it from which the quantity is computed, a given
    one, has the value of the whole; None where it is not clear which one that is."""
    world, found = evaluator.world, set()
    for name in walk(argument):
        readings = names.readings_of(evaluator, name) if isinstance(name, Name) else ()
        meaning = readings[0].meaning if readings else None
        if isinstance(meaning, Part) and world.depends(whole.quantity, meaning.quantity):
            found.add(meaning)
    if len(found) != 1:
        return None
    (part,) = found
    value = evaluator.value(argument, frame)
    given = world.quantities[part.quantity].role in ("input", "parameter") and part.quantity != whole.quantity
    if not given or any(index is not None for index in part.indices) or value.labels or not value.rank:
        return None
    return frame.on(_elsewhere(evaluator, frame.instance, part.quantity, value))


def _elsewhere(evaluator: Evaluator, instance: Instance, quantity: str, value: Value) -> Instance:
    shape = instance.values[quantity].shape
    pairs = zip(value.shape[::-1], shape[::-1], strict=False)
    if len(value.shape) > len(shape) or any(one not in (1, other) for one, other in pairs):
        raise Unfit(f"{value.words()} stands in the place of {quantity}")
    return evaluator.world.replaced(instance, quantity, np.broadcast_to(value.array.real, shape).copy())
