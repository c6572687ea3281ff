"""Layers put into a model one by one, with parameters of their own or shared ones."""

from __future__ import annotations

from derive.errors import near_misses
from derive.frontends.initial import numbers_as_text, shape_in_numbers
from derive.frontends.layers import NetworkSpec, Node
from derive.layers.builder import Builder, Made
from derive.layers.wires import Wire


def add_layer(builder: Builder, node: Node, wires: list[Wire]) -> Wire:
    """The equations of one layer."""
    builder.table = node.table
    builder.made.append(Made(node.kind.name, node.number, node.name))
    builder.shared = _shared(builder, node)
    for wire in wires:
        if wire.integer and node.kind.name != "embedding":
            raise node.table.error(f"the layer needs numbers, but {wire.source} holds integers")
        if node.kind.spatial and not wire.spatial and wire.rank > 1:
            shape = builder.shape(wire)
            hint = "Images are [channels, rows, columns], signals [channels, positions]."
            raise node.table.error(f"the layer needs channels and positions, but {wire.source} has shape {shape}", hint=hint)
    made = node.kind.build(builder, *wires, **node.options)
    if builder.shared is not None and not set(map(id, builder.made[-1].parameters.values())) & set(
        map(id, builder.shared.parameters.values())
    ):
        raise node.table.error("the layer shares no weights: it has none like those", "weights")
    return made


def _shared(builder: Builder, node: Node) -> Made | None:
    """The earlier layer whose parameters this one uses: ``weights = "encoder"``, or ``"W1"`` for its matrix only.

    Raises:
        SpecError: there is no such layer before this one.
    """
    if node.weights is None:
        return None
    name = node.weights.removesuffix(".T")
    earlier = {made.name: made for made in builder.made[:-1] if made.name and made.parameters}
    if name in earlier:
        return earlier[name]
    own = {
        tensor.name: Made(made.kind, made.number, made.name, {base: tensor})
        for made in builder.made[:-1]
        for base, tensor in made.parameters.items()
        if tensor.tag == str(made.number) and base == "W"
    }
    if name in own:
        return own[name]
    if not (name.startswith("W") and name[1:].isdigit()):
        hint = near_misses(name, earlier) or 'Write "W1" to share, "W1.T" to share transposed, or the name of an earlier layer.'
        raise node.table.error(f"'weights' cannot be {node.weights!r}", "weights", hint=hint)
    hint = f"Earlier weights: {', '.join(list(own)[-8:])}." if own else "No layer before it has weights."
    raise node.table.error(f"there are no weights {name} to share", "weights", hint=hint)


def initial_values(spec: NetworkSpec, builder: Builder) -> dict[str, str]:
    """Hints for ``init``: weights normal with variance 1/fan_in, biases zero, or the numbers of ``[initial]``."""
    known = {tensor.name: tensor for tensor in builder.parameters}
    found = {name: builder.initial[name] for name in known}
    for key in spec.initial.data:
        if key not in known:
            raise spec.initial.error(f"there is no parameter '{key}'", key, hint=near_misses(key, known) or None)
        found[key] = numbers_as_text(spec.initial, key, shape_in_numbers(known[key], builder.sizes.numbers))
    return found
