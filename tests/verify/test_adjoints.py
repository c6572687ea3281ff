"""The witness of a derivation: adjoints by local complex steps, the windows of neighbouring entries, the sizes drawn."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import symbols

from derive.algebra import Sum, Tensor
from derive.algebra.evaluate import Instance
from derive.algebra.numeric.reach import Window, reach
from derive.errors import VerificationError
from derive.frontends import gallery, load
from derive.frontends.network import Network
from derive.verify import adjoints
from derive.verify.forward import slopes
from derive.verify.instances import sample
from derive.verify.widths import widths

i, u, n = symbols("i u n", integer=True)
T = symbols("T", integer=True, positive=True)
x, w = Tensor("x", [(1, 2), (0, T - 1)]), Tensor("w", [(0, 2)])
numbers = Instance({x: np.zeros((2, 7)), w: np.zeros(3)}, {T: 7})


def test_what_a_convolution_reads():
    """Of x the row n, and three neighbours; of w everything."""
    convolution = Sum(w[u] * x[n, 2 * i + u - 1], (u, 0, 2))
    assert reach(convolution, x, numbers) == (Window(n, 1), Window(2 * i - 1, 3))
    assert reach(convolution, w, numbers) == (Window(None, 3),)


def test_what_two_terms_read_is_one_window():
    assert reach(x[n, i] * x[n, i - 2], x, numbers) == (Window(n, 1), Window(i - 2, 3))
    assert reach(x[n, i] + x[n, 0], x, numbers)[1] == Window(None, 7), "a fixed entry is far from a moving one"
    assert reach(x[1, i] * x[2, i], x, numbers)[0] == Window(None, 2)


MODELS = {
    "dense": ([3], [{"layer": "dense", "units": 4, "activation": "tanh"}]),
    "conv": ([1, 4, 5], [{"layer": "conv2d", "channels": 2, "kernel": 3, "padding": 1, "stride": 2}]),
    "pool": ([1, 4, 4], [{"layer": "max_pool2d", "kernel": 2}, {"layer": "conv2d", "channels": 2, "kernel": 2}]),
    "attention": ([3, 4], [{"layer": "multi_head_attention", "heads": 2, "causal": True}]),
    "batch_norm": ([3], [{"layer": "dense", "units": 3}, {"layer": "batch_norm"}]),
    "transposed": ([1, 2, 3], [{"layer": "conv_transpose2d", "channels": 2, "kernel": 3, "stride": 2}]),
}


@pytest.mark.parametrize("name", MODELS)
def test_adjoints_are_those_of_the_whole_forward_pass(name):
    """Equation by equation, and each entry by a step of its own through everything: the same numbers."""
    shape, layers = MODELS[name]
    model = Network(input=shape, layers=layers, cost="quadratic")
    drawn = sample(model, 3, adjoints=False).instance
    for tensor, found in adjoints.adjoints(model, drawn).items():
        if tensor != model.cost:
            expected = slopes(model, drawn, tensor)
            np.testing.assert_allclose(
                found, expected, rtol=1e-9, atol=1e-12 * np.abs(expected).max(initial=1), err_msg=tensor.name
            )


def test_a_wrong_adjoint_is_caught(monkeypatch):
    """The second witness: a sum that forgets an equation does not pass."""
    model = Network(input=[3], layers=[{"layer": "dense", "units": 2, "activation": "tanh"}], cost="quadratic")
    drawn = sample(model, 3, adjoints=False).instance
    passed_on = adjoints._passed_on

    def forgetful(equation, above, tensor, instance):
        return passed_on(equation, above, tensor, instance) * (tensor.name != "b1")

    monkeypatch.setattr(adjoints, "_passed_on", forgetful)
    with pytest.raises(VerificationError, match="two numerical derivatives by b1 differ"):
        adjoints.adjoints(model, drawn)


@pytest.mark.parametrize("name", gallery.names())
def test_sizes_are_small_and_different_where_they_meet(name):
    model = load(name)
    for seed in range(3):
        drawn = widths(model, np.random.default_rng(seed))
        assert drawn.keys() == model.sizes.keys()
        assert all(number <= 9 for number in drawn.values())
        for tensor in model.tensors.values():
            sizes = {hi for lo, hi in tensor.ranges if hi in drawn and hi not in model.fixed_sizes}
            assert len({drawn[size] for size in sizes}) == len(sizes), "the axes of a tensor have different lengths"
