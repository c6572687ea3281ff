"""Modules of models without parameters, and of targets whose array has fewer axes than their formula."""

import numpy as np

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.frontends.network import Network


def _module(**keys):
    return compile_module(module_source(derive(Network(**keys, cost="quadratic", gradients=["inputs"]))), "test")


def test_without_parameters_the_inputs_decide_the_dtype():
    module = _module(input=[1, 2, 2], layers=[{"layer": "avg_pool2d", "kernel": 2}])
    x, y = np.ones((3, 1, 2, 2), np.float32), np.zeros((3, 1, 1, 1), np.float32)
    value, params, inputs = module.value_and_grad(module.init(), x, y)
    assert (value, params) == (0.5, module.Params())
    assert inputs.x.dtype == np.float32
    np.testing.assert_allclose(inputs.x, np.full(x.shape, 1 / 12), rtol=1e-6)


def test_predict_does_not_ask_for_the_target():
    layers = [{"layer": "group_norm", "groups": 2}, {"layer": "activation", "activation": "tanh"}]
    module = _module(input=[4, 2, 2], layers=layers)
    x = np.random.default_rng(0).normal(size=(3, 4, 2, 2))
    assert np.size(module.predict(module.init(), x)) == x.size
