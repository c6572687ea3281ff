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


class _Tensors:
    """The tensors of a network with L layers, one of them (or two, if the last one differs) for all."""

    def __init__(self, depth: Symbol, base: int, *, own_last: bool) -> None:
        self.depth, self.base = depth, base
        self.inner = depth - 1 if own_last else depth
        """The last layer of the repeated kind."""
        self.n = Tensor("n", [(0, depth)], "size", integer=True)
        here, below = self.units(AXIS[0]), self.units(AXIS[0] - 1)
        self.w = Tensor("w", [(1, depth), here, below], "parameter", base="w", layered=True)
        self.b = Tensor("b", [(1, depth), here], "parameter", layered=True)
        self.z = Tensor("z", [(1, depth), here], layered=True)
        self.a = Tensor("a", [(0, self.inner), here], layered=True)
        self.x = Tensor("x", [self.units(0)], "input")

    def units(self, layer: object) -> Range:
        """The first and the last unit of a layer."""
        return Integer(self.base), self.n[layer] + self.base - 1


def build_depth(spec: NetworkSpec) -> Model:
    """The model of a network with L layers.

    Raises:
        SpecError: something that symbolic depth cannot have.
    """
    _check(spec)
    assert spec.depth is not None
    cost = find_cost(spec)
    depth, has_bias = size_symbol(spec.depth), spec.nodes[0].options.get("bias", True)
    t = _Tensors(depth, counts_from(cost), own_last=len(spec.nodes) == 2)
    scope = Scope(Functions(spec.definitions.activations, {spec.depth, "n"}), numbers={depth: None}, base=t.base)
    equations = _repeated(spec, t, scope)
    out = values.entries(t.a, [depth], (t.units(depth),))
    if len(spec.nodes) == 2:
        last = _last(spec, t, scope)
        equations.append(last)
        out = values.entries(last.tensor)
    cost_equations, target, assumptions = _cost(spec, cost, out, t.units(depth), scope)
    return Model(
        name=spec.name,
        title=spec.title,
        equations=tuple(finish([*equations, *cost_equations])),
        inputs=(t.x, *target),
        parameters=(t.w, t.b) if has_bias else (t.w,),
        sizes={depth: None},
        constants=scope.functions.constants,
        functions=scope.functions.scalar,
        assumptions=assumptions,
        input_gradients=spec.input_gradients,
        initial={},
    )


def _repeated(spec: NetworkSpec, t: _Tensors, scope: Scope) -> list[Equation]:
    """Layer 0, which is the input, and layer l."""
    first = spec.nodes[0]
    given = Equation(t.a[0, K], t.x[K], ((K, *t.units(0)),), words="activation of layer 0: the input", place=spec.table.place())
    weighted = Sum(t.w[LAYER, J, K] * t.a[LAYER - 1, K], (K, *t.units(LAYER - 1)))
    weighted = weighted + t.b[LAYER, J] if first.options.get("bias", True) else weighted
    every = ((LAYER, Integer(1), t.depth), (J, *t.units(LAYER)))
    words = f"weighted input of layer {LAYER}"
    linear = Equation(t.z[LAYER, J], weighted, every, "linear", words=words, place=first.place)
    hidden = apply(scope, first.activation, values.entries(t.z, [LAYER], (t.units(LAYER),)))
    inner = ((LAYER, Integer(1), t.inner), (J, *t.units(LAYER)))
    words = f"activation of layer {LAYER}"
    active = Equation(t.a[LAYER, J], hidden.at((J,)), inner, "activation", words=words, place=first.activation.place)
    return [given, linear, active]


def _last(spec: NetworkSpec, t: _Tensors, scope: Scope) -> Equation:
    """Layer L with an activation of its own."""
    activation = spec.nodes[1].activation
    last = Tensor("aL", [t.units(t.depth)], base="a", tag=spec.depth or "")
    value = apply(scope, activation, values.entries(t.z, [t.depth], (t.units(t.depth),)))
    words = f"activation of layer {t.depth}, the output"
    bounds = ((J, *t.units(t.depth)),)
    return Equation(last[J], value.at((J,)), bounds, "activation", words=words, place=activation.place)


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
