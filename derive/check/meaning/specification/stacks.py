"""Layers as one quantity: ``z1, z2, z3`` as ``z`` with the layer as its first axis, for texts that write ``z^l``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from derive.algebra import Tensor
from derive.check.meaning.world import Array, Axis, Quantity
from derive.model import Model


@dataclass(frozen=True)
class Stack:
    """Tensors of one letter and of neighbouring layers; arrays are filled up with NaN to the largest lengths."""

    base: str
    members: Mapping[int, Tensor]

    @property
    def name(self) -> str:
        return f"{self.base}@"

    @property
    def first(self) -> int:
        return min(self.members)

    def quantity(self, model: Model) -> Quantity:
        """The quantity with the layer in front."""
        some = list(self.members.values())
        ranges = list(zip(*(tensor.ranges for tensor in some), strict=True))
        axes = [Axis(f"{self.name}.layers", self.first, "layer")]
        for axis, ends in enumerate(ranges):
            lengths = {hi - lo + 1 for lo, hi in ends}
            first = int(ends[0][0]) if ends[0][0].is_Integer else 1
            size = str(next(iter(lengths))) if len(lengths) == 1 else f"{self.name}.{axis}"
            kind = "example" if lengths == {model.example_size} else ""
            axes.append(Axis(size, first, kind, ragged=len(lengths) > 1))
        roles = {tensor.role for tensor in some[-1:]}
        return Quantity(self.name, tuple(axes), roles.pop())

    def sizes(self, values: Mapping[str, Array]) -> dict[str, int]:
        """The number of layers, and the lengths of each of them."""
        found = {f"{self.name}.layers": len(self.members)}
        for layer, tensor in self.members.items():
            found |= {f"{self.name}.{axis}[{layer}]": n for axis, n in enumerate(values[tensor.name].shape)}
        return found

    def values(self, values: Mapping[str, Array], lead: int) -> Array:
        """The padded array; with ``lead``, perturbations stand in front."""
        arrays = [values[self.members[layer].name] for layer in sorted(self.members)]
        passes = max((array.shape[0] for array in arrays), default=1) if lead else 1
        inner = tuple(np.max([array.shape[lead:] for array in arrays], axis=0).astype(int)) if arrays[0].ndim > lead else ()
        kind = complex if any(np.iscomplexobj(array) for array in arrays) else float
        full = np.full(((passes,) if lead else ()) + (len(arrays), *inner), np.nan, dtype=kind)
        for row, array in enumerate(arrays):
            target = full[:, row] if lead else full[row]
            target[(slice(None),) * lead + tuple(slice(n) for n in array.shape[lead:])] = array
        return full


def stacks(model: Model) -> Iterator[Stack]:
    """All letters that stand for two layers or more, numbered without a gap and of equal rank; ``x`` counts as ``a``
    of layer 0.
    """
    letters: dict[str, dict[int, Tensor]] = {}
    for tensor in model.tensors.values():
        if tensor.tag.isdigit() and not tensor.layered and not tensor.integer:
            letters.setdefault(tensor.base, {})[int(tensor.tag)] = tensor
    x = next((tensor for tensor in model.inputs if tensor.name == "x" and not tensor.integer), None)
    if "a" in letters and 1 in letters["a"] and x is not None and x.rank == letters["a"][1].rank:
        letters["a"] = {0: x, **letters["a"]}
    for base, members in letters.items():
        numbers = sorted(members)
        together = numbers == list(range(numbers[0], numbers[-1] + 1))
        if together and len(numbers) > 1 and len({tensor.rank for tensor in members.values()}) == 1:
            yield Stack(base, {number: members[number] for number in numbers})
