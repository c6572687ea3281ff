"""Lowering of a network: every layer writes its forward equations, and the cost the last ones.

Input: a checked ``NetworkSpec``.  Output: a ``Model``, with the axis of examples in front (``with_examples``) or for
one example.  Both come from the same function: the example is one more index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Integer, Symbol

from derive.algebra import Tensor
from derive.errors import SpecError, near_misses
from derive.frontends import values
from derive.frontends.ending import Ending, network_cost
from derive.frontends.formula_model import finish
from derive.frontends.functions import Functions
from derive.frontends.graph import Key
from derive.frontends.initial import numbers_as_text, shape_in_numbers
from derive.frontends.layers import InputSpec, NetworkSpec, Node
from derive.frontends.letters import lettered
from derive.frontends.lowering import Scope
from derive.frontends.output import batch_cost, counts_from, find_cost, penalised
from derive.layers.builder import Builder, Made
from derive.layers.sizes import Sizes, Unsettled, size_symbol
from derive.layers.wires import Part, Wire
from derive.model import Equation, Model

_ROUNDS = 200
N = Symbol("n", integer=True)


def build(spec: NetworkSpec) -> Model:
    """The model of a network, with that of one example beside it where the examples do not interact.

    Raises:
        SpecError: sizes that do not fit, an activation or a cost that has no meaning here.
    """
    sizes = Sizes(named={size for given in _given_sizes(spec) for size in [given] if isinstance(size, str)})
    for _ in range(_ROUNDS):
        current = replace(sizes, numbers={}, demands={})
        try:
            model, builder = _lower(spec, current, spec.batch != "none")
        except (SpecError, Unsettled):
            if not current.demands:
                raise  # a mistake, and not a size that this round had yet to learn
        settled = current.settled()
        if settled is None:
            break
        sizes = settled
    else:
        raise AssertionError("the sizes of the network do not settle")
    if spec.batch == "none" or builder.mixes_examples:
        return model
    single, _ = _lower(spec, replace(sizes, numbers={}, demands={}), with_examples=False)
    return replace(model, single=single)


def _given_sizes(spec: NetworkSpec) -> list[int | str]:
    own = [value for node in spec.nodes for option in node.kind.options if option.type == "size"
           for value in [node.options.get(option.name)] if value is not None]  # fmt: skip
    return [size for given in spec.inputs for size in given.shape] + own


def _lower(spec: NetworkSpec, sizes: Sizes, with_examples: bool) -> tuple[Model, Builder]:
    """One round: the model with the sizes as they are known so far."""
    cost = find_cost(spec)
    base = 0 if any(is_integer(spec, given) for given in spec.inputs) else counts_from(cost)
    examples = size_symbol("N") if "N" not in sizes.named else size_symbol("N_examples")
    example = (N, *values.ranges_from([examples], base)[0])
    functions = Functions(spec.definitions.activations, {*sizes.named, "N"})
    scope = Scope(functions, numbers=sizes.numbers, base=base)
    names = {given.name for given in spec.inputs}
    builder = Builder(base, (example,) if with_examples else (), scope, sizes, taken=set(names))
    wires: dict[Key, Wire] = {}
    declared = []
    for position, given in enumerate(spec.inputs):
        tensor, wires[given.name] = _input(spec, builder, given, position)
        declared.append(tensor)
    for node in spec.nodes:
        wires[node.key] = _layer(builder, node, [wires[key] for key in node.sources])
    output = _output(builder, wires[spec.outputs[0]]) if len(spec.outputs) == 1 else None
    ending = network_cost(spec, cost, builder, [wires[key] for key in spec.outputs])
    if with_examples:
        builder.equations.append(
            batch_cost(spec.batch == "mean", builder.equations[-1].tensor, example, spec.table.place("batch"))
        )
    if spec.penalty:
        total = builder.equations[-1].tensor
        builder.equations.append(penalised(spec, total, builder.penalised, functions, scope))
    return _model(spec, builder, ending, declared, examples if with_examples else None, output), builder


def _output(builder: Builder, wire: Wire) -> Equation:
    """The output as an array: the examples, then the axes of the last layer."""
    indices, parts = builder.indices(wire.parts), wire.parts
    bounds = (*builder.prefix, *((k, part.lo, part.hi) for k, part in zip(indices, parts, strict=True)))
    place = len(builder.prefix)
    layout: list[tuple[int, ...]] = [(axis,) for axis in range(place)]
    for axis in wire.axes:
        layout.append(tuple(range(place, place + len(axis))))
        place += len(axis)
    tensor = Tensor("output", [(lo, hi) for _, lo, hi in bounds], layout=layout)
    return Equation(tensor[tuple(k for k, _, _ in bounds)], wire(*indices), bounds, "definition", words="output of the network")


def _model(
    spec: NetworkSpec,
    builder: Builder,
    ending: Ending,
    declared: list[Tensor],
    examples: Symbol | None,
    output: Equation | None,
) -> Model:
    names = [*map(str, builder.sizes.numbers), *(tensor.base for tensor in (*declared, *builder.inputs, *ending.inputs))]
    equations = lettered((*finish(builder.equations), *([output] if output else [])), spec.nodes, names)
    if output:
        equations, output = equations[:-1], equations[-1]
    numbers = {**builder.sizes.numbers, **({examples: None} if examples is not None else {})}
    return Model(
        name=spec.name,
        title=spec.title,
        equations=equations,
        inputs=(*declared, *builder.inputs, *ending.inputs),
        parameters=tuple(builder.parameters),
        sizes=_used(numbers, equations, builder.parameters),
        constants=builder.functions.constants,
        functions=builder.functions.scalar,
        assumptions=ending.assumptions,
        input_gradients=spec.input_gradients,
        example_size=examples,
        initial=initial_values(spec, builder),
        output=output,
    )


def _used(
    numbers: Mapping[Symbol, int | None], equations: tuple[Equation, ...], parameters: list[Tensor]
) -> dict[Symbol, int | None]:
    """The sizes that occur (rewriting leaves some behind)."""
    tensors = {t for e in equations for t in (e.tensor, *e.rhs.atoms(Tensor))} | set(parameters)
    found = {symbol for tensor in tensors for span in tensor.ranges for end in span for symbol in end.free_symbols}
    found |= {symbol for equation in equations for symbol in equation.rhs.free_symbols}
    return {size: number for size, number in numbers.items() if size in found}


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


def _input(spec: NetworkSpec, builder: Builder, given: InputSpec, position: int) -> tuple[Tensor, Wire]:
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


def _layer(builder: Builder, node: Node, wires: list[Wire]) -> Wire:
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
