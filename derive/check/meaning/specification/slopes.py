"""Derivatives of costs by every entry of a quantity at once, where the algebra has a faster way than perturbing each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from derive.algebra import Tensor
from derive.check.meaning.lazy import Lazy
from derive.check.meaning.specification.inventory import Inventory
from derive.check.meaning.specification.origin import Origin
from derive.check.meaning.specification.runs import Run
from derive.check.meaning.world import STEP, Array
from derive.verify.adjoints import adjoints, is_plain
from derive.verify.forward import Nudges, slopes

_FEW = 8
"""Of so many costs (one for each example) derivatives are taken one by one, each by all entries at once."""


class Slopes:
    """The derivatives of a model's costs on the numbers of an origin."""

    def __init__(self, inventory: Inventory) -> None:
        self.model, self.quantities = inventory.model, inventory.quantities

    def of_cost(self, origin: Origin, tensor: Tensor) -> Array:
        """The derivative of the cost by a tensor."""
        if tensor not in origin.gradients:
            if origin.shifts:
                origin.gradients[tensor] = self._nudged_cost(origin, tensor)
            elif not is_plain(self.model):
                origin.gradients[tensor] = slopes(self.model, origin.numbers, tensor)
            else:
                origin.gradients |= adjoints(self.model, origin.numbers)
        return origin.gradients[tensor]

    def _nudged_cost(self, origin: Origin, tensor: Tensor) -> Array:
        start = origin.numbers.values[tensor]
        nudges = Nudges(tensor, tuple(np.ndindex(start.shape)))
        cost = Run(self.model, origin.numbers, nudges, origin.shifts, {}).values().values[self.model.cost]
        return (cost.imag / STEP * np.ones(start.size)).reshape(start.shape)

    def of_costs(self, origin: Origin, top: Tensor, place: tuple[int, ...] | None = None) -> Mapping[Tensor, Array]:
        """The derivatives of one entry of a cost, or of the sum of all, by everything."""
        key = (top, place)
        if key not in origin.slopes:
            weights = np.ones(np.shape(origin.numbers.values[top]))
            if place is not None:
                weights[...] = 0.0
                weights[place] = 1.0
            origin.slopes[key] = adjoints(self.model, origin.numbers, (top, weights))
        return origin.slopes[key]

    def with_costs(self, values: Lazy[str], origin: Origin, tensor: Tensor, depends: Callable[[str, str], bool]) -> Lazy[str]:
        """The perturbed arrays, those of the costs from the derivatives that are known by every entry at once."""
        if tensor.integer:
            return values

        def compute(name: str) -> Array:
            top = self.model.tensors.get(name)
            base = origin.numbers.values[top] if top is not None else np.zeros(_FEW + 1)
            many = top is None or self.quantities[name].role != "cost" or np.size(base) > _FEW
            if top is None or many or not depends(name, tensor.name):
                return values[name]
            rows = [self.of_costs(origin, top, place)[tensor].ravel() for place in np.ndindex(np.shape(base))]
            columns = np.stack(rows, axis=-1).reshape((rows[0].size, *np.shape(base)))
            return np.asarray(base)[None] + 1j * STEP * columns

        return Lazy(values, compute)
