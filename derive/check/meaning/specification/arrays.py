"""The algebra's numbers as the judge wants them: arrays by name, sizes by name, functions to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from sympy import Expr, Integer, Symbol

from derive.algebra import AXIS, Apply, Func, Tensor
from derive.algebra.evaluate import Instance as Numbers
from derive.algebra.evaluate import evaluate, value_in_scope
from derive.check.judging.problems import Unknown
from derive.check.meaning.specification.inventory import WIDTHS, Inventory, depth, is_depth
from derive.check.meaning.specification.stacks import Stack
from derive.check.meaning.world import Array, Axis, Instance
from derive.model import ScalarFunction

_LAYER = Symbol("l", integer=True)
_VARIABLE = Symbol("_argument")


class Arrays:
    """Translates numbers of the algebra for one model."""

    def __init__(self, inventory: Inventory) -> None:
        self.model, self.quantities, self.stacks = inventory.model, inventory.quantities, inventory.stacks
        self._ahead = inventory.ahead

    def instance(self, numbers: Numbers) -> Instance:
        """Everything that the judge sees of the algebra's numbers."""
        values = self.values(numbers)
        functions = {f.name: _callable(f, numbers) for f in self.model.functions.values()}
        return Instance(self._sizes(numbers, values), values, functions)

    def values(self, numbers: Numbers) -> dict[str, Array]:
        """Arrays by name, those of the stacks among them."""
        values = {tensor.name: self.shown(tensor, numbers.values[tensor]) for tensor in self.model.tensors.values()}
        for stack in self.stacks.values():
            values[stack.name] = stack.values(values, 0)
        if WIDTHS in self.quantities:
            values[WIDTHS] = self.widths(numbers)
        return values

    def shown(self, tensor: Tensor, array: Array) -> Array:
        """An array as the text has it: a class index counts as the entries do that it picks."""
        return real(np.asarray(array)) + (self._ahead if tensor.integer else 0)

    def widths(self, numbers: Numbers) -> Array:
        """The numbers of units, layer by layer."""
        found = self._widths(numbers)
        return np.array([found[f"n[{k}]"] for k in range(len(found))])

    def _sizes(self, numbers: Numbers, values: Mapping[str, Array]) -> dict[str, int]:
        sizes = {str(symbol): int(value) for symbol, value in numbers.symbols.items() if symbol in self.model.sizes}
        for tensor in self.model.tensors.values():
            for axis, given in enumerate(self.quantities[tensor.name].axes):
                if not given.ragged:
                    sizes[given.size] = values[tensor.name].shape[axis]
                else:
                    sizes |= self._ragged(tensor, axis, given, numbers)
        for stack in self.stacks.values():
            sizes |= stack.sizes(values)
        widths = self._widths(numbers)
        layers = max(len(widths) - 1, depth(self.model))
        return sizes | widths | {"layers": layers, "layers + 1": layers + 1, "L": sizes.get("L", layers)}

    def _ragged(self, tensor: Tensor, axis: int, given: Axis, numbers: Numbers) -> dict[str, int]:
        found = {}
        lo, hi = tensor.ranges[0]
        for layer in range(_whole(lo, numbers), _whole(hi, numbers) + 1):
            start, end = (e.xreplace({AXIS[0]: _LAYER}).xreplace({_LAYER: Integer(layer)}) for e in tensor.ranges[axis])
            found[f"{given.size}[{layer}]"] = _whole(end - start + 1, numbers)
        return found

    def _widths(self, numbers: Numbers) -> dict[str, int]:
        """The number of units of each layer, if these are numbered: ``n[0]``, ``n[1]``, ..."""
        if not is_depth(self.model):
            sizes = {str(symbol): int(value) for symbol, value in numbers.symbols.items() if symbol in self.model.sizes}
            return {f"n[{k}]": sizes[f"n_{k}"] for k in range(depth(self.model) + 1)} if WIDTHS in self.quantities else {}
        array = next(a for t, a in numbers.values.items() if t.role == "size" and np.ndim(a) == 1)
        return {f"n[{k}]": int(n) for k, n in enumerate(np.real(array))}


def _callable(function: ScalarFunction, numbers: Numbers) -> Callable[..., Array]:
    def call(order: int, *arguments: Array) -> Array:
        if len(arguments) != 1:
            raise Unknown(f"the function '{function.name}' has one argument, and here {len(arguments)}")
        (argument,) = arguments
        applied = Apply(Func(function.name, order), _VARIABLE)
        with np.errstate(all="ignore"):
            return np.asarray(value_in_scope(applied, numbers, {_VARIABLE: np.asarray(argument)}))

    return call


def real(array: Array) -> Array:
    """The array without a zero imaginary part."""
    return np.real(array) if np.iscomplexobj(array) else array


def _whole(expr: Expr, numbers: Numbers) -> int:
    return int(evaluate(expr, numbers).real)


def joined(arrays: list[Array], stack: Stack, numbers: Numbers, tensor: Tensor, shape: tuple[int, ...]) -> Array:
    """A tensor under the perturbations of a stack: one for each position of the padded array, those of the padding without
    effect.
    """
    base = np.asarray(numbers.values[tensor])
    if all(array.ndim == base.ndim for array in arrays):
        return base
    size = int(np.prod(shape[1:]))
    full = np.repeat(np.asarray(base, dtype=complex)[None], len(arrays) * size, axis=0)
    for number, (member, array) in enumerate(zip(stack.members.values(), arrays, strict=True)):
        if array.ndim > base.ndim:
            inside = np.zeros(shape[1:], dtype=bool)
            inside[tuple(slice(n) for n in numbers.values[member].shape)] = True
            full[number * size + np.flatnonzero(inside.ravel())] = array
    return full
