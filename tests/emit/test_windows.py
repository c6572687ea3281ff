"""Convolutions, pooling, heads and groups: strided views and products, loops over kernel offsets only, right gradients."""

import re

import pytest

from tests.emit.emitted import error, formulas, problem, slopes, text_of_module
from tests.emit.test_numpy_module import check

INPUTS_TOO = "input_gradients = true"
CONVOLUTIONS = {
    "stride 1": "z[n,o,i] = sum(x[n,c,i+u]*K[o,c,u], c, u)",
    "stride 2": "z[n,o,i] = sum(x[n,c,2*i+u]*K[o,c,u], c, u)",
    "dilation": "z[n,o,i] = sum(x[n,c,i+2*u]*K[o,c,u], c, u)",
    "depthwise": "z[n,c,i] = sum(x[n,c,i+u]*K[0,c,u], u)",
}


def convolution(equation):
    return formulas('x = ["N", 2, 9]', "K = [3, 2, 3]", f"{equation}\nC = mean(tanh(z)**2)", INPUTS_TOO)


@pytest.mark.parametrize("equation", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_convolutions(equation):
    check(convolution(equation))


TWO_LAYERS = formulas(
    'x = ["N", 2, 6, 7]', "K = [3, 2, 3, 2], L = [2, 3, 2, 2]",
    "z[n,o,i,j] = sum(x[n,c,i+u,j+v]*K[o,c,u,v], c, u, v)\na = tanh(z)\n"
    "q[n,o,i,j] = sum(a[n,c,i+u,j+v]*L[o,c,u,v], c, u, v)\nC = mean(tanh(q)**2)",
    INPUTS_TOO,
)  # fmt: skip
HEADS = formulas(
    'x = ["N", 5, 4]', "Q = [2, 3, 4], K = [2, 3, 4], V = [2, 3, 4]",
    "q[n,h,t,d] = sum(x[n,t,c]*Q[h,d,c], c)\nk[n,h,t,d] = sum(x[n,t,c]*K[h,d,c], c)\nv[n,h,t,d] = sum(x[n,t,c]*V[h,d,c], c)\n"
    "s[n,h,i,j] = sum(q[n,h,i,d]*k[n,h,j,d], d)\nP[n,h,i,j] = exp(s[n,h,i,j])/sum(exp(s[n,h,i,r]), r)\n"
    "o[n,h,i,d] = sum(P[n,h,i,j]*v[n,h,j,d], j)\nC = mean(o**2)",
    INPUTS_TOO,
)  # fmt: skip


@pytest.mark.parametrize("spec", [TWO_LAYERS, HEADS], ids=["two layers of images", "attention in heads"])
def test_more_axes(spec):
    check(spec)


def test_nothing_is_gathered_and_loops_run_over_offsets():
    """All are products on views; the columns of the input's gradient are added offset by offset."""
    source = text_of_module(TWO_LAYERS)
    assert "np.arange" not in source
    made, _, used = source.partition("def _value_and_grad_into")
    loops = re.findall(r"for part, source in buffers\.(\w+_parts):|for \w+ in (range\(2\)):", used)
    assert len(loops) == 2, "as many as offsets"
    assert all("range(2)" in (other, *re.findall(rf"self.{parts} = .* in (.*)\]", made)) for parts, other in loops)


def test_scores_and_means_of_heads_are_stacked_products():
    """No contraction over heads falls back to einsum, and none is copied into another order first."""
    source = text_of_module(HEADS).split("def _value_and_grad_into")[1].split("def predict")[0]
    assert "einsum" not in source
    assert source.count("_matmul(") == 6
    copied = [line.strip() for line in source.splitlines() if ".transpose(" in line and "[...] = " in line]
    assert [line.split("[")[0] for line in copied] == ["buffers.turned"]  # for the largest entries of rows


def layers(shape, *rows):
    text = "\n".join(f"  {{ {row} }}," for row in (*rows, 'layer = "flatten"', 'layer = "dense", units = 3'))
    return f'name = "l"\n[network]\ninput = {shape}\ncost = "quadratic"\ninput_gradients = true\nlayers = [\n{text}\n]\n'


LAYERS = {
    "padding and stride": layers("[2, 6, 7]", 'layer = "conv2d", channels = 3, kernel = 3, padding = 1, stride = 2'),
    "groups": layers("[4, 9]", 'layer = "conv1d", channels = 6, kernel = 3, groups = 2'),
    "dilation and stride": layers("[2, 11]", 'layer = "conv1d", channels = 3, kernel = 3, dilation = 3, stride = 2'),
    "transposed": layers("[2, 4, 5]", 'layer = "conv_transpose2d", channels = 3, kernel = 3, padding = 1, stride = 2'),
    "average pooling": layers("[2, 6, 6]", 'layer = "avg_pool2d", kernel = 2', 'layer = "conv2d", channels = 2, kernel = 2'),
    "max pooling": layers("[2, 6, 6]", 'layer = "conv2d", channels = 2, kernel = 3, activation = "tanh"',
                          'layer = "max_pool2d", kernel = 3, stride = 2, padding = 1'),
    "heads": layers("[5, 4]", 'layer = "multi_head_attention", heads = 2, bias = false, causal = true'),
    "rotary": layers("[5, 4]", 'layer = "multi_head_attention", heads = 2, bias = false, rotary = true'),
}  # fmt: skip


@pytest.mark.parametrize("spec", LAYERS.values(), ids=LAYERS)
def test_layers_with_merged_axes(spec):
    """Arrays have the caller's axes outside, and the algebra's inside."""
    check(spec)
    source = text_of_module(spec)
    loops = re.findall(r"for .* in (?:range|np.ndindex)\(([^)]*)\)", source)
    assert all(int(length) <= 3 for lengths in loops for length in lengths.split(","))


WORDS = """
name = "e"
[network]
input = [5]
cost = "quadratic"
layers = [
  { layer = "embedding", classes = 7, units = 3 },
  { layer = "flatten" },
  { layer = "dense", units = 2 },
]
"""


def test_embeddings_take_rows_and_add_to_rows():
    check(WORDS)
    source = text_of_module(WORDS)
    assert " = E1[x]" in source  # without a workspace
    assert "E1.take(x, 0, buffers." in source
    assert re.search(r"_add.at\(buffers.dE1_flat, buffers.places_flat, buffers.\w+_flat\)", source)


def test_what_is_stored_in_another_order_has_its_formula_too():
    spec = """
name = "r"
[network]
input = [4, 3]
cost = "mse"
batch = "mean"
layers = [{ layer = "rnn", units = 7 }, { layer = "dense", units = 2 }]
"""
    check(spec)
    source = text_of_module(spec)
    (line,) = [line for line in source.splitlines() if line.lstrip().startswith("# delta2[n,t,j]")]
    assert line.endswith("stored as [t,n,j]")


def test_shifted_parts_of_arrays_of_a_workspace_are_views_made_once():
    spec = """
name = "s"
[network]
input = [2, 9, 9]
cost = "nll"
layers = [
  { layer = "conv2d", channels = 2, kernel = 3, stride = 2, padding = 1, activation = "tanh" },
  { layer = "conv2d", channels = 3, kernel = 3, stride = 2, activation = "relu" },
  { layer = "flatten" },
  { layer = "dense", units = 3, activation = "log_softmax" },
]
"""
    source = text_of_module(spec)
    made, _, used = source.partition("def _value_and_grad_into")
    assert re.search(r"self\.(\w+_parts) = \[\(self\.\w+\[.*\], self\.\w+\[.*\]\) for \w+, \w+ in np.ndindex\(2, 2\)\]", made)
    assert re.search(r"for part, source in buffers\.\w+_parts:\n        _add\(part, source, part\)", used)
    module, params, inputs = problem(spec)
    for found, expected in zip(module.value_and_grad(params, *inputs)[1], slopes(module, params, inputs), strict=True):
        assert error(found, expected) < 1e-6
