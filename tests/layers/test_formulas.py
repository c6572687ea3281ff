"""A layer as a function of formulas is the layer: the same value, the same gradients, and a proof that holds."""

from __future__ import annotations

import numpy as np
import pytest

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.errors import SpecError
from derive.frontends import loads
from derive.frontends.network import Network
from derive.verify.instances import sample
from derive.verify.run import as_held
from derive.verify.steps import verify_steps

CASES = {
    "conv1d": ([2, 7], {"channels": 3, "kernel": 3, "stride": 2, "padding": 1}, "conv1d(x, W, b, stride=2, padding=1)"),
    "conv2d": ([2, 5, 4], {"channels": 3, "kernel": [3, 2], "dilation": [1, 2]}, "conv2d(x, W, b, dilation=(1, 2))"),
    "conv2d groups": ([4, 3, 3], {"channels": 6, "kernel": 2, "groups": 2}, "conv2d(x, W, b, groups=2)"),
    "conv_transpose2d": ([2, 3, 2], {"channels": 3, "kernel": 2, "stride": 2}, "conv_transpose2d(x, W, b, stride=2)"),
    "max_pool1d": ([2, 7], {"kernel": 3, "stride": 2, "padding": 1}, "max_pool1d(x, 3, stride=2, padding=1)"),
    "max_pool2d": ([2, 4, 6], {"kernel": [2, 3]}, "max_pool2d(x, (2, 3))"),
    "avg_pool1d": ([2, 6], {"kernel": 2}, "avg_pool1d(x, 2)"),
    "avg_pool2d": ([2, 4, 4], {"kernel": 2, "stride": 1}, "avg_pool2d(x, kernel=2, stride=1)"),
    "global_avg_pool": ([3, 2, 4], {}, "global_avg_pool(x)"),
    "batch_norm": ([3, 4], {}, "batch_norm(x, gamma, beta)"),
    "layer_norm": ([3, 4], {}, "layer_norm(x, gamma, beta)"),
    "layer_norm 2": ([3, 4], {"axes": 2}, "layer_norm(x, gamma, beta, axis=(1, 2))"),
    "rms_norm": ([3, 4], {"eps": 0.5}, "rms_norm(x, gamma, eps=0.5)"),
    "group_norm": ([4, 3], {"groups": 2}, "group_norm(x, 2, gamma, beta)"),
    "instance_norm": ([2, 3, 4], {}, "instance_norm(x)"),
    "attention": ([3, 4], {"causal": True}, "attention(x, x, x, causal=True)"),
    "rotary": ([3, 4], {}, "rotary(x)"),
    "positional": ([3, 4], {}, "positional(x)"),
    "glu": ([3, 4], {}, "glu(x)"),
    "swiglu": ([3, 4], {}, "swiglu(x)"),
}


def network(kind, shape, options):
    """The layer alone, with mean squares as the cost, and the gradients of its input."""
    return Network(input=shape, layers=[{"layer": kind, **options}], cost="mse", gradients=("parameters", "inputs"))


def target_shape(model):
    """The shape of the targets, for three examples."""
    sizes = {size: 3 if value is None else value for size, value in model.sizes.items()}
    drawn = sample(model, 0, sizes=sizes, adjoints=False).instance
    (target,) = (tensor for tensor in model.inputs if tensor.name == "y")
    return as_held(target, drawn.values[target]).shape


def formulas(call, shape, parameters, outputs):
    """The same by a formula; the input is the first parameter."""
    declared = {"x": [3, *shape], **{name[:-1]: list(np.shape(value)) for name, value in parameters.items()}}
    table = ", ".join(f"{name} = {sizes}" for name, sizes in declared.items())
    return loads(f"""
[model]
inputs = {{ y = {list(outputs)} }}
parameters = {{ {table} }}
equations = '''
h = {call}
C = mean((h - y)**2)
'''
""")


