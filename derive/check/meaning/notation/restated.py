"""Declarations for a batch, restated for a text that speaks of one example beside it.

``\\mathcal{L} = Cn`` is the cost of each example: where there is only one, it is the cost.  What only a batch has, the number
of examples or a table with a column for each, stays without a meaning: the rows that speak of it are about the batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.model import Model


def for_one(declarations: Declarations, model: Model) -> Declarations | None:
    """The declarations for the model of one example; None where no symbol stands for the cost of any one."""
    own = next((t.name for t in model.tensors.values() if t.base == "C" and t.rank == 1), None)
    if own is None or not any(one.kind == "value" and one.text == own for one in declarations.entries):
        return None
    return replace(declarations, entries=tuple(_restated(declarations.entries, model, own)))


def _restated(entries: tuple[Declaration, ...], model: Model, own: str) -> Iterator[Declaration]:
    tables = {tensor.base for tensor in model.tensors.values() if _has_examples(model, tensor.name)}
    single = "C" if model.single is not None and "C" in model.single.tensors else model.cost.name  # without a penalty
    number = re.compile(rf"\b{model.example_size}\b")
    for one in entries:
        name = re.split(r"[\[.\d]", one.text)[0]
        if number.search(one.text) or (one.text.endswith(".T") and name in tables):
            continue
        of = () if own in one.of else one.of
        yield replace(one, text=single if one.kind == "value" and one.text == own else one.text, of=of)


def _has_examples(model: Model, name: str) -> bool:
    ranges = model.tensors[name].ranges
    return any(high - low + 1 == model.example_size for low, high in ranges)
