"""An example with numbers: ``[example] x = [0.05, 0.10]``, ``y = [0.01, 0.99]``, ``rate = 0.5``.

Input: the table and the model.  Output: the model with the example, for which a proof can show every number.  Inputs
have the shape that they have for one example (for all examples, where the formulas speak of all).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derive.errors import near_misses
from derive.frontends.document import Table
from derive.frontends.initial import check_shape, shape_in_numbers
from derive.model import Model

RATE = "rate"


def with_example(model: Model, table: Table) -> Model:
    """The model with the numbers of an ``[example]`` table.

    Raises:
        SpecError: a name that is no input, an input without numbers, another shape, a rate that is not positive.
    """
    if not table.data:
        return model
    known = {tensor.name: tensor for tensor in (model.single or model).inputs}
    for key in table.data:
        if key not in known and key != RATE:
            raise table.error(f"there is no input '{key}'", key, hint=near_misses(key, [*known, RATE]) or None)
    for name, tensor in known.items():
        if name not in table.data:
            raise table.error(f"the input '{name}' has no numbers", hint=f"Write {name} = ...")
        check_shape(table, name, shape_in_numbers(tensor, model.sizes))
    rate = table.number(RATE, None)
    if rate is not None and rate <= 0:
        raise table.error(f"'{RATE}' should be positive, not {rate:g}", RATE)
    numbers = {name: _frozen(table.data[name]) for name in known}
    single = replace(model.single, example=numbers, rate=rate) if model.single else None
    return replace(model, example=numbers, rate=rate, single=single)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value
