"""Networks of symbolic depth: the layer is an index, and the equations hold for every l.

Input: a ``NetworkSpec`` with ``depth = "L"``: one layer that is repeated, or two of which the second is layer L.
Output: a model for one example, whose tensors carry the layer as their first index; the widths n_0, ..., n_L are the
entries of a tensor of sizes.
"""

from __future__ import annotations

from sympy import Integer, Symbol

from derive.algebra import AXIS, Sum, Tensor
from derive.algebra.nodes import Range
from derive.frontends import values
from derive.frontends.dense import apply
from derive.frontends.formula_model import finish
from derive.frontends.functions import Functions
from derive.frontends.layers import DenseSpec, NetworkSpec
from derive.frontends.lowering import Scope
from derive.frontends.output import counts_from, example_cost, find_cost
from derive.frontends.widths import size_symbol
from derive.model import Equation, Model

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
    depth, first = size_symbol(spec.depth), spec.layers[0]
    n = Tensor("n", [(0, depth)], "size", integer=True)

    def units(layer: object) -> Range:
        return Integer(base), n[layer] + base - 1

    here, below = units(AXIS[0]), units(AXIS[0] - 1)
    w = Tensor("w", [(1, depth), here, below], "parameter", base="w", layered=True)
    b = Tensor("b", [(1, depth), here], "parameter", layered=True)
    z = Tensor("z", [(1, depth), here], layered=True)
    inner = depth - 1 if len(spec.layers) == 2 else depth
    a = Tensor("a", [(0, inner), here], layered=True)
    x = Tensor("x", [units(0)], "input")
    scope = Scope(Functions(spec.definitions.activations, {spec.depth, "n"}), numbers={depth: None}, base=base)
    weighted = Sum(w[LAYER, J, K] * a[LAYER - 1, K], (K, *units(LAYER - 1)))
    equations = [
        Equation(a[0, K], x[K], ((K, *units(0)),), words="activation of layer 0: the input", place=spec.table.place()),
        Equation(
            z[LAYER, J],
            weighted + b[LAYER, J] if first.bias else weighted,
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
    if len(spec.layers) == 2:
        last = Tensor("aL", [units(depth)], base="a", tag=spec.depth)
        final = apply(scope, spec.layers[1].activation, values.entries(z, [depth], (units(depth),)))
        words = f"activation of layer {depth}, the output"
        place = spec.layers[1].activation.place
        equations.append(Equation(last[J], final.at((J,)), ((J, *units(depth)),), "activation", words=words, place=place))
        out = values.entries(last)
    names = {"w", "b", "z", "a", "x", "n", "aL"}
    output = example_cost(spec, cost, out, units(depth), units(depth), (), scope, names)
    parameters = (w, b) if first.bias else (w,)
    return Model(
        name=spec.name,
        title=spec.title,
        equations=tuple(finish([*equations, *output.equations])),
        inputs=(x, output.target) if output.target is not None else (x,),
        parameters=parameters,
        sizes={depth: None},
        constants=scope.functions.constants,
        functions=scope.functions.scalar,
        assumptions=output.assumptions,
        input_gradients=spec.input_gradients,
        initial={},
    )


def _check(spec: NetworkSpec) -> None:
    table, cost = spec.table, find_cost(spec)
    if len(spec.layers) > 2:
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
    if cost is not None and cost.target == "half":
        raise table.error(f"the cost {cost.name!r} needs a network of given depth", "cost")
    if spec.input != "n_0":
        raise table.error(
            "the input of a network of symbolic depth has n_0 entries", "input", hint='Write "n_0", or leave it out.'
        )
    for layer, width in zip(spec.layers, ("n_l", f"n_{spec.depth}"), strict=False):
        _check_layer(spec, layer, width)


def _check_layer(spec: NetworkSpec, layer: DenseSpec, width: str) -> None:
    if layer.units != width:
        raise layer.table.error(f"the width of this layer is {width!r}", "units", hint=f'Write units = "{width}".')
    if layer.exceptions or layer.weights is not None:
        key = "exceptions" if layer.exceptions else "weights"
        raise layer.table.error(f"{key!r} needs a network of given depth", key)
    if layer.bias != spec.layers[0].bias:
        raise layer.table.error("all layers have biases, or none has", "bias")
