"""Activations of a model: quantities that are a function of another one, entry by entry, such as the gates of an LSTM."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr

from derive.algebra import Apply, Entry, Tensor
from derive.check.meaning.symbols import Part
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Number
from derive.model import Equation, Model


def function(model: Model, quantity: str) -> str | None:
    """The name of the function that a quantity applies entry by entry; None if it is no activation."""
    found = _activation(model, quantity)
    return None if found is None else found[1].function.name


def applied(model: Model) -> Mapping[Tensor, str]:
    """The function that the model applies to every entry of a tensor, for those to which it applies one."""
    found: dict[Tensor, list[str]] = {}
    for _, each in filter(None, (_activation(model, equation.tensor.name) for equation in model.equations)):
        if isinstance(each.argument, Entry):
            found.setdefault(each.argument.tensor, []).append(each.function.name)
    return {tensor: functions[0] for tensor, functions in found.items() if len(functions) == 1}


def argument(model: Model, quantities: Mapping[str, Quantity], part: Part) -> Part | None:
    """What a part of an activation is computed from: of an LSTM's ``o_t`` the scores of its gate."""
    found = _activation(model, part.quantity)
    read = found[1].argument if found is not None else None
    if found is None or not isinstance(read, Entry) or read.tensor.name not in quantities or part.transposed:
        return None
    given = {index: node for index, node in zip(found[0].lhs.indices, part.indices, strict=True) if index.is_Symbol}
    if not all(index in given or index.is_Integer for index in read.indices):
        return None
    axes = zip(read.indices, read.tensor.ranges, quantities[read.tensor.name].axes, strict=True)
    places = (given[index] if index in given else _counted(index - low + axis.first) for index, (low, _), axis in axes)
    return Part(read.tensor.name, tuple(places))


def _counted(place: Expr) -> Number:
    """A fixed place as the text counts it, which may begin elsewhere than the model does."""
    return Number(str(place))


def _activation(model: Model, quantity: str) -> tuple[Equation, Apply] | None:
    equation = model.equation_of(model.tensors[quantity]) if quantity in model.tensors else None
    return (equation, equation.rhs) if equation is not None and isinstance(equation.rhs, Apply) else None
