"""Lowering of a network: every layer writes its forward equations, and the cost the last ones.

Input: a checked ``NetworkSpec``.  Output: a ``Model``, with the axis of examples in front (``with_examples``) or for
one example.  Both come from the same function: the example is one more index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Symbol

from derive.algebra import Tensor
from derive.errors import SpecError
from derive.frontends import values
from derive.frontends.ending import Ending, network_cost
from derive.frontends.formula_model import finish
from derive.frontends.functions import Functions
from derive.frontends.graph import Key
from derive.frontends.input_tensors import add_input, is_integer
from derive.frontends.layers import NetworkSpec
from derive.frontends.letters import lettered
from derive.frontends.lowering import Scope
from derive.frontends.network_layers import add_layer, initial_values
from derive.frontends.output import batch_cost, counts_from, find_cost, penalised
from derive.layers.builder import Builder
from derive.layers.sizes import Sizes, Unsettled, size_symbol
from derive.layers.wires import Wire
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
        tensor, wires[given.name] = add_input(spec, builder, given, position)
        declared.append(tensor)
    for node in spec.nodes:
        wires[node.key] = add_layer(builder, node, [wires[key] for key in node.sources])
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
    tensors = {t for e in equations for t in (e.tensor, *e.reads)} | set(parameters)
    found = {symbol for tensor in tensors for span in tensor.ranges for end in span for symbol in end.free_symbols}
    found |= {symbol for equation in equations for symbol in equation.rhs.free_symbols}
    return {size: number for size, number in numbers.items() if size in found}
