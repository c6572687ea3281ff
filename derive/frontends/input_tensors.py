"""The inputs of a network as tensors: their axes, their letters, and whether they are whole numbers."""

from __future__ import annotations

from sympy import Integer

from derive.algebra import Tensor
from derive.frontends.graph import Key
from derive.frontends.layers import InputSpec, NetworkSpec
from derive.layers.builder import Builder
from derive.layers.wires import Part, Wire


def is_integer(spec: NetworkSpec, given: InputSpec) -> bool:
    """Whether an input holds class indices: the specification says so, or an embedding reads it.

    Raises:
        SpecError: a layer that needs numbers reads it, too.
    """
    readers = [node for node in spec.nodes if given.name in node.sources]
    embedding = [node for node in readers if node.kind.name == "embedding"]
    integer = bool(embedding) if given.integer is None else given.integer
    other = next((node for node in readers if (node.kind.name == "embedding") is not integer), None)
    if other is not None and integer:
        hint = "An embedding turns class indices into vectors."
        raise other.table.error(f"the input {given.name!r} holds integers, but the layer needs numbers", hint=hint)
    if other is not None and embedding:
        raise other.table.error(f"the embedding needs class indices, but the input {given.name!r} holds numbers", "input")
    return integer


def add_input(spec: NetworkSpec, builder: Builder, given: InputSpec, position: int) -> tuple[Tensor, Wire]:
    """The tensor of an input, and its wire.  The last axis holds the features; channels come first in images."""
    spatial = _is_spatial(spec, given.name) or len(given.shape) > 2
    suffix = "" if position == 0 else f"_{given.name}"
    features = f"n_{given.name}" if position else "n_0"
    parts: list[Part] = []
    rank = len(given.shape)
    stems = _stems(rank, spatial)
    integer = is_integer(spec, given)
    for (stem, letter), number in zip(stems, given.shape, strict=True):
        if stem == "n" and not integer:
            parts.append(builder.features(builder.sizes.new(features, number), letter))
        elif spatial:
            parts.append(builder.positions(builder.sizes.new(stem + suffix, number), letter))
        else:
            length = builder.sizes.new(("T" if stem == "n" else stem) + suffix, number)
            parts.append(Part(Integer(1), length, "t" if stem == "n" else letter))
    spans = [(lo, hi) for _, lo, hi in builder.prefix] + [part.span for part in parts]
    tensor = Tensor(given.name, spans, "input", integer=integer)
    before = builder.before
    wire = Wire(
        tuple((part,) for part in parts),
        lambda *at: tensor[(*before, *at)],
        integer,
        None,
        f"the input '{given.name}'",
        spatial,
    )
    return tensor, wire


def _stems(rank: int, spatial: bool) -> list[tuple[str, str]]:
    """For each axis the letter of its size and of its index; ``n`` is the size of an axis of features."""
    if spatial:
        return [("n", "c"), *(("HWD"[i], "ijk"[i]) if rank > 2 else ("W", "i") for i in range(rank - 1))]
    return (
        [*([("T", "t")] if rank == 2 else [(f"T_{i + 1}", "tik"[i % 3]) for i in range(rank - 1)]), ("n", "j")][-rank:]
        if rank
        else []
    )


def _is_spatial(spec: NetworkSpec, key: Key) -> bool:
    """Whether the first layers that care about the order of axes want channels first."""
    front: list[Key] = [key]
    seen: set[Key] = set()
    while front:
        current = front.pop()
        for node in spec.nodes:
            if current in node.sources and node.key not in seen:
                seen.add(node.key)
                if node.kind.spatial:
                    return True
                if node.kind.passes:
                    front.append(node.key)
    return False
