"""A tangent pass is the derivative in a direction: its value is the gradient times the direction."""

import dataclasses

import numpy as np
import pytest
from sympy import expand

import derive
from derive.backprop import derive as backpropagate
from derive.cost.tangents import tangents
from derive.emit import compile_module, module_source
from tests.emit.emitted import derivation, layered, problem


@pytest.mark.parametrize(
    ("hidden", "output", "cost"),
    [
        ("sigmoid", "softmax", "cross_entropy"),
        ("relu", "tanh", "mse"),
        ("gelu", "identity", "huber"),
        ("softmax", "sigmoid", "quadratic"),
    ],
)
def test_the_tangent_of_the_cost_is_the_gradient_times_the_direction(hidden, output, cost):
    spec = layered(hidden, output, cost)
    module, params, inputs = problem(spec)
    model = derivation(spec).model
    equations, moving = tangents(model)
    directions = tuple(moving[tensor] for tensor in model.parameters)
    both = dataclasses.replace(model, equations=(*model.equations, *equations), inputs=(*model.inputs, *directions))
    along = compile_module(module_source(backpropagate(both)), "tangent")
    rng = np.random.default_rng(1)
    drawn = {tensor.name: rng.standard_normal(p.shape) for tensor, p in zip(model.parameters, params, strict=True)}
    _, gradient = module.value_and_grad(params, *inputs)
    expected = sum(float(np.sum(g * drawn[name])) for name, g in zip(gradient._fields, gradient, strict=True))
    slope = along.value(along.Params(*params), *inputs, *(drawn[tensor.name] for tensor in model.parameters))
    assert slope == pytest.approx(expected, rel=1e-10)


def test_forward_mode_is_one_pass_for_each_parameter():
    model = derive.Network(input=6, layers=[{"layer": "dense", "units": 4, "activation": "tanh"}], cost="quadratic")
    cost = derive.cost(model)
    assert expand(cost.forward_mode.operations) == expand(
        cost.forward_total.operations + cost.parameters * cost.tangent.operations
    )
    n0, n1, N = model.sizes
    assert cost.tangent.operations.coeff(N * n0 * n1) == 2  # W' x: the input does not move


def test_a_pass_through_two_layers_moves_weights_and_activations():
    cost = derive.cost(derive.load("nielsen"))
    n0, n1, n2, N = derive.load("nielsen").sizes
    assert cost.tangent.operations.coeff(N * n0 * n1) == 2
    assert cost.tangent.operations.coeff(N * n1 * n2) == 4  # W' a and W a'
