"""Mistakes in layers: what, where, why, what to do."""

from __future__ import annotations

import pytest

from tests.frontends.helpers import refusal

SPEC = """\
[network]
input = {input}
cost = "mse"
layers = [
  {{ {first} }},
{rest}]
"""

CONV = 'layer = "conv2d", channels = 4, kernel = 3'
MISTAKES = [
    ("[3, 8, 8]", 'layer = "conv2d", channels = 4, kernel = 9', "L1: the kernel of 9 is larger than the padded "
     "input of 8. The input 'x' has shape (3, 8, 8)."),
    ("[3, 8, 8]", CONV + ", dilation = 4", "L1: the kernel of 3, spread over 9 by the dilation 4, is larger than"),
    ("[3, 8, 8]", CONV + ", groups = 2", "L1: the groups of 2 do not divide: the input has 3 channels"),
    ("[3, 8]", CONV, "L1: the layer needs an input of shape [channels, rows, columns], but the input 'x' has "
     "shape (3, 8)"),
    ("64", CONV, "L1: the layer needs an input of shape [channels, rows, columns], but the input 'x' has "
     "shape (64,)"),
    ("[3, 8, 8]", CONV.replace("kernel", "kernal"), "L1: unknown key 'kernal'. Did you mean 'kernel'"),
    ("[3, 8, 8]", 'layer = "conv2d", channels = 4', "L1: the key 'kernel' is missing. It should be one or two"),
    ("[3, 8, 8]", CONV.replace("kernel = 3", "kernel = [3, 3, 3]"), "L1: 'kernel' should be one integer or two"),
    ("[3, 8, 8]", CONV + ", stride = 0", "L1: 'stride' should be a positive integer, not 0"),
    ("[3, 8, 8]", 'layer = "max_pool2d", kernel = 2, padding = 2', "L1: a padding of 2 makes windows of"),
    ("[4, 8, 8]", 'layer = "group_norm", groups = 3', "L1: the groups of 3 do not divide the 4 channels of"),
    ("[3, 'W', 8]".replace("'", '"'), CONV + ", stride = 2", "L1: a stride of 2 needs to know the size W"),
    ("8", 'layer = "batch_norm", mode = "test"', "L1: 'mode' cannot be 'test'. Known: training, evaluation."),
    ("8", 'layer = "reshape", shape = [2, 3]', "L1: the input 'x' has shape (8,), which does not fit the shape"),
    ("8", 'layer = "split", parts = 3, part = 1', "L1: an axis of 8 has no 3 equal parts"),
    ("8", 'layer = "dropout", rate = 1', "L1: 'rate' should be at least 0 and less than 1, not 1"),
    ("8", 'layer = "embedding", classes = 3, units = 2, input = "y"', "L1: there is no layer or input named"),
    ("[5, 6]", 'layer = "multi_head_attention", heads = 4', "L1: the 4 heads do not divide the 6"),
    ("8", 'layer = "multi_head_attention", heads = 4', "L1: the layer needs a sequence [positions,"),
    ("8", 'layer = "lstm", units = 4', "L1: the layer needs a sequence [steps, features], but the input 'x' has"),
    ("[4, 8]", 'layer = "lstm", units = 4, output = "frist"', "L1: 'output' cannot be 'frist'. Known: all, last."),
    ("8", 'layer = "add"', "L1: the layer takes 2 or more inputs, not 1. Name them:"),
    ("{ x = 8, u = 4 }", 'layer = "add", input = ["x", "u"]', "L1: the layer needs inputs of one shape, but the "
     "input 'x' has shape (8,), and the input 'u' has shape (4,)"),
    ("{ x = 8, u = 4 }", 'layer = "dense", units = 3', "nothing reads the input 'u'. Read it in a layer"),
    ("{ x = { shape = [4], integer = true } }", 'layer = "dense", units = 3', "L1: the input 'x' holds integers, "
     "but the layer needs numbers. An embedding turns"),
    ("8", 'layer = "activation", activation = "relu", axis = 0', "L1: axis 0 is the axis of examples"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "layer", "message"), MISTAKES)
def test_a_mistake_in_a_layer(given, layer, message):
    found = refusal(SPEC.format(input=given, first=layer, rest=""))
    kind = layer.split('"')[1]
    assert found.split(": ", 1)[1].startswith(message.replace("L1", f"layer 1 ('{kind}')"))
    assert found.startswith(("spec.toml:5: ", "spec.toml:2: "))


GRAPHS = [
    ('layer = "dense", units = 3, name = "a", input = "b"', 'layer = "dense", units = 8, name = "b", input = "a"',
     "L1: the connections form a cycle: 'b' -> 'a' -> 'b'. A layer may read earlier results only"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "dense", units = 3, input = "aa"',
     "L2: there is no layer or input named 'aa'. Did you mean 'a'"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "dense", units = 3, name = "a"',
     "L2: the name 'a' is taken"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "dense", units = 3, input = "x"',
     "L1: nothing reads this layer"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "residual", from = "x"',
     "L2: the layer needs inputs of one shape, but layer 1 ('a') has shape (3,), and the input 'x' has"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "dense", units = 3, from = "x"',
     "L2: only a residual connection has the key 'from'"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "dense", weights = "b"',
     "L2: 'weights' cannot be 'b'"),
    ('layer = "dense", units = 3, name = "a"', 'layer = "dense", weights = "a"',
     "L2: the layer takes 3 inputs, but the shared weights a are made for 8"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "message"), GRAPHS)
def test_a_mistake_in_the_connections(first, second, message):
    found = refusal(SPEC.format(input="8", first=first, rest="  { " + second + " },\n"))
    for number, text in enumerate((first, second), 1):
        message = message.replace(f"L{number}", f"layer {number} ('{text.split(chr(34))[1]}')")
    assert found.split(": ", 1)[1].startswith(message)


def test_batch_normalisation_in_training_needs_examples():
    text = SPEC.format(input="8", first='layer = "batch_norm"', rest="").replace("cost", 'batch = "none"\ncost')
    assert "batch normalisation in training needs a batch of examples" in refusal(text)


def test_a_cost_says_which_outputs_it_takes():
    text = SPEC.format(input="8", first='layer = "dense", units = 3', rest="").replace('"mse"', '"triplet"')
    assert "the cost 'triplet' takes 3 outputs (a, p, q), not 1 output" in refusal(text)
