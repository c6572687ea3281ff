"""Workspaces: results that do not depend on them, what they refuse, and how much memory they take."""

import threading

import numpy as np
import pytest

from tests.emit.emitted import N, formulas, layered, problem, workspace

SPECS = {
    "dense": layered("relu", "log_softmax", "nll"),
    "sigmoid": layered("sigmoid", "sigmoid", "binary_cross_entropy"),
    "convolution": """
name = "c"
[network]
input = [2, 6, 6]
cost = "nll"
layers = [
  { layer = "conv2d", channels = 3, kernel = 3, padding = 1, activation = "relu" },
  { layer = "max_pool2d", kernel = 2 },
  { layer = "flatten" },
  { layer = "dense", units = 3, activation = "log_softmax" },
]
""",
    "recurrence": """
name = "r"
[network]
input = [5, 3]
cost = "nll"
layers = [{ layer = "lstm", units = 4, output = "last" }, { layer = "dense", units = 3, activation = "log_softmax" }]
""",
    "block": """
name = "b"
[network]
input = [4, 6]
cost = "mse"
layers = [
  { layer = "layer_norm" },
  { layer = "multi_head_attention", heads = 2, causal = true },
  { layer = "residual", from = "x" },
  { layer = "dense", units = 5, activation = "gelu" },
  { layer = "dense", units = 6 },
]
""",
}
KINDS = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def equal(found, expected):
    assert found[0] == pytest.approx(expected[0], nan_ok=True)
    for one, other in zip(found[1], expected[1], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)


@KINDS
def test_arrays_in_any_layout_give_the_same_numbers(spec):
    module, params, inputs = problem(spec)
    expected = module.value_and_grad(params, *inputs)
    turned = module.Params(*(np.asfortranarray(p) for p in params))
    wide = [np.repeat(x, 2, axis=-1)[..., ::2] for x in inputs]
    assert not wide[0].flags.c_contiguous
    equal(module.value_and_grad(turned, *wide), expected)
    equal(module.value_and_grad(turned, *wide, workspace(module)), expected)


@KINDS
def test_nan_in_the_data_comes_out_again(spec):
    module, params, inputs = problem(spec)
    inputs[0] = np.array(inputs[0])
    inputs[0][(1, *[0] * (inputs[0].ndim - 1))] = np.nan
    for found in (module.value_and_grad(params, *inputs), module.value_and_grad(params, *inputs, workspace(module))):
        assert np.isnan(found[0])
        assert np.isnan(np.concatenate([np.ravel(g) for g in found[1]])).any()


@KINDS
def test_a_workspace_is_for_one_size_and_one_dtype(spec):
    module, params, inputs = problem(spec)
    with pytest.raises(ValueError, match="the workspace is for float64, N = 4; the arguments are of float64, N = 6"):
        module.value_and_grad(params, *inputs, module.Workspace(4))
    with pytest.raises(ValueError, match="the workspace is for float32, N = 6; the arguments are of float64, N = 6"):
        module.value_and_grad(params, *inputs, module.Workspace(N, np.float32))
    with pytest.raises(ValueError, match="computes in float32 or float64, not in complex128"):
        module.value_and_grad(module.Params(*(p.astype(complex) for p in params)), *inputs)


@KINDS
def test_wrong_shapes_are_refused_after_right_ones(spec):
    """A workspace knows its last parameters by identity: others are checked again."""
    module, params, inputs = problem(spec)
    space = workspace(module)
    module.value_and_grad(params, *inputs, space)
    wrong = params._replace(**{params._fields[0]: np.zeros((2, 2))})
    for chosen in (None, space):
        with pytest.raises(ValueError, match="has the shape"):
            module.value_and_grad(wrong, *inputs, chosen)
        with pytest.raises(ValueError, match="has the shape"):
            module.value_and_grad(params, inputs[0][..., :1], *inputs[1:], chosen)
    equal(module.value_and_grad(params, *inputs, space), module.value_and_grad(params, *inputs))


def test_parameters_that_change_in_place_are_seen():
    module, params, inputs = problem(SPECS["dense"])
    space = workspace(module)
    before = module.value_and_grad(params, *inputs, space)[0]
    params.W1[:] += 1
    after = module.value_and_grad(params, *inputs, space)[0]
    assert before != after
    assert after == module.value_and_grad(params, *inputs)[0] == pytest.approx(module.value(params, *inputs))


def test_without_a_workspace_every_result_is_new():
    module, params, inputs = problem(SPECS["convolution"])
    _, first = module.value_and_grad(params, *inputs)
    kept = [np.array(g) for g in first]
    _, second = module.value_and_grad(params, -inputs[0], *inputs[1:])
    for one, copy, other in zip(first, kept, second, strict=True):
        np.testing.assert_array_equal(one, copy)
        assert not np.shares_memory(one, other)


def test_threads_have_workspaces_of_their_own():
    module, params, inputs = problem(SPECS["recurrence"])
    expected = module.value_and_grad(params, *inputs)
    found = []
    run = lambda: found.extend(module.value_and_grad(params, *inputs) for _ in range(50))  # noqa: E731
    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    for result in found:
        equal(result, expected)


def test_names_that_python_or_the_module_needs():
    names = ["list", "self", "buffers", "one", "fits", "renew", "threading", "dtype", "zip", "gradients"]
    parameters = ", ".join(f'"{name}" = [3]' for name in names)
    terms = " + ".join(f"sum({name}*x)**2" for name in names)
    module, params, inputs = problem(formulas('x = ["N", 3]', parameters, f"C = {terms}"))
    equal(module.value_and_grad(params, *inputs, workspace(module)), module.value_and_grad(params, *inputs))


def bytes_of(space):
    """The bytes of the arrays that a workspace owns, the largest first."""
    return sorted((a.nbytes for a in vars(space).values() if isinstance(a, np.ndarray) and a.base is None), reverse=True)


@pytest.mark.parametrize(("name", "times"), [("dense", 1), ("sigmoid", 1), ("recurrence", 4), ("block", 1), ("convolution", 3)])
def test_no_array_is_larger_than_needed(name, times):
    """None is larger than the largest quantity of the model (a convolution may copy three taps, an LSTM has four gates)."""
    module, params, _ = problem(SPECS[name])
    shapes = {
        "dense": [(N, 5), (4, 5)], "sigmoid": [(N, 5), (4, 5)], "recurrence": [(5 + 1, N, 4), (16, 4)],
        "block": [(N, 4, 6), (N, 2, 4, 4), (N, 4, 5)], "convolution": [(8, 8, 2, N), (N, 3, 6, 6)],
    }[name]  # fmt: skip
    largest = 8 * times * max(np.prod(shape) for shape in [*shapes, *(p.shape for p in params)])
    found = bytes_of(workspace(module))
    assert found[0] <= largest
    assert sum(found) <= 60 * largest
