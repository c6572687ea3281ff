"""Random dense networks against HIPS autograd: every gradient entry, in float64, to 1e-10."""

from __future__ import annotations

import os

import autograd
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.frontends.network import Network
from tests.oracle.agreement import agree
from tests.oracle.reference import ACTIVATIONS, COSTS, COSTS_BY_LOGARITHM, OUTPUTS, network_cost


@st.composite
def networks(draw):
    """A network as a specification: widths, activations, cost, batch, penalty."""
    cost = draw(st.sampled_from(sorted([*COSTS, *COSTS_BY_LOGARITHM])))
    depth = draw(st.integers(1, 4))
    activations = [draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in range(depth - 1)]
    activations.append(draw(st.sampled_from(OUTPUTS.get(cost, tuple(sorted(ACTIVATIONS))))))
    widths = [draw(st.integers(1, 6)) for _ in range(depth + 1)]
    if cost == "gaussian":
        widths[-1] = 2 * draw(st.integers(1, 3))
    if cost in ("nll", "multiclass_hinge", "cosine") or activations[-1] == "softmax":
        widths[-1] = max(widths[-1], 2)
    batch = draw(st.sampled_from(["mean", "sum"]))
    l2 = draw(st.sampled_from([0.0, 0.01, 0.7]))
    return widths, activations, cost, batch, l2, draw(st.integers(0, 10**6))


def targets(cost, rows, width, rng):
    """Targets of the kind that a cost expects."""
    if cost in ("nll", "multiclass_hinge"):
        return rng.integers(0, width, rows)
    if cost == "gaussian":
        return rng.uniform(-2, 2, (rows, width // 2))
    if cost == "hinge":
        return rng.choice([-1.0, 1.0], (rows, width))
    if cost in ("cross_entropy", "cross_entropy_logits", "kl", "binary_cross_entropy", "binary_cross_entropy_logits"):
        return rng.uniform(0.05, 0.95, (rows, width))  # not normalised: the code relies on no assumption
    if cost == "poisson":
        return rng.integers(0, 5, (rows, width)).astype(float)
    return rng.uniform(-2, 2, (rows, width))


@settings(max_examples=int(os.environ.get("DERIVE_ORACLE_EXAMPLES", "40")))
@given(networks())
def test_gradient_agrees_with_autograd(network):
    widths, activations, cost, batch, l2, seed = network
    layers = [{"layer": "dense", "units": n, "activation": f} for n, f in zip(widths[1:], activations, strict=True)]
    options = {"penalty": {"l2": l2}} if l2 else {}
    model = Network(input=widths[0], layers=layers, cost=cost, batch=batch, name="random", **options)
    module = compile_module(module_source(derive(model)), "random_network")

    rng = np.random.default_rng(seed)
    rows = int(rng.integers(1, 5))
    shapes = [shape for n, m in zip(widths[1:], widths[:-1], strict=True) for shape in ((n, m), (n,))]
    params = [rng.uniform(-1, 1, shape) / shape[-1] ** 0.5 for shape in shapes]
    x, y = rng.uniform(-2, 2, (rows, widths[0])), targets(cost, rows, widths[-1], rng)

    expected_value, expected = autograd.value_and_grad(network_cost)(params, x, y, activations, cost, batch, l2)
    value, gradient = module.value_and_grad(module.Params(*params), x, y)
    agree(value, expected_value, "value")
    for name, got, wanted in zip(gradient._fields, gradient, expected, strict=True):
        agree(got, wanted, name, scale_of_all=abs(value))
    workspace = module.Workspace(rows)
    again, in_place = module.value_and_grad(module.Params(*params), x, y, workspace)
    agree(again, value, "value with workspace")
    for name, got, wanted in zip(gradient._fields, in_place, gradient, strict=True):
        agree(got, wanted, f"{name} with workspace", scale_of_all=abs(value))
