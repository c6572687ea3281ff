"""A specification by formulas for a batch, restated for one example: what a text means that numbers no example.

Input: a model whose quantities have a row for each example.  Output: the model without that axis, its tables by their small
letters; none where the examples act on one another (the mean of a batch in each of its examples).
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Symbol

from derive.algebra import Entry, Sum, Tensor
from derive.algebra.sums import Bound
from derive.model import Equation, Model


class _Mixed(Exception):
    """Examples act on one another."""


def one_of_batch(model: Model, size: Symbol) -> Model | None:
    """The model of one example, where ``size`` counts them; None if it is no such model."""
    names = {tensor.name: _small(tensor, model, size) for tensor in model.tensors.values()}
    if len(set(names.values())) < len(names):
        return None
    try:
        equations = tuple(_Restated(model, size, names).equation(each) for each in model.equations)
        inputs, parameters = [tuple(_alone(t, size, names) for t in each) for each in (model.inputs, model.parameters)]
    except _Mixed:
        return None
    sizes = {symbol: number for symbol, number in model.sizes.items() if symbol != size}
    return replace(
        model,
        equations=equations,
        inputs=inputs,
        parameters=parameters,
        sizes=sizes,
        example_size=None,
        assumptions=(),
        initial={},
    )


def _axis(tensor: Tensor, size: Symbol) -> int | None:
    """The axis of the examples; raises if there are several."""
    found = [axis for axis, (low, high) in enumerate(tensor.ranges) if high - low + 1 == size]
    if len(found) > 1:
        raise _Mixed
    return found[0] if found else None


def _small(tensor: Tensor, model: Model, size: Symbol) -> str:
    """The name of a quantity of one example: ``z1`` for the table ``Z1``, unless that is another one."""
    small = tensor.name[0].lower() + tensor.name[1:]
    is_table = any(high - low + 1 == size for low, high in tensor.ranges)
    letter = tensor.base.rstrip("0123456789")
    return small if is_table and len(letter) == 1 and small not in model.tensors else tensor.name


def _alone(tensor: Tensor, size: Symbol, names: dict[str, str]) -> Tensor:
    axis = _axis(tensor, size)
    if axis is None:
        return tensor
    if tensor.is_merged or tensor.layered:
        raise _Mixed
    name = names[tensor.name]
    base = name if tensor.base == tensor.name else tensor.base
    ranges = (*tensor.ranges[:axis], *tensor.ranges[axis + 1 :])
    return tensor.like(name=name, base=base, ranges=ranges, layout=())


class _Restated:
    """The equations of a model without the axis of examples."""

    def __init__(self, model: Model, size: Symbol, names: dict[str, str]) -> None:
        self._model, self._size, self._names = model, size, names

    def equation(self, old: Equation) -> Equation:
        """One equation; an example's quantity is computed from those of this example alone."""
        own = [bound for bound in old.bounds if self._counts(bound)]
        if own and any(self._mixes(tensor) for tensor in old.reads):
            raise _Mixed
        rhs = self._without(old.rhs, {bound[0] for bound in own}, own == [])
        lhs = self._without(old.lhs, {bound[0] for bound in own}, False)
        if not isinstance(lhs, Entry) or {self._size, *(k for k, _, _ in own)} & rhs.free_symbols:
            raise _Mixed
        return replace(old, lhs=lhs, rhs=rhs, bounds=tuple(bound for bound in old.bounds if bound not in own))

    def _counts(self, bound: Bound) -> bool:
        return bool(bound[2] - bound[1] + 1 == self._size)

    def _mixes(self, tensor: Tensor) -> bool:
        """Whether a quantity has no examples, and is computed from all of them."""
        if _axis(tensor, self._size) is not None:
            return False
        equation = self._model.equation_of(tensor)
        return equation is not None and any(_axis(t, self._size) is not None or self._mixes(t) for t in equation.reads)

    def _without(self, node: Expr, letters: set[Symbol], sums: bool) -> Expr:
        """An expression without the index of the example; ``sums``: over all examples, which are one now."""
        if isinstance(node, Entry) and (axis := _axis(node.tensor, self._size)) is not None:
            if node.indices[axis] not in letters:
                raise _Mixed
            kept = (*node.indices[:axis], *node.indices[axis + 1 :])
            rest = tuple(self._without(index, letters, sums) for index in kept)
            return Entry(_alone(node.tensor, self._size, self._names), *rest)
        if isinstance(node, Sum):
            body, bounds = node.open()
            own = {bound[0] for bound in bounds if self._counts(bound)}
            if own and not sums:
                raise _Mixed
            inner = self._without(body, letters | own, sums)
            return Sum(inner, *(bound for bound in bounds if bound[0] not in own)) if len(own) < len(bounds) else inner
        if not node.args:
            return Integer(1) if node == self._size else node
        return node.func(*(self._without(arg, letters, sums) for arg in node.args))  # type: ignore[arg-type]