@pytest.mark.parametrize("name", CASES)
def test_a_function_is_its_layer(name):
    shape, options, call = CASES[name]
    model = network(name.split()[0], shape, options)
    layer = compile_module(module_source(derive(model)), f"layer_{name.replace(' ', '_')}")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, *shape))
    params = layer.Params(*(rng.normal(size=np.shape(p)) for p in layer.init(0)))
    y = rng.normal(size=target_shape(model))
    cost, gradient, inputs = layer.value_and_grad(params, x, y)
    derivation = derive(formulas(call, shape, params._asdict(), y.shape))
    module = compile_module(module_source(derivation), f"function_{name.replace(' ', '_')}")
    arguments = {"x": x, **{field[:-1]: value for field, value in params._asdict().items()}}
    found, own = module.value_and_grad(module.Params(**arguments), y)
    assert found == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(own.x, inputs.x, rtol=1e-9, atol=1e-12)
    for field in gradient._fields:
        np.testing.assert_allclose(getattr(own, field[:-1]), getattr(gradient, field), rtol=1e-9, atol=1e-12)
    assert [(row.theorem, row.failing) for row in verify_steps(derivation, seeds=(1,)) if not row.ok] == []


def spec(equations, inputs="x = [3, 4], y = [3]", parameters="w = [4]", extra=""):
    text = f"[model]\ninputs = {{ {inputs} }}\nparameters = {{ {parameters} }}\nequations = '''\n{equations}\n'''\n{extra}"
    return loads(text)


def module_of(model, name):
    return compile_module(module_source(derive(model)), name)


def test_flatten_and_embedding_as_numpy_does():
    model = spec(
        "u = flatten(embedding(E, x)) @ w\nC = mean((u - y)**2)",
        'x = { shape = [3, 2], integer = true, below = 5 }, y = [3]', "E = [5, 4], w = [8]",
    )  # fmt: skip
    module, rng = module_of(model, "flattened"), np.random.default_rng(0)
    params = module.Params(rng.normal(size=(5, 4)), rng.normal(size=8))
    x, y = rng.integers(0, 5, (3, 2)), rng.normal(size=3)
    expected = np.mean((params.E[x].reshape(3, 8) @ params.w - y) ** 2)
    assert module.value(params, x, y) == pytest.approx(expected, rel=1e-13)
    assert all(row.ok for row in verify_steps(derive(model), seeds=(1,)))


def test_dropout_and_given_statistics_as_numpy_does():
    model = spec(
        "h = dropout(x*w, r, rate=0.25)\np = batch_norm(h, mu=m, v=s)\nC = mean((p - y)**2)",
        "x = [3, 4], r = [3, 4], y = [3, 4], m = [4], s = [4]",
    )
    module, rng = module_of(model, "dropped"), np.random.default_rng(0)
    w, x, r, y, m = rng.normal(size=4), *(rng.normal(size=(3, 4)) for _ in range(3)), rng.normal(size=4)
    s = rng.random(4) + 0.5
    expected = np.mean((((x * w * r / 0.75) - m) / np.sqrt(s + 1e-5) - y) ** 2)
    assert module.value(module.Params(w), x, r, y, m, s) == pytest.approx(expected, rel=1e-13)


def test_a_layer_normalises_any_axis_and_carries_the_others():
    model = spec("h = layer_norm(A, axis=0)\nC = sum((h - y)**2)", "y = [3, 4]", "A = [3, 4]")
    module, rng = module_of(model, "normalised"), np.random.default_rng(0)
    a, y = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    expected = np.sum(((a - a.mean(0)) / np.sqrt(a.var(0) + 1e-5) - y) ** 2)
    assert module.value(module.Params(a), y) == pytest.approx(expected, rel=1e-13)


