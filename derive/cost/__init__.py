"""Operation counts: the second use of the array program.

Input: a model or its derivation.  Output: floating-point operations and memory of forward and backward, quantity by quantity,
as polynomials in the sizes and as numbers, for reverse mode and for forward mode: why backpropagation runs backward.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.cost.depth import DepthCost, cost_of_depth
from derive.cost.report import Cost, cost_of
from derive.model import Model


def cost(model: Model, at: Mapping[str, int] | None = None) -> Cost | DepthCost:
    """What cost and gradient of a model cost; layer by layer, if its depth is a symbol.

    Arguments and errors as for ``cost_of``.
    """
    from derive import backprop
    from derive.proof import check_model

    derivation = backprop.derive(check_model(model, "derive.cost"))
    return cost_of_depth(derivation) if derivation.model.is_symbolic else cost_of(derivation, at)


__all__ = ["Cost", "DepthCost", "cost", "cost_of", "cost_of_depth"]
