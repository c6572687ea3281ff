"""Networks of symbolic depth: the layer is an index, and the equations hold for every l.

Input: a ``NetworkSpec`` with ``depth = "L"``: one layer that is repeated, or two of which the second is layer L.
Output: a model for one example, whose tensors carry the layer as their first index; the widths n_0, ..., n_L are the
entries of a tensor of sizes.
"""

from __future__ import annotations

from sympy import Integer, Symbol

from derive.algebra import AXIS, Apply, Sum, Tensor
from derive.algebra.nodes import Range
from derive.errors import SpecError
from derive.frontends import values
from derive.frontends.formula_model import finish
from derive.frontends.functions import Functions
from derive.frontends.layers import NetworkSpec, Node
from derive.frontends.lowering import Lowering, Scope
from derive.frontends.named import Named
from derive.frontends.output import any_cost, check_scalar, counts_from, final, find_cost, formula_cost
from derive.frontends.values import Value
from derive.layers.sizes import size_symbol
from derive.library import Cost
from derive.model import Assumption, Equation, Model

J, K, LAYER = Symbol("j", integer=True), Symbol("k", integer=True), Symbol("l", integer=True)


def build_depth(spec: NetworkSpec) -> Model:
    """The model of a network with L layers.

    Raises:
        SpecError: something that symbolic depth cannot have.
    """
    _check(spec)
    assert spec.depth is not None
    cost = find_cost(spec)
    base = counts_from(cost)
    depth, first = size_symbol(spec.depth), spec.nodes[0]
    n = Tensor("n", [(0, depth)], "size", integer=True)

    def units(layer: object) -> Range:
        return Integer(base), n[layer] + base - 1

    here, below = units(AXIS[0]), units(AXIS[0] - 1)
    w = Tensor("w", [(1, depth), here, below], "parameter", base="w", layered=True)
    b = Tensor("b", [(1, depth), here], "parameter", layered=True)
    z = Tensor("z", [(1, depth), here], layered=True)
    inner = depth - 1 if len(spec.nodes) == 2 else depth
    a = Tensor("a", [(0, inner), here], layered=True)
    x = Tensor("x", [units(0)], "input")
    scope = Scope(Functions(spec.definitions.activations, {spec.depth, "n"}), numbers={depth: None}, base=base)
    weighted = Sum(w[LAYER, J, K] * a[LAYER - 1, K], (K, *units(LAYER - 1)))
    equations = [
        Equation(a[0, K], x[K], ((K, *units(0)),), words="activation of layer 0: the input", place=spec.table.place()),
        Equation(
            z[LAYER, J],
            weighted + b[LAYER, J] if first.options.get("bias", True) else weighted,
            ((LAYER, Integer(1), depth), (J, *units(LAYER))),
            "linear",
            words=f"weighted input of layer {LAYER}",
            place=first.place,
        ),
    ]
    hidden = apply(scope, first.activation, values.entries(z, [LAYER], (units(LAYER),)))
    bounds = ((LAYER, Integer(1), inner), (J, *units(LAYER)))
    words = f"activation of layer {LAYER}"
    equations.append(Equation(a[LAYER, J], hidden.at((J,)), bounds, "activation", words=words, place=first.activation.place))
    out = values.entries(a, [depth], (units(depth),))
    if len(spec.nodes) == 2:
        last = Tensor("aL", [units(depth)], base="a", tag=spec.depth)
        final = apply(scope, spec.nodes[1].activation, values.entries(z, [depth], (units(depth),)))
        words = f"activation of layer {depth}, the output"
        place = spec.nodes[1].activation.place
        equations.append(Equation(last[J], final.at((J,)), ((J, *units(depth)),), "activation", words=words, place=place))
        out = values.entries(last)
    cost_equations, target, assumptions = _cost(spec, cost, out, units(depth), scope)
    parameters = (w, b) if first.options.get("bias", True) else (w,)
    return Model(
        name=spec.name,
        title=spec.title,
        equations=tuple(finish([*equations, *cost_equations])),
        inputs=(x, *target),
        parameters=parameters,
        sizes={depth: None},
        constants=scope.functions.constants,
        functions=scope.functions.scalar,
        assumptions=assumptions,
        input_gradients=spec.input_gradients,
        initial={},
    )


def _cost(
    spec: NetworkSpec, cost: Cost | None, out: Value, width: Range, scope: Scope
) -> tuple[list[Equation], tuple[Tensor, ...], tuple[Assumption, ...]]:
    """The cost of the output: its equations, its target, and what is assumed of it."""
    if cost is None:
        return [any_cost(spec, out, width, ())], (), ()
    is_class = cost.target == "class"
    target = Tensor("y", () if is_class else (width,), "input", integer=is_class)
    named = {"a": out, "y": values.entries(target, below=values.size_of(width) if is_class else None)}
    taken = {"w", "b", "z", "a", "x", "n", "aL", "y"}
    equations, assumptions = formula_cost(spec, cost, named, values.size_of(width), (), scope, taken)
    check_scalar(equations[-1], (), cost, spec.cost.place)
    return [*equations[:-1], final(spec, equations[-1].rhs, ())], (target,), assumptions


def _check(spec: NetworkSpec) -> None:
    table, cost = spec.table, find_cost(spec)
    if len(spec.nodes) > 2:
        raise table.error(
            "a network of symbolic depth has one layer that is repeated, and at most one more: the last", "layers"
        )
    if spec.batch != "none":
        raise table.error("a network of symbolic depth is derived for one example", "batch", hint='Leave "batch" out.')
    if spec.penalty:
        raise table.error(
            "a network of symbolic depth has no penalty", "penalty", hint="Leave it out, or give the depth as layers."
        )
    if spec.initial.data:
        raise spec.initial.error("a network of symbolic depth has no initial values", hint="Leave [initial] out.")
    if cost is not None and (cost.target in ("half", "none") or len(cost.outputs) > 1):
        raise table.error(f"the cost {cost.name!r} needs a network of given depth", "cost")
    if spec.inputs and spec.inputs[0].shape != ("n_0",):
        raise table.error(
            "the input of a network of symbolic depth has n_0 entries", "input", hint='Write "n_0", or leave it out.'
        )
    for layer, width in zip(spec.nodes, ("n_l", f"n_{spec.depth}"), strict=False):
        _check_layer(spec, layer, width)


def _check_layer(spec: NetworkSpec, layer: Node, width: str) -> None:
    if layer.kind.name != "dense":
        raise layer.table.error("a network of symbolic depth has dense layers", "layer")
    if layer.options.get("units") != width:
        raise layer.table.error(f"the width of this layer is {width!r}", "units", hint=f'Write units = "{width}".')
    for key in ("exceptions", "weights", "weight_norm", "input", "name"):
        if layer.table.has(key):
            raise layer.table.error(f"{key!r} needs a network of given depth", key)
    if layer.options.get("bias", True) != spec.nodes[0].options.get("bias", True):
        raise layer.table.error("all layers have biases, or none has", "bias")


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
