"""The emitted module: right gradients, stable, in the dtype of the parameters, with clear errors."""

import inspect
import tracemalloc
import warnings
from dataclasses import replace

import numpy as np
import pytest
from sympy import Symbol

from derive.derivation import Derivation
from derive.emit import module_source
from derive.errors import Refused
from derive.model import Model
from tests.emit.emitted import derivation, emitted, emitted_anew, error, formulas, layered, problem, slopes, workspace

ACTIVATIONS = [
    "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus", "softsign", "silu", "gelu", "gelu_tanh",
    "mish", "hard_tanh", "hard_sigmoid", "hard_swish", "exp", "sin", "softmax", "log_softmax",
]  # fmt: skip
COSTS = [
    ("identity", "quadratic"), ("sigmoid", "quadratic"), ("softmax", "quadratic"), ("relu", "mse"), ("identity", "mae"),
    ("tanh", "huber"),
    ("sigmoid", "binary_cross_entropy"), ("identity", "binary_cross_entropy_logits"), ("softmax", "cross_entropy"),
    ("identity", "cross_entropy_logits"), ("log_softmax", "nll"), ("identity", "hinge"), ("identity", "multiclass_hinge"),
    ("softmax", "kl"),
    ("exp", "poisson"), ("identity", "gaussian"), ("identity", "cosine"),
]  # fmt: skip
FORMULAS = {
    "logistic": formulas(
        'X = ["N", 3], y = ["N"]', "w = [3], b = []", "p = sigmoid(X @ w + b)\nC = -mean(y*log(p) + (1 - y)*log(1 - p))"
    ),
    "open sizes": formulas(
        'X = ["N", "d"], y = ["N"]', "w = [\"d\"], b = []", "p = sigmoid(X @ w + b)\nC = -mean(y*log(p) + (1 - y)*log(1 - p))"
    ),
    "open sizes everywhere": formulas(
        'x = ["N", "T", "d"]', 'W = ["h", "d"], v = ["h"]', "z = tanh(x @ W.T)\nC = mean(sum(z @ v, axis=1)**2)"
    ),
    "no inputs": formulas("", 'x = ["n"], A = ["n", "n"]', "C = x @ A @ x"),
    "rosenbrock": formulas("", "x = [4]", "C = sum(100*(x[1:4] - x[0:3]**2)**2 + (1 - x[0:3])**2)"),
    "tied": formulas(
        'x = ["N", 6]', "W = [3, 6], b = [3], c = [6]", "h = sigmoid(x @ W.T + b)\nC = sum((sigmoid(h @ W + c) - x)**2)/2",
    ),
    "python's names": formulas(
        'x = ["N", 3], np = ["N"]', "lambda = [3], params = [], print = []",
        "len = tanh(x @ lambda + params)*print\nC = mean((len - np)**2)"
    ),
    "distances": formulas(
        'x = ["N", 3], y = ["N"]', "c = [4, 3], v = [4]",
        "d[n,k] = sum((x[n,i] - c[k,i])**2, i)\nC = mean((exp(-d) @ v - y)**2)"
    ),
    "convolution": formulas('x = ["N", 8]', "k = [3]", "z[n,i] = sum(x[n,i+u]*k[u], u)\nC = mean(tanh(z)**2)"),
    "stride": formulas(
        'x = ["N", 8]', "k = [3], q = [2]",
        "z[n,i] = sum(x[n,i+u]*k[u], u)\nh = tanh(z)\nv[n,i] = sum(h[n,2*i+u]*q[u], u)\nC = mean(v[:,0:2]**2)",
    ),
    "no examples": formulas("x = [3]", "w = [3]", "C = log(1 + exp(sum(x*w)))"),
    "unused": formulas('x = ["N", 3]', "w = [3]", "z = x @ w\nC = sum(z)"),
}  # fmt: skip