def test_attention_of_many_heads_is_attention_of_each():
    shapes = "Q = [2, 3, 5, 4], K = [2, 3, 5, 4], V = [2, 3, 5, 6]"
    model = spec("C = sum((attention(Q, K, V, causal=true) - y)**2)", "y = [6]", shapes)
    module, rng = module_of(model, "heads"), np.random.default_rng(0)
    q, k, v, y = *(rng.normal(size=(2, 3, 5, n)) for n in (4, 4, 6)), rng.normal(size=6)
    scores = np.where(np.tri(5, dtype=bool), np.exp(q @ k.swapaxes(-1, -2) / 2), 0)
    expected = np.sum((scores / scores.sum(-1, keepdims=True) @ v - y) ** 2)
    assert module.value(module.Params(q, k, v), y) == pytest.approx(expected, rel=1e-13)


SIZED = "x = [2, 1, 8, 8], y = [3]"
REFUSED = {
    "conv2d(x)": "'conv2d' takes x, W, b; 1 were given. conv2d(x, W, b): x [.., C, H, W], W [D, C, k, l].",
    "conv2d(x, w)": "the kernel W has shape (4,). conv2d(x, W, b)",
    "conv2d(x, K, stride=0)": "'stride' should be a positive integer, not 0",
    "conv2d(x, K, strid=2)": "'conv2d' has no option 'strid'. Did you mean 'stride'?",
    "conv2d(x, K, dilation=4)": "the kernel of 3, spread over 9 by the dilation 4, is larger than the padded input of 8",
    "conv2d(x, K5)": "the array W has shape (2, 5, 3, 3), but shape (2, 1, 3, 3) is needed",
    "conv2d(x, K, w)": "the array b has shape (4,), but shape (2,) is needed",
    "max_pool2d(x)": "'max_pool2d' needs the kernel. max_pool2d(x, 2)",
    "max_pool2d(w, 2)": "'max_pool2d' cannot take x of shape (4,). It takes x [.., C, H, W].",
    "layer_norm(x, axis=7)": "there is no axis 7: the array has 4 axes",
    "attention(x, x, w)": "'attention' cannot take V of shape (4,)",
    "group_norm(x, 3)": "the groups of 3 do not divide the 1 channels of the array x",
    "embedding(K, w)": "the embedding needs class indices, but the array x holds numbers",
    "dropout(x, w)": "the array r has shape (4,), but shape (2, 1, 8, 8) is needed",
    "dense(x, K)": "unknown function 'dense'. Write x @ W.T + b.",
    "lstm(x, K)": "unknown function 'lstm'. Write the recurrence",
    "conv2b(x, K)": "unknown function 'conv2b'. Did you mean 'conv2d'",
}


@pytest.mark.parametrize("call", REFUSED)
def test_a_wrong_call_is_refused_with_its_place(call):
    with pytest.raises(SpecError) as caught:
        spec(f"h = {call}\nC = sum(h) + sum(w) + sum(K) + sum(K5)", SIZED, "w = [4], K = [2, 1, 3, 3], K5 = [2, 5, 3, 3]")
    assert REFUSED[call] in str(caught.value)
    assert str(caught.value).startswith("<spec>:5:")


def test_a_symbolic_kernel_and_an_unknown_size_under_a_stride_are_refused():
    with pytest.raises(SpecError, match=r"the kernel W has shape \(2, 1, k\): its size should be a number"):
        spec("C = sum(conv1d(x, K))", "x = [3, 1, 9]", 'K = [2, 1, "k"]')
    with pytest.raises(SpecError, match="a stride of 2 needs to know the size T"):
        spec("C = sum(conv1d(x, K, stride=2))", 'x = [3, 1, "T"]', "K = [2, 1, 3]")
    open_width = spec("C = sum(conv1d(x, K)**2)", 'x = [3, 1, "T"]', "K = [2, 1, 3]")
    assert all(row.ok for row in verify_steps(derive(open_width), seeds=(1, 2)))


def test_a_layer_stands_in_no_definition():
    with pytest.raises(SpecError, match="'flatten' stands in a definition"):
        spec("C = sum(twice(x@w) - y)", extra='[define.activations]\ntwice = "flatten(z)"')
