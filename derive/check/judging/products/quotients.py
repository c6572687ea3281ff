"""Fractions and roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import Unfit
from derive.check.judging.values import brackets
from derive.check.judging.values.arithmetic import combine
from derive.check.judging.values.elementary import undefined_where
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Array, Value, number
from derive.check.reading.syntax import Fraction, Root

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def fraction(evaluator: Evaluator, node: Fraction, frame: Frame) -> Value:
    """A quotient by a number, or entry by entry."""
    over, under = evaluator.value(node.over, frame), evaluator.value(node.under, frame)
    return divide(over, under)


def divide(over: Value, under: Value) -> Value:
    """The quotient entry by entry.

    Raises:
        Unfit: the shapes differ.
    """
    if over.flexible and under.rank == 0:
        return Value(over.array / under.array, under.labels, flexible=over.flexible, row=over.row)
    if under.rank == 2 and over.rank == 1:
        raise Unfit(f"{over.words()} cannot be divided by {under.words()}")
    return combine(_quotient, over, under, "divided by")


def _quotient(a: Array, b: Array) -> Array:
    with np.errstate(all="ignore"):
        return undefined_where(b, np.true_divide(a, b))


def root(evaluator: Evaluator, node: Root, frame: Frame) -> Value:
    """A root of a number, or of every entry."""
    degree = evaluator.value(node.degree, frame) if node.degree is not None else number(2.0)
    exponent = divide(number(1.0), degree)
    value = evaluator.value(node.body, frame)
    return brackets.powered(evaluator, value, exponent, node)
