"""The quantities of a model, their axes and roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from sympy import Expr, expand

from derive.algebra import AXIS, Tensor
from derive.check.meaning.specification.stacks import Stack, stacks
from derive.check.meaning.world import Axis, Quantity
from derive.model import Model
from derive.verify.instances import class_range

WIDTHS = "n@"
"""The quantity that holds the widths of the layers."""


def is_depth(model: Model) -> bool:
    """Whether the layers of a network are counted by a letter (and a first axis is a layer, not a time)."""
    return any(end.has(*AXIS) for tensor in model.tensors.values() for span in tensor.ranges for end in span)


def depth(model: Model) -> int:
    """The number of layers."""
    return max((int(t.tag) for t in model.tensors.values() if t.tag.isdigit()), default=1)


def has_widths(model: Model) -> bool:
    """Whether the sizes of the layers are numbered without a gap: ``n_0``, ``n_1``, ..., or the depth is a letter."""
    sizes = {str(size) for size in model.sizes}
    return is_depth(model) or ("n_0" in sizes and all(f"n_{k}" in sizes for k in range(depth(model) + 1)))


def last_states(model: Model) -> frozenset[Expr]:
    """The last steps of the recurrences that formulas state, with an equation of its own for the state before the first."""
    if is_depth(model):
        return frozenset()
    counts = Counter(equation.tensor for equation in model.equations)
    states = [t for t, count in counts.items() if count > 1 and t.rank and t.ranges[0][0] == 0]
    return frozenset(t.ranges[0][1] for t in states)


def without_examples_for_steps(model: Model) -> Model:
    """The model; a size N that counts the steps of a recurrence counts no examples, whatever it is called."""
    size = model.example_size
    return replace(model, example_size=None) if size is not None and {size, size - 1} & last_states(model) else model


class Inventory:
    """What there is in a model; ``from_one`` counts steps from one that its formulas count from zero; ``entries`` is the number
    with which entries begin, if not with the model's own."""

    def __init__(self, model: Model, from_one: bool, entries: int | None = None) -> None:
        self.model, self._from_one, self._entries = model, from_one, entries
        self.stacks: Mapping[str, Stack] = {s.name: s for s in stacks(model)}

    @cached_property
    def quantities(self) -> Mapping[str, Quantity]:
        """All quantities by name, the stacks of layers among them."""
        found = {t.name: self._quantity(t) for t in self.model.tensors.values()}
        found |= {s.name: s.quantity(self.model) for s in self.stacks.values()}
        if has_widths(self.model):
            found[WIDTHS] = Quantity(WIDTHS, (Axis("layers + 1", 0, "layer"),), "size", integer=True)
        return found

    def _quantity(self, tensor: Tensor) -> Quantity:
        role = "cost" if tensor == self.model.cost or (tensor.base == "C" and tensor.role != "parameter") else tensor.role
        axes = tuple(self._axis(tensor, axis) for axis in range(tensor.rank))
        if not tensor.integer or tensor.role != "input":  # the place of a maximum is an index, too, and computed
            return Quantity(tensor.name, axes, role, tensor.integer)
        low, high = class_range(self.model, tensor)
        return Quantity(tensor.name, axes, role, True, str(expand(high - low + 1)))

    def _axis(self, tensor: Tensor, axis: int) -> Axis:
        lo, hi = tensor.ranges[axis]
        first = int(lo) if lo.is_Integer else 1
        length = expand(hi - lo + 1)
        if tensor.layered and axis == 0:
            return Axis(str(length), first, "layer" if is_depth(self.model) else "time")
        if length.has(*AXIS):
            return Axis(f"{tensor.name}.{axis}", first, ragged=True)
        examples = self.model.example_size is not None and length == self.model.example_size
        if lo == 0 and self._from_one and axis == 0 and hi + 1 in self._last_states:
            return Axis(str(length), 1, "time")
        kind = "example" if examples else "time" if hi in self._times else ""
        return Axis(str(length), first if self._entries is None or kind == "time" or first > 1 else self._entries, kind)

    @cached_property
    def ahead(self) -> int:
        """How much higher entries are counted than in the model itself: its class indices go along."""
        own = {span[0] for tensor in self.model.tensors.values() for span in tensor.ranges}
        return 1 if self._entries == 1 and 1 not in own else 0

    @cached_property
    def _times(self) -> frozenset[Expr]:
        """The last steps of the recurrences."""
        if is_depth(self.model):
            return frozenset()
        ends = {t.ranges[0][1] for t in self.model.tensors.values() if t.layered}
        return frozenset(ends | self._last_states | {end - 1 for end in self._last_states})

    @cached_property
    def _last_states(self) -> frozenset[Expr]:
        return last_states(self.model)

    @property
    def counts_from_zero(self) -> bool:
        """Whether the states of a recurrence and its steps begin with the same number, zero (then texts count otherwise)."""
        first = [t.ranges[0] for t in self.model.tensors.values() if t.rank]
        return not self._from_one and any(lo == 0 and hi + 1 in self._last_states for lo, hi in first)
