"""Plain Python agrees with the NumPy module to rounding: networks, formulas, layers of every kind that fits."""

import dataclasses

import numpy as np
import pytest

from derive.backprop import derive
from derive.emit import compile_module
from derive.emit.scalar import scalar_source
from derive.emit.targets import with_examples
from tests.emit.emitted import N, derivation, formulas, layered, problem
from tests.oracle.layers.cases import CASES
from tests.oracle.layers.coverage import settings


def as_lists(arrays):
    return [np.asarray(array).tolist() for array in arrays]


def agree(numpy_module, scalar, params, inputs, tolerance=1e-11):
    """Cost, gradients (also by inputs) and the prediction; returns the entries compared."""
    plain_params, plain_inputs = scalar.Params(*as_lists(params)), as_lists(inputs)
    expected = numpy_module.value_and_grad(params, *inputs)
    found = scalar.value_and_grad(plain_params, *plain_inputs)
    assert found[0] == pytest.approx(expected[0], rel=tolerance)
    assert scalar.value(plain_params, *plain_inputs) == pytest.approx(expected[0], rel=tolerance)
    compared = 0
    for ours, theirs in zip(found[1:], expected[1:], strict=True):
        assert ours._fields == theirs._fields
        for name, a, b in zip(ours._fields, ours, theirs, strict=True):
            assert np.shape(a) == np.shape(b), name
            np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance, err_msg=name)
            compared += np.size(a)
    if hasattr(scalar, "predict"):
        ours, theirs = scalar.predict(plain_params, plain_inputs[0]), numpy_module.predict(params, inputs[0])
        if np.shape(ours) != theirs.shape:
            theirs = theirs.swapaxes(0, 1)  # the state of a recurrence has its steps in front
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)
    return compared


SPECS = {
    "sigmoid, quadratic": layered("sigmoid", "sigmoid", "quadratic"),
    "tanh, softmax": layered("tanh", "softmax", "cross_entropy"),
    "relu, logits": layered("relu", "identity", "cross_entropy_logits"),
    "gelu, huber": layered("gelu", "identity", "huber"),
    "elu, hinge": layered("elu", "tanh", "hinge", batch="sum"),
    "softplus, bce": layered("softplus", "sigmoid", "binary_cross_entropy"),
    "class indices": layered("tanh", "log_softmax", "nll"),
    "penalty": layered("selu", "identity", "mse", more="penalty = { l2 = 0.1 }"),
    "one example": layered("silu", "sigmoid", "quadratic", batch="none"),
    "input gradients": layered("tanh", "sigmoid", "quadratic", more='gradients = ["parameters", "inputs"]'),
    "logistic": formulas(
        'X = ["N", 3], y = ["N"]', "w = [3], b = []", "p = sigmoid(X @ w + b)\nC = -mean(y*log(p) + (1 - y)*log(1 - p))"
    ),
    "power": formulas('X = ["N", 3]', "w = [3]", "C = sum((X @ w)**4) + 3*sqrt(sum(w**2) + 1)"),
    "no examples": formulas("x = [3]", "A = [3, 3]", "C = sum(x*(A @ x))"),
}


@pytest.mark.parametrize("name", SPECS)
def test_a_module_agrees_with_numpy(name):
    module, params, inputs = problem(SPECS[name])
    scalar = compile_module(scalar_source(derivation(SPECS[name])), "plain")
    assert agree(module, scalar, params, inputs) >= 3


LAYERS = ("conv_transpose2d", "max_pool2d", "embedding", "batch_norm", "lstm", "reshape")
"""Those that need operations of their own; tests/oracle/layers has them all."""
SEEN = {}
for row, case in enumerate(CASES):
    if case.layer in LAYERS:
        SEEN.setdefault(case.layer, (row, case))


@pytest.mark.parametrize(("row", "case"), SEEN.values(), ids=SEEN)
def test_layers_of_many_kinds_agree_with_numpy(row, case):
    given = settings(case)[0](case, row % 3)
    values = given.values()
    derived = derive(given.model)
    if case.layer == "batch_norm":
        derived = with_examples(derived, len(values["x"]))
    scalar = compile_module(scalar_source(derived), "plain")
    params = given.module.Params(*(np.asarray(values[tensor.name], float) for tensor in in_order(given)))
    inputs = [values[tensor.name] for tensor in given.model.inputs]
    assert agree(given.module, scalar, params, inputs) > 0


def in_order(given):
    from derive.emit.graph import in_order_of_use

    return in_order_of_use(given.model)


def test_a_fixed_number_of_examples_unrolls_what_depends_on_all_of_them():
    spec = formulas(
        'X = ["N", 2]', "w = [2]", "z = X @ w\nm = mean(z)\nv = mean((z - m)**2)\nC = sum(tanh((z - m)/sqrt(v + 1)))"
    )
    module, params, inputs = problem(spec)
    derived = with_examples(derivation(spec), N)
    assert derived.model.example_size is None
    assert dataclasses.replace(derived.model).sizes != derivation(spec).model.sizes
    agree(module, compile_module(scalar_source(derived), "plain"), params, inputs)