def check(spec):
    module, params, inputs = problem(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, gradients, *_ = module.value_and_grad(params, *inputs)
        again = workspace(module)
        module.value_and_grad(params, *inputs, workspace=again)
        other, others, *_ = module.value_and_grad(params, *inputs, workspace=again)
        reference = slopes(module, params, inputs)
    assert value == pytest.approx(module.value(params, *inputs), rel=1e-12)
    assert other == pytest.approx(value, rel=1e-12)
    tolerance = 1e-10 if module.ANALYTIC else 1e-7
    for found, numerical in zip(gradients, reference, strict=True):
        assert error(found, numerical) < tolerance
    for found, plain in zip(others, gradients, strict=True):
        assert error(found, plain) < 1e-12


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_for_every_activation(activation):
    check(layered(activation, "sigmoid", "quadratic"))


@pytest.mark.parametrize(("output", "cost"), COSTS)
def test_gradients_for_every_cost(output, cost):
    check(layered("tanh", output, cost))


@pytest.mark.parametrize("batch", ["sum", "none"])
@pytest.mark.parametrize(("output", "cost"), [("softmax", "cross_entropy"), ("log_softmax", "nll"), ("identity", "gaussian")])
def test_gradients_for_every_kind_of_batch(output, cost, batch):
    check(layered("tanh", output, cost, batch))


@pytest.mark.parametrize("spec", FORMULAS.values(), ids=FORMULAS)
def test_gradients_of_formulas(spec):
    check(spec)


def test_penalties_and_input_gradients():
    spec = layered("tanh", "softmax", "cross_entropy", more="penalty = { l2 = 0.01, l1 = 0.02 }\ninput_gradients = true")
    check(spec)
    module, params, inputs = problem(spec)
    _, _, by_input = module.value_and_grad(params, *inputs)
    moved = np.array(inputs[0], complex)
    moved[1, 2] += 1e-30j
    lifted = module.Params(*(p.astype(complex) for p in params))
    assert by_input.x[1, 2] == pytest.approx(module.value(lifted, moved, *inputs[1:]).imag / 1e-30)


SATURATING = [
    ("sigmoid", "sigmoid", "binary_cross_entropy"), ("tanh", "softmax", "cross_entropy"),
    ("relu", "identity", "cross_entropy_logits"),
    ("softplus", "identity", "binary_cross_entropy_logits"), ("elu", "log_softmax", "nll"), ("silu", "softmax", "kl"),
    ("mish", "sigmoid", "quadratic"), ("gelu", "softmax", "quadratic"), ("gelu_tanh", "sigmoid", "quadratic"),
    ("selu", "tanh", "mse"),
    ("softsign", "identity", "hinge"), ("hard_swish", "identity", "mae"),
]  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("hidden", "output", "cost"), SATURATING)
def test_logits_of_ten_thousand_are_no_problem(hidden, output, cost, dtype):
    """Finite values, right gradients, no warning: where everything saturates."""
    module, params, inputs = problem(layered(hidden, output, cost), dtype)
    params = module.Params(*(np.asarray(p * 1e4 if p.ndim == 2 else p, dtype) for p in params))
    if hidden in ("relu", "softplus", "elu", "silu", "mish", "gelu", "gelu_tanh", "selu", "hard_swish"):
        params = params._replace(W2=np.asarray(params.W2 / 1e4, dtype))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, gradients = module.value_and_grad(params, *inputs)
        other, others = module.value_and_grad(params, *inputs, workspace=workspace(module, dtype))
    assert np.isfinite(value) and other == pytest.approx(value, rel=1e-4)
    for found, again in zip(gradients, others, strict=True):
        assert found.dtype == again.dtype == dtype
        assert np.isfinite(found).all()
        assert np.allclose(found, again, rtol=1e-3, atol=1e-3 * np.abs(found).max())


def test_a_saturated_gradient_is_right():
    """At logits of 1e4 the gradient of cross-entropy by the logits is p - y exactly."""
    module = emitted(formulas('y = ["N", 3]', "z = [3]", "p = exp(z)/sum(exp(z))\nC = -sum(y*log(p))"))
    z = np.array([1e4, -1e4, 0.0])
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    value, gradients = module.value_and_grad(module.Params(z), y)
    assert value == 2e4
    np.testing.assert_array_equal(gradients.z, [1.0, -1.0, 0.0])


