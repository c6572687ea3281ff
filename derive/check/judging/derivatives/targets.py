"""What a derivative is taken by: a part of a quantity, its transpose, its inverse or square, or an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import Unknown
from derive.check.judging.values import elementary, names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.powers import entries, inverse
from derive.check.judging.values.values import Value
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import Formula, Part
from derive.check.meaning.world import STEP, Array
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Number, Product, Script, Scripted, Sum, Transposed
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.derivatives.raw_slopes import Raw
    from derive.check.judging.values.evaluate import Evaluator


@dataclass(frozen=True)
class Variable:
    """A part, perhaps transposed; or a power of ``base``, another node (then there is no part); ``step`` is the step at which a
    parameter that all steps share is meant: ``W^{(t)}``."""

    part: Part | None = None
    transposed: bool = False
    step: Node | None = None
    base: Node | None = None
    exponent: float = 1.0


@dataclass(frozen=True)
class Expression:
    """An expression that stands in what is differentiated."""

    node: Node


def target(evaluator: Evaluator, by: Node, frame: Frame) -> Variable | Expression:
    """What to perturb."""
    if isinstance(by, Group) and len(by.items) == 1:
        return target(evaluator, by.items[0], frame)
    if isinstance(by, Transposed):
        inner = target(evaluator, by.body, frame)
        return replace(inner, transposed=not inner.transposed) if isinstance(inner, Variable) and inner.part else Expression(by)
    if isinstance(by, Scripted) and len(by.sup) == 1 and not by.sub and not by.primes:
        return _scripted(evaluator, by.body, by.sup[0], frame) or Expression(by)
    if isinstance(by, Scripted) and len(by.sub) == 1 and not by.sup and not by.primes:
        return _entry(evaluator, by.body, by.sub[0].items, frame) or Expression(by)
    if isinstance(by, Name) and names.readings_of(evaluator, by):
        return _named(evaluator, by, frame)
    if isinstance(by, Name):
        raise Unknown(f"the symbol '{names.spelled(by)}' is not known", by.span)
    return Expression(by)


def stacked(by: Node) -> Node | None:
    """The matrix X in a derivative by ``vec(X)``, or its transpose."""
    if isinstance(by, Transposed):
        return stacked(by.body)
    call = by.body if isinstance(by, Scripted) and len(by.sup) == 1 and not by.sub and _mark(by.sup[0]) in _TRANSPOSES else by
    return (
        call.args[0]
        if isinstance(call, Call) and call.head == Name("vec", style=call.head.style) and len(call.args) == 1
        else None
    )


def _named(evaluator: Evaluator, by: Name, frame: Frame) -> Variable | Expression:
    reading = names.reading_of(evaluator, by)
    if isinstance(reading.meaning, Formula):
        inner = target(evaluator, reading.meaning.node, frame)
        return inner if not reading.rest else Expression(by)
    if not isinstance(reading.meaning, Part):
        return Expression(by)
    if not reading.rest:
        return Variable(reading.meaning)
    if len(reading.rest) != 1:
        return Expression(by)
    if names.bound(reading.rest[0], frame) is not None:
        return Variable(reading.meaning, step=reading.rest[0])
    mark = _mark(reading.rest[0])
    if mark in _TRANSPOSES:
        return Variable(reading.meaning, transposed=True)
    exponent = _exponent(mark)
    return Variable(base=replace(by, sup=by.sup[:-1]), exponent=exponent) if exponent else Expression(by)


_TRANSPOSES = ("T", "t", "top", "intercal")


def _mark(script: Node) -> str:
    """What a superscript says, in short."""
    if isinstance(script, Script):
        return script.raw.strip("{} ").removeprefix("\\")
    if isinstance(script, Sum) and len(script.terms) == 1 and isinstance(script.terms[0][1], Number):
        return ("-" if script.terms[0][0] < 0 else "") + script.terms[0][1].text
    return script.text if isinstance(script, Number) else script.base if isinstance(script, Name) else ""


def _exponent(mark: str) -> float | None:
    try:
        return float(mark)
    except ValueError:
        return None


def _scripted(evaluator: Evaluator, body: Node, script: Node, frame: Frame) -> Variable | None:
    mark = _mark(script)
    if mark in _TRANSPOSES:
        inner = target(evaluator, body, frame)
        if isinstance(inner, Variable) and inner.part:
            return replace(inner, transposed=not inner.transposed)
    exponent = _exponent(mark)
    return Variable(base=body, exponent=exponent) if exponent else None


def _entry(evaluator: Evaluator, body: Node, items: tuple[Node, ...], frame: Frame) -> Variable | None:
    """An entry of what stands in brackets: ``(W_2)_{jk}``."""
    inner = target(evaluator, body, frame)
    if not isinstance(inner, Variable) or inner.part is None or inner.part.indices.count(None) != len(items):
        return None
    given = list(reversed(items) if inner.transposed != inner.part.transposed else items)
    return Variable(replace(inner.part, indices=tuple(given.pop(0) if i is None else i for i in inner.part.indices)))


def undone(evaluator: Evaluator, variable: Variable, frame: Frame) -> Raw:
    """The derivative of what stands inside by its power, by a complex step through the inverse operation."""
    from derive.check.judging.derivatives.raw_slopes import Raw

    assert variable.base is not None
    base = evaluator.value(variable.base, frame)
    if base.labels and base.rank:
        raise Unknown("a derivative by a power with free indices")
    if not base.rank:
        return Raw(replace(base, array=_inverse_power(base.array, 1j * STEP, variable.exponent).imag / STEP), 0, 0)
    size, shape = int(np.prod(base.shape)), base.shape
    steps = 1j * STEP * np.eye(size).reshape(size, *shape)
    if base.rank == 2 and shape[0] == shape[1] and variable.exponent == -1:
        moved = inverse(replace(base, array=inverse(base).array + steps)).array
    else:
        moved = _inverse_power(base.array, steps, variable.exponent)
    slopes = np.moveaxis((moved.imag / STEP).reshape(size, *shape), 0, -1).reshape((*shape, *shape))
    return Raw(Value(slopes, (), 2 * base.rank), base.rank, base.rank)


def _inverse_power(array: Array, step: Array | complex, exponent: float) -> Array:
    """What stands inside of a power that has moved by a step."""
    sign = np.sign(array) if exponent % 2 == 0 else 1.0
    return sign * entries(entries(array * sign, np.asarray(exponent)) + step, np.asarray(1 / exponent))


def argument_of(evaluator: Evaluator, node: Derivative) -> tuple[Node, ...]:
    """The variable of a bare nabla: the argument of the function that follows (a quantity without its own argument), or the
    only parameter that there is.

    Raises:
        Unknown: there is none.
    """
    of = node.of
    if isinstance(of, Derivative) and of.mark == "nabla" and not of.by:  # the second of two
        return argument_of(evaluator, of)
    only = _only_parameter(evaluator, of) if of is not None else ""
    if isinstance(of, Call) and len(of.args) == 1 and not (only and _is_elementary(of)):
        return (of.args[0],)
    if isinstance(of, Product) and len(of.factors) == 2:
        last = of.factors[-1][1]
        inner = last.items[0] if isinstance(last, Group) and len(last.items) == 1 else None
        if inner is not None and (not only or _may_vary(evaluator, inner)):
            return (_unargued(evaluator, inner),)
    if only:
        return (Name(only, style=MODEL),)
    raise Unknown("it is not clear by what to differentiate", node.span)


def _may_vary(evaluator: Evaluator, argument: Node) -> bool:
    """Whether what stands in brackets is a quantity of numbers, and neither an index nor an expression."""
    readings = evaluator.symbols.lookup(argument) if isinstance(argument, Name) else ()
    meaning = readings[0].meaning if readings else None
    return isinstance(meaning, Part) and not evaluator.world.quantities[meaning.quantity].integer


def _is_elementary(call: Call) -> bool:
    return elementary.canonical(call.head.base) in elementary.ELEMENTWISE


def _only_parameter(evaluator: Evaluator, of: Node) -> str:
    """The only parameter of a specification, if an expression is computed from it."""
    base = evaluator.world.specification
    parameters = [q.name for q in base.quantities.values() if q.role == "parameter"] if base is not None else []
    known = _mentioned(evaluator, of) if len(parameters) == 1 else ()
    return parameters[0] if any(evaluator.world.depends(name, parameters[0]) for name in known) else ""


def _mentioned(evaluator: Evaluator, node: Node, depth: int = 3) -> Iterator[str]:
    """The quantities of which an expression speaks, also by abbreviations."""
    names_in = (name for name in walk(node) if isinstance(name, Name))
    for reading in (reading for name in names_in for reading in evaluator.symbols.lookup(name)[:1]):
        if isinstance(reading.meaning, Part):
            yield reading.meaning.quantity
        elif isinstance(reading.meaning, Formula) and depth:
            yield from _mentioned(evaluator, reading.meaning.node, depth - 1)


def _unargued(evaluator: Evaluator, node: Node) -> Node:
    """``A`` of ``A(\\theta)``, where A is a quantity."""
    if not (isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1][1], Group)):
        return node
    (_, head), (sign, _) = node.factors
    if sign or not isinstance(head, Name) or not names.readings_of(evaluator, head):
        return node
    return head if isinstance(names.reading_of(evaluator, head).meaning, Part) else node
