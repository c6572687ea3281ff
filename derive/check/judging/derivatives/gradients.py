"""Gradients of the cost, or of another number, by a part of a quantity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.derivatives.layouts import laid_out
from derive.check.judging.derivatives.partials import check_dependence, check_variable
from derive.check.judging.derivatives.raw_slopes import Raw, imaginary, with_axes
from derive.check.judging.derivatives.slopes import at_once, valued
from derive.check.judging.problems import SecondOrder, Unknown
from derive.check.judging.values import parts
from derive.check.judging.values.frame import NUDGE, Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import GradientOf

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def gradient(evaluator: Evaluator, what: GradientOf, frame: Frame) -> Value:
    """The gradient of the cost (or another number) by a part of a quantity."""
    return laid_out(evaluator, raw_gradient(evaluator, what, frame), sign="symbol")


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
    check_variable(evaluator, what.part)
    check_dependence(evaluator, of, what.part)
    base = valued(frame, what.part.quantity)
    whole = at_once(evaluator, of, what.part.quantity, frame)
    if whole is None:
        nudged = evaluator.perturbed(frame.instance, what.part.quantity, None)
        array = nudged.values[of]
        array = array.reshape(array.shape[0], -1).sum(axis=-1)  # the costs of all examples: their sum is meant
        whole = with_axes(imaginary(Value(array, (NUDGE,))), base.shape)
    if np.isnan(base).any():  # no entry, no slope: padding of ragged axes
        whole = replace(whole, array=np.where(np.isnan(base), np.nan, whole.array))
    value = parts.taken(evaluator, whole, what.part, frame)
    if what.negative:
        value = replace(value, array=-value.array)
    return Raw(replace(value, row=False), 0, value.rank, row=what.part.transposed)
