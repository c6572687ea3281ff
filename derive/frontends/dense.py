"""Lowering of a network of dense layers: the forward equations of every layer, and nothing else.

Input: a checked ``NetworkSpec``.  Output: a ``Model``, with the axis of examples in front (``with_examples``) or for
one example.  Both come from the same function: the example is one more index.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Add, Expr, Integer, Symbol

from derive.algebra import Apply, Delta, Sum, Tensor
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.errors import SpecError, near_misses
from derive.frontends import values
from derive.frontends.formula_model import finish
from derive.frontends.functions import Functions
from derive.frontends.initial import numbers_as_text, shape_in_numbers
from derive.frontends.layers import DenseSpec, Named, NetworkSpec
from derive.frontends.lowering import Lowering, Scope
from derive.frontends.output import batch_cost, counts_from, example_cost, find_cost, penalised
from derive.frontends.values import Value
from derive.frontends.widths import Widths, size_symbol, source, widths
from derive.library import activations
from derive.model import Equation, Model

J, K, N = Symbol("j", integer=True), Symbol("k", integer=True), Symbol("n", integer=True)


@dataclass
class Builder:
    """A model in the making."""

    spec: NetworkSpec
    sizes: Widths
    base: int
    prefix: tuple[Bound, ...]
    scope: Scope
    weights: dict[int, Tensor] = field(default_factory=dict)
    parameters: list[Tensor] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)

    @property
    def functions(self) -> Functions:
        return self.scope.functions

    @property
    def before(self) -> tuple[Expr, ...]:
        return tuple(k for k, _, _ in self.prefix)

    def units(self, layer: int) -> Range:
        return values.ranges_from([self.sizes.of[layer]], self.base)[0]

    def tensor(self, base: str, layer: int, role: str = "intermediate") -> Tensor:
        """z^l or a^l: one entry for each unit (and each example)."""
        ranges = [(lo, hi) for _, lo, hi in self.prefix] + [self.units(layer)]
        return Tensor(f"{base}{layer}" if layer else base, ranges, role, base=base, tag=str(layer) if layer else "")


def build(spec: NetworkSpec, *, with_examples: bool) -> Model:
    """The model of a network.

    Raises:
        SpecError: sizes that do not fit, an activation or a cost that has no meaning here.
    """
    cost = find_cost(spec)
    sizes = widths(spec, half=cost is not None and cost.target == "half")
    base = counts_from(cost)
    examples = size_symbol("N") if size_symbol("N") not in sizes.numbers else size_symbol("N_examples")
    example = (N, *values.ranges_from([examples], base)[0])
    taken = {str(size) for size in sizes.numbers} | {"N"}
    functions = Functions(spec.definitions.activations, taken)
    builder = Builder(
        spec, sizes, base, (example,) if with_examples else (), Scope(functions, numbers=sizes.numbers, base=base)
    )
    x = builder.tensor("x", 0, "input")
    out = x
    for layer in spec.layers:
        out = add_layer(builder, layer, out)
    names = {tensor.name for tensor in (x, *builder.parameters, *(e.tensor for e in builder.equations))} | {"y"}
    value = values.entries(out, builder.before)
    last = len(spec.layers)
    targets = values.ranges_from([sizes.halves if sizes.halves is not None else sizes.of[last]], base)[0]
    output = example_cost(spec, cost, value, builder.units(last), targets, builder.prefix, builder.scope, names)
    builder.equations += output.equations
    if with_examples:
        builder.equations.append(
            batch_cost(spec.batch == "mean", output.equations[-1].tensor, example, spec.table.place("batch"))
        )
    if spec.penalty:
        total = builder.equations[-1].tensor
        builder.equations.append(penalised(spec, total, list(builder.weights.values()), functions, builder.scope))
    return Model(
        name=spec.name,
        title=spec.title,
        equations=tuple(finish(builder.equations)),
        inputs=(x, output.target) if output.target is not None else (x,),
        parameters=tuple(builder.parameters),
        sizes={**sizes.numbers, **({examples: None} if with_examples else {})},
        constants=functions.constants,
        functions=functions.scalar,
        assumptions=output.assumptions,
        input_gradients=spec.input_gradients,
        example_size=examples if with_examples else None,
        initial=initial_values(spec, builder.parameters, sizes),
        single=build(spec, with_examples=False) if with_examples else None,
    )


def add_layer(builder: Builder, layer: DenseSpec, before: Tensor) -> Tensor:
    """z = W a + b and a = f(z); the identity adds no equation."""
    number, transposed = source(builder.spec, layer)
    l = layer.number  # noqa: E741
    if number == l:
        shape = [builder.units(l), builder.units(l - 1)]
        builder.weights[l] = Tensor(f"W{l}", shape, "parameter", base="W", tag=str(l))
        builder.parameters.append(builder.weights[l])
    weights = builder.weights[number]
    entry = weights[K, J] if transposed else weights[J, K]
    rhs = Sum(entry * before[(*builder.before, K)], (K, *builder.units(l - 1)))
    if layer.bias:
        bias = Tensor(f"b{l}", [builder.units(l)], "parameter", base="b", tag=str(l))
        builder.parameters.append(bias)
        rhs += bias[J]
    bounds = (*builder.prefix, (J, *builder.units(l)))
    indices = (*builder.before, J)
    z = builder.tensor("z", l)
    builder.equations.append(
        Equation(z[indices], rhs, bounds, "linear", words=f"weighted input of layer {l}", place=layer.place)
    )
    if layer.activation.name == "identity" and not layer.exceptions:
        return z
    a = builder.tensor("a", l)
    value = activated(builder, layer, values.entries(z, builder.before))
    words = f"activation of layer {l}"
    builder.equations.append(
        Equation(a[indices], value.at((J,)), bounds, "activation", words=words, place=layer.activation.place)
    )
    return a


def activated(builder: Builder, layer: DenseSpec, z: Value) -> Value:
    """The activation, and in single units another one: a_j = [j=3] g(z_j) + (1 - [j=3]) f(z_j)."""
    usual = apply(builder.scope, layer.activation, z)
    if not layer.exceptions:
        return usual
    known = {**activations(), **builder.spec.definitions.activations}
    if layer.activation.name in known and known[layer.activation.name].vector:
        raise layer.table.error(
            f"{layer.activation.name!r} speaks of the whole layer: no unit can be an exception", "exceptions"
        )
    cases = []
    for unit, named in sorted(layer.exceptions.items()):
        position = Integer(unit - 1 + builder.base)
        size = values.in_numbers(builder.sizes.of[layer.number], builder.sizes.numbers)
        if size.is_Integer and unit > size:
            raise layer.table.error(f"there is no unit {unit}", "exceptions", hint=f"Units count from 1 to {size}.")
        cases.append((position, apply(builder.scope, named, z)))

    def at(indices: tuple[Expr, ...]) -> Expr:
        chosen = [(Delta(indices[0], position), value.at(indices)) for position, value in cases]
        rest = 1 - Add(*(delta for delta, _ in chosen))
        return Add(*(delta * entry for delta, entry in chosen), rest * usual.at(indices))

    return Value(z.ranges, at)


def apply(scope: Scope, named: Named, z: Value) -> Value:
    """A library activation, a user's, or one that is left open."""
    functions = scope.functions
    if named.name not in functions.known:
        symbol = functions.unknown(named.name)
        return values.combine(lambda entry: Apply(symbol, entry), z)
    try:
        result = functions.apply(named.name, named.options, z, Lowering(scope, "").text)
    except SpecError as error:
        raise error.at(named.place) from None
    if result.rank != z.rank:
        raise SpecError(f"the activation '{named.name}' does not give a vector for a vector", place=named.place)
    return result


def initial_values(spec: NetworkSpec, parameters: list[Tensor], sizes: Widths) -> dict[str, str]:
    """Hints for ``init``: weights normal with variance 1/fan_in, biases zero, or the numbers of ``[initial]``."""
    known = {tensor.name: tensor for tensor in parameters}
    found = {name: "zeros" if tensor.rank == 1 else "normal/sqrt(fan_in)" for name, tensor in known.items()}
    for key in spec.initial.data:
        if key not in known:
            raise spec.initial.error(f"there is no parameter '{key}'", key, hint=near_misses(key, known) or None)
        found[key] = numbers_as_text(spec.initial, key, shape_in_numbers(known[key], sizes.numbers))
    return found