WRITTEN_OUT = {
    "softmax and its log": "z = x @ W.T + b\np = exp(z)/sum(exp(z), axis=1, keepdims=True)\nC = -mean(sum(y*log(p), axis=1))",
    "softmax with names": "z = x @ W.T + b\ne = exp(z)\ns[n] = sum(e[n,k], k)\np[n,j] = e[n,j]/s[n]\nC = sum((p - y)**2)",
    "log-sum-exp": "z = x @ W.T + b\ns = sum(exp(z), axis=1)\nC = mean(log(s) - sum(y*z, axis=1))",
    "sigmoid and its logs": "z = x @ W.T + b\np = 1/(1 + exp(-z))\nC = -sum(y*log(p) + (1 - y)*log(1 - p))",
    "sigmoid the other way": "z = x @ W.T + b\np = exp(z)/(1 + exp(z))\nC = -sum(y*log(p) + (1 - y)*log(1 - p))",
    "softplus": "z = x @ W.T + b\nC = sum(log(1 + exp(z)) - y*z)",
    "tanh": "z = x @ W.T + b\nC = sum(((exp(z) - exp(-z))/(exp(z) + exp(-z)) - y)**2)",
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("equations", WRITTEN_OUT.values(), ids=WRITTEN_OUT)
def test_formulas_written_out_by_hand_are_as_stable(equations, dtype):
    """A softmax that the user writes with exp and sum: at logits of 1e4 no overflow, no division by a vanished probability."""
    spec = formulas('x = ["N", 4], y = ["N", 3]', "W = [3, 4], b = [3]", equations)
    check(spec)
    module, params, inputs = problem(spec, dtype)
    params = module.Params(*(np.asarray(p * 1e4, dtype) for p in params))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, gradients = module.value_and_grad(params, *inputs)
        _, others = module.value_and_grad(params, *inputs, workspace=workspace(module, dtype))
    assert np.isfinite(value)
    assert all(np.isfinite(g).all() and g.dtype == dtype for g in (*gradients, *others))


def test_the_sigmoid_is_accurate_in_both_tails():
    module = emitted(formulas("x = [1]", "w = [1]", "C = sum(sigmoid(x*w))"))
    for z in (-700.0, -300.0, -40.0, -1.0, 0.0, 30.0, 1e4):
        expected = 1 / (1 + np.exp(-z)) if z > -1 else np.exp(z) / (1 + np.exp(z))
        assert module.value(module.Params(np.array([z])), np.ones(1)) == pytest.approx(expected, rel=1e-15)


def test_erf_has_full_precision():
    """The error function of the module against the one of the standard library."""
    import math

    module = emitted(layered("gelu", "identity", "mse"))
    z = np.concatenate([np.linspace(-7, 7, 20001), [0.0, 1e-300, -1e-9, 1e4, -1e4]])
    expected = np.array([math.erf(x) for x in z])
    np.testing.assert_allclose(module._erf(z), expected, rtol=4e-16 * 2, atol=0)
    assert module._erf(z.astype(np.float32)).dtype == np.float32


def test_float32_stays_float32():
    module, params, inputs = problem(layered("silu", "softmax", "cross_entropy"), np.float32)
    _, gradients = module.value_and_grad(params, *inputs)
    assert {g.dtype for g in gradients} == {np.dtype(np.float32)}
    assert {p.dtype for p in module.init(0, np.float32)} == {np.dtype(np.float32)}


def test_a_workspace_saves_every_large_allocation():
    """Between two calls with a workspace no array of the size of an activation is allocated."""
    spec = layered("tanh", "softmax", "cross_entropy").replace("units = 4", "units = 300").replace("input = 5", "input = 300")
    module = emitted(spec)
    params, rng = module.init(), np.random.default_rng(0)
    x, y = rng.standard_normal((200, 300)), rng.random((200, 300))
    buffers = module.Workspace(200)
    module.value_and_grad(params, x, y, buffers)
    tracemalloc.start()
    try:
        module.value_and_grad(params, x, y, buffers)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000  # an activation has 480,000 bytes; NumPy itself takes 65,536 to broadcast a row


def test_results_are_fresh_arrays_without_a_workspace():
    module, params, inputs = problem(formulas('x = ["N", 3]', "w = [3], v = [3]", "C = sum(x @ (w + v))"))
    _, first = module.value_and_grad(params, *inputs)
    kept = [g.copy() for g in first]
    _, second = module.value_and_grad(params, *inputs)
    assert not np.shares_memory(first.w, first.v) and not np.shares_memory(first.w, second.w)
    first.w[:] = 0
    np.testing.assert_array_equal(first.v, kept[1])


def test_arguments_are_not_changed():
    module, params, inputs = problem(layered("relu", "softmax", "cross_entropy"))
    before = [a.copy() for a in (*params, *inputs)]
    module.value_and_grad(params, *inputs, workspace=workspace(module))
    for array, copy in zip((*params, *inputs), before, strict=True):
        np.testing.assert_array_equal(array, copy)


ERRORS = {
    "shape of x": (lambda m, p, x, y: m.value(p, x[:, :3], y), r"x has the shape \(6, 3\); expected \(6, 5\)"),
    "axes of x": (lambda m, p, x, y: m.value(p, x[0], y), r"x has the shape \(5,\); expected \(N, 5\)"),
    "number of examples": (lambda m, p, x, y: m.value(p, x, y[:4]), r"y has the shape \(4, 4\); expected \(6, 4\)"),
    "no example": (lambda m, p, x, y: m.value(p, x[:0], y[:0]), "x holds no entries"),
    "shape of a parameter": (
        lambda m, p, x, y: m.value(p._replace(b1=p.b1[:2]), x, y),
        r"b1 has the shape \(2,\); expected \(4,\)",
    ),
    "no Params": (lambda m, p, x, y: m.value(list(p), x, y), "params must be a Params, as init.. returns it; got list"),
    "whole numbers": (lambda m, p, x, y: m.value(m.Params(*(a.astype(int) for a in p)), x, y), "dtype int64; expected float32"),
    "text": (lambda m, p, x, y: m.value(p, x.astype(str), y), "x has the dtype <U"),
    "no workspace": (
        lambda m, p, x, y: m.value_and_grad(p, x, y, 5),
        "workspace should be a Workspace of this module, not int",
    ),
    "whole parameters": (lambda m, p, x, y: m.init(dtype=int), "parameters are floating-point numbers, not int64"),
    "workspace for other numbers": (lambda m, p, x, y: m.value_and_grad(p, x, y, m.Workspace(3)), "for float64, N = 3"),
    "workspace of another dtype": (
        lambda m, p, x, y: m.value_and_grad(p, x, y, m.Workspace(6, np.float32)),
        "the workspace is for float32, N = 6; the arguments are of float64, N = 6",
    ),
}


@pytest.mark.parametrize(("call", "message"), ERRORS.values(), ids=ERRORS)
def test_wrong_arguments_are_refused_with_both_sides(call, message):
    module, params, (x, y) = problem(layered("tanh", "softmax", "cross_entropy"))
    with pytest.raises(ValueError, match=message):
        call(module, params, x, y)


def test_class_indices_out_of_range_are_refused():
    module, params, (x, y) = problem(layered("tanh", "log_softmax", "nll"))
    with pytest.raises(ValueError, match="y holds 0 to 4; expected whole numbers from 0 to 3"):
        module.value(params, x, np.array([0, 1, 2, 3, 4, 0]))
    with pytest.raises(ValueError, match="y has the dtype float64; expected whole numbers"):
        module.value(params, x, y.astype(float))


def test_one_example_may_come_as_a_row():
    module, params, (x, y) = problem(layered("tanh", "softmax", "cross_entropy", "none"))
    assert module.value(params, x[None], y[None]) == module.value(params, x, y)


def test_predict_is_the_output_of_the_network():
    module, params, (x, y) = problem(layered("tanh", "softmax", "cross_entropy"))
    output = module.predict(params, x)
    np.testing.assert_allclose(output.sum(axis=1), 1)
    assert -np.mean(np.sum(y * np.log(output), axis=1)) == pytest.approx(module.value(params, x, y))


def test_theorem_numbers_and_formulas_stand_beside_the_code():
    source = module_source(derivation(layered("tanh", "sigmoid", "quadratic")), numbers={"delta z2": 7})
    lines = [line.strip() for line in source.splitlines()]
    comment = lines.index("# delta2[n,j] = (1 - a2[n,j]) (a2[n,j] - y[n,j]) a2[n,j]/N  (Theorem 7)")
    assert lines[comment + 1].startswith("_multiply(") and lines[comment + 1].endswith(", delta2)")
    assert max(map(len, source.splitlines())) <= 160


def test_names_of_strangers_do_not_reach_the_code():
    source = derivation(layered("tanh", "sigmoid", "quadratic"))
    renamed = Derivation(replace(source.model, name='bad"""\nimport os\n#'), source.theorems, source.adjoints)
    assert "\nimport os" not in module_source(renamed)


def test_symbolic_models_are_refused_by_name():
    model = Model("deep", (), (), (), sizes={Symbol("L"): None})
    with pytest.raises(Refused, match="'deep' leaves a depth"):
        module_source(Derivation(model, (), ()))


def test_an_unknown_dtype_is_refused():
    with pytest.raises(Refused, match=r"unknown dtype 'float16'. known: float64, float32"):
        module_source(derivation(layered("tanh", "sigmoid", "quadratic")), dtype="float16")


def test_the_initial_numbers_of_a_model_are_used():
    spec = formulas('x = ["N", 2]', "w = [2], b = []", "C = sum(x @ w + b)", "") + "[initial]\nw = [0.5, -2]\nb = 3\n"
    params = emitted(spec).init(dtype=np.float32)
    np.testing.assert_array_equal(params.w, [0.5, -2])
    assert params.b == 3 and params.w.dtype == np.float32


def test_open_sizes_are_read_and_compared():
    """A size without a number is the length of an axis; arrays that disagree are named, with both shapes."""
    module, params, (x, y) = problem(FORMULAS["open sizes"])
    assert module.init(d=3).w.shape == (3,)
    with pytest.raises(ValueError, match=r"X has the shape \(6, 4\); expected \(6, 7\), with d from w"):
        module.value(params, x[:, :4], y)
    with pytest.raises(ValueError, match=r"w has the shape \(7, 1\); expected \(d,\)"):
        module.value(params._replace(w=params.w[:, None]), x, y)
    with pytest.raises(
        ValueError, match="the workspace is for float64, N = 6, d = 4; the arguments are of float64, N = 6, d = 7"
    ):
        module.value_and_grad(params, x, y, module.Workspace(6, 4))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("hidden", "cost"), [("elu", "huber"), ("hard_swish", "mae"), ("selu", "hinge"), ("leaky_relu", "mse")]
)
def test_choices_on_bits_are_choices(hidden, cost, dtype, monkeypatch):
    spec = layered(hidden, "identity", cost)
    _, params, inputs = problem(spec, dtype)
    few = emitted(spec)
    monkeypatch.setattr("derive.emit.numpy_selects.FEW", 0)
    many = emitted_anew(spec)
    assert hidden == "leaky_relu" or "bitwise_xor" in inspect.getsource(many._value_and_grad_into)
    params = many.Params(*params)
    inputs[0][0] = -30.0, 30.0, 2.0, -2.0, 0.0
    one, other = few.value_and_grad(few.Params(*params), *inputs), many.value_and_grad(params, *inputs)
    assert one[0] == other[0]
    assert all(np.array_equal(a, b) for a, b in zip(one[1], other[1], strict=True))
