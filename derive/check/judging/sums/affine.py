"""Index expressions as letters with whole factors, and a constant: ``t - 1``, ``2 i + u``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.meaning import symbols as meanings
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Group, Name, Node, Number, Product, Sum

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.judging.values.frame import Frame

Affine = tuple[dict[str, int], int]
"""Letters with their factors, and a constant."""


def affine(evaluator: Evaluator, node: Node, frame: Frame, bound: frozenset[str]) -> Affine | None:
    """An index expression as letters with whole factors; None if it is something else (``y_i``)."""
    if isinstance(node, Number):
        return ({}, int(node.text)) if node.text.isdigit() else None
    if isinstance(node, Group) and len(node.items) == 1:
        return affine(evaluator, node.items[0], frame, bound)
    if isinstance(node, Name):
        return _affine_name(evaluator, node, frame, bound)
    if isinstance(node, Sum):
        return _affine_sum(evaluator, node, frame, bound)
    if isinstance(node, Product) and len(node.factors) == 2:
        first, second = (affine(evaluator, factor, frame, bound) for _, factor in node.factors)
        if first and second and not first[0]:
            return {letter: first[1] * f for letter, f in second[0].items()}, first[1] * second[1]
    return None


def closed(evaluator: Evaluator, node: Node, frame: Frame) -> Affine | None:
    """The end of something that dots stand for: a letter that nothing binds is the size of its name."""
    form = affine(evaluator, node, frame, frozenset())
    if form is None or len(form[0]) != 1:
        return form
    ((letter, factor),) = form[0].items()
    readings = names.readings_of(evaluator, Name(letter)) if letter not in frame.scope else ()
    what = readings[0].meaning if readings else None
    if isinstance(what, meanings.SizeOf) and what.size in frame.instance.sizes:
        return {}, factor * int(frame.instance.sizes[what.size]) + form[1]
    return form


def _affine_sum(evaluator: Evaluator, node: Sum, frame: Frame, bound: frozenset[str]) -> Affine | None:
    factors: dict[str, int] = {}
    constant = 0
    for sign, term in node.terms:
        form = affine(evaluator, term, frame, bound)
        if form is None:
            return None
        for letter, factor in form[0].items():
            factors[letter] = factors.get(letter, 0) + sign * factor
        constant += sign * form[1]
    return factors, constant


def _affine_name(evaluator: Evaluator, node: Name, frame: Frame, bound: frozenset[str]) -> Affine | None:
    if node.sub or node.sup or node.accents or node.primes:
        return None
    if node.base in bound or node.base in evaluator.counted:
        return {node.base: 1}, 0
    kinds = [reading.meaning for reading in names.readings_of(evaluator, node)]
    first = kinds[0] if kinds else None
    if isinstance(first, Part) and None not in first.indices and evaluator.world.quantities[first.quantity].integer:
        return None  # a class: a quantity of the model, no letter that runs
    if isinstance(first, meanings.SizeOf) and first.declared and first.size in frame.instance.sizes:
        return {}, int(frame.instance.sizes[first.size])  # declared: ``\tau`` is the number of steps
    if any(isinstance(kind, meanings.IndexLetter) for kind in kinds) or not kinds:
        return {node.base: 1}, 0
    for kind in kinds:
        if isinstance(kind, meanings.SizeOf) and kind.size in frame.instance.sizes:
            return {}, int(frame.instance.sizes[kind.size])
        if isinstance(kind, meanings.NumberOf):
            return {}, int(kind.value)
    quantities = evaluator.world.quantities
    if any(isinstance(kind, Part) and quantities[kind.quantity].integer for kind in kinds):
        return None
    return {node.base: 1}, 0
