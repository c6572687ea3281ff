"""Mistakes in a specification: what, where, why, what to do."""

from __future__ import annotations

import os
import time

import pytest

from derive import frontends
from derive.errors import SpecError
from tests.frontends.helpers import refusal

NETWORK = """\
name = "small"
[network]
input = 3
cost = "mse"
batch = "mean"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid" },
  { layer = "dense", units = 2 },
]
"""

NETWORK_MISTAKES = [
    ('"sigmoid"', '"sigmod"', "L1: unknown activation 'sigmod'. Did you mean 'sigmoid'"),
    ('"mse"', '"mes"', "spec.toml:4: unknown cost 'mes'. Did you mean 'mse'"),
    ('"mean"', '"meen"', "spec.toml:5: 'batch' cannot be 'meen'. Did you mean 'mean'?"),
    ("units = 2", "unit = 2", "L2: unknown key 'unit'. Did you mean 'units'?"),
    ("input = 3\n", "", "spec.toml:2: the key 'input' is missing. It should be a positive integer or a name, a shape such as"),
    ("input = 3", 'input = [3, [4]]', "spec.toml:3: 'input' should hold positive integers and names, not an array"),
    ("units = 4", "units = -4", "L1: 'units' should be a positive integer, not -4"),
    ("units = 4", "units = 99999999999", "L1: 'units' is 99999999999, but sizes stay below 2147483648"),
    ("units = 4", "units = 4.5", "L1: 'units' should be a positive integer or a name, not the number 4.5"),
    ("units = 4", "units = true", "L1: 'units' should be a positive integer or a name, not true"),
    ("units = 4", 'units = "a b"', "spec.toml:7: size 'a b' is not a name. Names start with a letter"),
    ('"dense", units = 2', '"dens", units = 2', "spec.toml:8: layer 2 ('dens'): unknown kind of layer 'dens'. Did"),
    ('"dense", units = 2', '"conv2d", units = 2', "spec.toml:8: layer 2 ('conv2d'): unknown key 'units'"),
    ('"sigmoid"', '{ name = "elu", slope = 1 }', "L1: 'elu' has no option 'slope'. Known: alpha."),
    ('"sigmoid"', '{ name = "elu", alpha = "x" }', "L1: 'alpha' should be a number, not the string 'x'"),
    ('"sigmoid"', '{ alpha = 1 }', "L1: the key 'name' is missing"),
    ('"mse"', '{ name = "huber", detla = 1 }', "spec.toml:4: 'huber' has no option 'detla'. Did you mean 'delta'?"),
    ("units = 2", 'weights = "W1", units = 4', "L2: the layer takes 4 inputs, but the shared weights W1 are made for 3"),
    ("units = 2", 'weights = "W1.T", units = 2', "L2: the layer has 2 units, but the shared weights W1.T are made for 3"),
    ("units = 2", 'weights = "W2"', "L2: there are no weights W2 to share. Earlier weights: W1."),
    ("units = 2", 'weights = "V"', "L2: 'weights' cannot be 'V'. Write \"W1\" to share"),
    ("units = 2", 'units = 2, exceptions = { 3 = "relu" }', "L2: there is no unit 3. Units count from 1 to 2."),
    ("units = 2", 'units = 2, exceptions = { 1 = "softmax" }', "L2: 'softmax' speaks of the whole layer"),
    ('"mse"', '"gaussian"\npenalty = { l3 = 1 }', "spec.toml:5: unknown key 'l3'. Known: l2, l1."),
    ('"mse"', '"mse"\npenalty = { l2 = -1 }', "spec.toml:5: 'l2' should not be negative"),
    ('"mse"', '"mse"\ngradients = ["input"]', "spec.toml:5: 'gradients' cannot hold the string 'input'. Did you mean"),
    ("[network]", "[netwok]", "spec.toml:2: unknown key 'netwok'. Did you mean 'network'?"),
    ("name = ", "nam = ", "spec.toml:1: unknown key 'nam'. Did you mean 'name'?"),
    ('name = "small"', 'name = "a/../b"', "spec.toml:1: name 'a/../b' is not a name."),
    ('name = "small"', 'name = "small"\ntitle = "a\\u0007"', "spec.toml:2: the text 'a\\x07' contains control characters"),
    ("input = 3", "input = ", "spec.toml:3: this is not TOML: invalid value"),
    ('"sigmoid"', "sigmoid", "spec.toml:7: this is not TOML: invalid value. Names as values need quotation marks."),
    ("[network]", "[initial]\nW3 = [[1]]\n[network]", "spec.toml:3: initial: there is no parameter 'W3'. Known: W1, b1"),
    ("[network]", "[initial]\nW1 = [[1, 2, 3]]\n[network]", "spec.toml:3: initial: 'W1' has the shape (4, 3): 4 entries"),
    ("[network]", "[initial]\nb2 = [1, true]\n[network]", "spec.toml:3: initial: 'b2' should hold numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), NETWORK_MISTAKES)
def test_a_mistake_in_a_network(old, new, message):
    message = message.replace("L1: ", "spec.toml:7: layer 1 ('dense'): ").replace("L2: ", "spec.toml:8: layer 2 ('dense'): ")
    assert old in NETWORK
    assert refusal(NETWORK.replace(old, new, 1)).startswith(message)


def test_a_gaussian_needs_two_outputs_for_each_target():
    text = NETWORK.replace('"mse"', '"gaussian"').replace("units = 2", "units = 3")
    assert refusal(text).startswith("spec.toml:8: layer 2 ('dense'): the cost 'gaussian' needs an even number")


DEFINE = """\
[define.activations]
own = "{formula}"
[network]
input = 2
cost = "mse"
layers = [{{ units = 2, activation = "own" }}]
"""


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("z*sigmod(z)", "spec.toml:2:3: unknown function 'sigmod'. Did you mean 'sigmoid'"),
        ("z*", "spec.toml:2:3: syntax error: the formula ends too early"),
        ("z*w", "spec.toml:2:3: unknown name 'w'. Known: z."),
        ("1", "spec.toml:2: the activation 'own' does not depend on z"),
        (
            "sum(z)",
            "spec.toml:2: the activation 'own' gives shape () for a vector of shape (n_1,). An activation gives as many",
        ),
        ("z*z[0]", "spec.toml:2:3: an activation cannot pick entries by number"),
        ("z*arange(2)", "spec.toml:2:3: an activation cannot pick entries by number"),
        ("log(-2)*z", "spec.toml:2:1: this constant is not a real number"),
        ("1e200*1e200*z", "spec.toml:2: this constant is too large"),
        ("own(z)", "spec.toml:2:1: the activation 'own' is defined by itself"),
        ("exp(exp(exp(1000)))*z", "spec.toml:2:9: the exponential of this constant is too large"),
    ],
)
def test_a_mistake_in_a_definition_has_its_own_place(formula, message):
    assert refusal(DEFINE.format(formula=formula)).startswith(message)


@pytest.mark.parametrize(("kind", "name"), [("activation", "sigmoid"), ("cost", "mse")])
def test_a_built_in_name_cannot_be_defined_again(kind, name):
    text = f'[define.{kind}s]\n{name} = "1"\n' + NETWORK.replace('name = "small"\n', "")
    assert refusal(text).startswith(f"spec.toml:2: '{name}' is already a built-in {kind}. Use another name")


def test_a_sum_makes_an_activation_one_of_vectors():
    text = DEFINE.format(formula="z*sum(z)").replace('own = "z*sum(z)"', 'own = { formula = "z*sum(z)", vector = false }')
    assert "the formula sums over the entries of z, so that it speaks of the whole vector" in refusal(text)


def test_a_cost_must_be_a_scalar():
    text = '[define.costs]\nmine = "(a - y)**2"\n[network]\ninput = 2\ncost = "mine"\nlayers = [{ units = 2 }]'
    assert "the cost 'mine' has shape (n_1,), but must be a scalar. Sum or average it." in refusal(text)


MODEL = """\
[model]
inputs = { X = ["N", "d"], y = ["N"] }
parameters = { w = ["d"], b = [] }
equations = '''
p = sigmoid(X @ w + b)
C = -mean(y*log(p))
'''
"""

MODEL_MISTAKES = [
    ("X @ w + b", "X @ w + c", "spec.toml:5:21: unknown name 'c'"),
    ("X @ w + b", "w @ X + b", "spec.toml:5:15: the shapes (d,) and (N, d) do not fit for @: d against N"),
    ("y*log(p)", "y*log(X)", "spec.toml:6:12: the shapes (N,) and (N, d) do not fit together"),
    ("sigmoid(", "sigmod(", "spec.toml:5:5: unknown function 'sigmod'. Did you mean 'sigmoid'"),
    ("-mean(y*log(p))", "y*log(p)", "spec.toml:6:1: the cost 'C' (the last equation) has shape (N,), but must be a scalar"),
    ("+ b)", "+ b", "spec.toml:6:1: syntax error: unexpected 'C'. Expected '(', ')', ','"),
    ("-mean(y*log(p))", "sum(X[n,k]*y[k], n, k)", "spec.toml:6:16: the index 'k' runs over 1..d in X, but over 1..N in y"),
    ("-mean(y*log(p))", "sum(X[n,k]*w[k], k)", "spec.toml:6:11: unknown index 'n'. Sum over it, or put it on the left side."),
    ("-mean(y*log(p))", "sum(p, k)", "spec.toml:6:5: nothing tells the range of the index 'k'"),
    ("-mean(y*log(p))", "w[5]", "spec.toml:6:7: the index 5 of 'w' may lie outside 0..d - 1"),
    ("-mean(y*log(p))", "p[y]", "spec.toml:6:7: an index array of 'p' holds no integers"),
    ("-mean(y*log(p))", "w[0, 0]", "spec.toml:6:5: 'w' has 1 axis, shape (d,), and was given 2 indices"),
    ("-mean(y*log(p))", "w/0", "spec.toml:6:7: division by zero"),
    ("-mean(y*log(p))", "b > 0", "spec.toml:6:7: a comparison has no value here"),
    ("-mean(y*log(p))", "max(w)", "spec.toml:6:5: 'max' over an axis is not supported"),
    ("-mean(y*log(p))", "mean(p, axis=1)", "spec.toml:6:5: there is no axis 1: the array has 1 axis"),
    ("-mean(y*log(p))", "mean(p, axes=0)", "spec.toml:6:5: 'mean' has no option 'axes'. Did you mean 'axis'?"),
    ("-mean(y*log(p))", "w**1000", "spec.toml:6:5: a constant exponent should be a rational number of at most 100"),
    ("-mean(y*log(p))", "log(-2)*b", "spec.toml:6:5: this constant is not a real number. Logarithms and roots take positive"),
    ("-mean(y*log(p))", "sqrt(-1)*b", "spec.toml:6:5: this constant is not a real number"),
    ("-mean(y*log(p))", "(-8)**(1/3)*b", "spec.toml:6:6: this constant is not a real number"),
    ("-mean(y*log(p))", "log(log(0.5))*b", "spec.toml:6:5: this constant is not a real number"),
    ("-mean(y*log(p))", "maximum(log(-1), 3)*b", "spec.toml:6:13: this constant is not a real number"),
    ("-mean(y*log(p))", "0**b", "spec.toml:6:5: zero to the power of a quantity has no derivative"),
    ("-mean(y*log(p))", "(-2)**b", "spec.toml:6:6: a negative number to the power of a quantity has no derivative"),
    ("-mean(y*log(p))", "1e400*b", "spec.toml:6:5: this constant is too large: a float ends at 1.8e308"),
    ("-mean(y*log(p))", "1e200*1e200*b", "spec.toml:6:1: this constant is too large"),
    ("-mean(y*log(p))", "sum(log(0*w - 1))*b", "spec.toml:6:1: 'C' has no finite real value"),
    ("-mean(y*log(p))", "sum(softmax(X, axis=(0, 1)))", "spec.toml:6:26: 'softmax' goes along one axis, not 2."),
    ("-mean(y*log(p))", "mean(p, axis=0.0)", "spec.toml:6:5: an axis should be an integer"),
    ("-mean(y*log(p))", "-mean(y*log(p))\nD = 3", "spec.toml:6:1: 'C' is not used by the cost, which is the last"),
    ("-mean(y*log(p))", "sum(y)", "spec.toml:3: the cost 'C' does not depend on the parameter 'w'. Its"),
    ("-mean(y*log(p))", "sign(b)", "spec.toml:6:5: unknown function 'sign'. Write where(x > 0, 1, -1)."),
    ("-mean(y*log(p))", "np.sum(w)", "spec.toml:6:5: 'np.sum' is not a function here. Write sum(...): functions stand without"),
    ("-mean(y*log(p))", "np.pi*b", "spec.toml:6:5: unknown name 'np.pi'. Write pi."),
    ("-mean(y*log(p))", "sum(X[:, :, None])", "spec.toml:6:17: None (a new axis) is not supported. Use keepdims"),
    ("-mean(y*log(p))", "max(X, axis=0)", "spec.toml:6:5: 'max' over an axis is not supported"),
    ("-mean(y*log(p))", "sum(w)^2", "spec.toml:6:11: syntax error: unexpected '^'. Write ** for a power."),
    ("-mean(y*log(p))", "sum(where((w > 0) & (w < 1), w, b))", "spec.toml:6:23: syntax error: unexpected '&'. where takes one"),
    ("-mean(y*log(p))", "sum(where(0 < w < 1, w, b))", "spec.toml:6:21: syntax error: unexpected '<'. where takes one"),
    ("-mean(y*log(p))", "sum(w[::2])", "spec.toml:6:12: syntax error: unexpected ':'. A part of an axis is written"),
    ("equations", "gradients = []\nequations", "spec.toml:4: 'gradients' asks for nothing. Write gradients"),
    ("equations", "constants = { c = 1e300 }\nequations", "spec.toml:4: 'c' should be a finite number, and smaller than"),
    ("equations", "sizes = { d = 99999999999 }\nequations", "spec.toml:4: 'd' should be a positive integer below 2147483648"),
    ("C = ", "p = ", "spec.toml:5:1: 'p' is defined twice"),
    ("C = ", "exp = ", "spec.toml:6:1: 'exp' is the name of a function"),
    ("p = sigmoid(X @ w + b)", "p[n] = p[n] + b + X[n,:] @ w", "spec.toml:5:8: 'p' is defined by itself."),
    ("+ b)", ")", "spec.toml:3: the parameter 'b' occurs in no equation"),
    ("b = []", "b = [-1]", "spec.toml:3: a size should be a positive integer below 2147483648 or a name, not"),
    ("b = []", "X = []", "spec.toml:3: 'X' is declared twice"),
    ("b = []", "b = [], exp = []", "spec.toml:3: 'exp' is the name of a function"),
    ("inputs", "input", "spec.toml:2: unknown key 'input'. Did you mean 'inputs'?"),
    ("equations", "constants = { d = 2 }\nequations", "spec.toml:1: 'd' is both a size and a tensor or constant"),
    ("equations", 'assume = "sum(w) == 1"\nequations', "spec.toml:4: an assumption may speak of inputs only"),
    ("equations", 'assume = "sum(y)"\nequations', "spec.toml:4: an assumption should be an equation"),
    ("equations", "sizes = { d = 0 }\nequations", "spec.toml:4: 'd' should be a positive integer below 2147483648, not the"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), MODEL_MISTAKES)
def test_a_mistake_in_a_formula_has_line_and_column(old, new, message):
    assert old in MODEL
    assert refusal(MODEL.replace(old, new, 1)).startswith(message)


DEPTH = '[network]\ndepth = "L"\ncost = "C"\nlayers = [{ units = "n_l", activation = "f" }]\n'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"n_l"', "30", "spec.toml:4: layer 1 ('dense'): the width of this layer is 'n_l'. Write units = \"n_l\"."),
        ('"C"', '"gaussian"', "spec.toml:3: the cost 'gaussian' needs a network of given depth"),
        ("cost", 'batch = "mean"\ncost', "spec.toml:3: a network of symbolic depth is derived for one example"),
        ("cost", "penalty = { l2 = 1 }\ncost", "spec.toml:3: a network of symbolic depth has no penalty"),
        (
            '"f" }',
            '"f" }, {units = "n_2"}, {units = "n_3"}',
            "spec.toml:4: a network of symbolic depth has one layer that is repeated",
        ),
    ],
)
def test_what_symbolic_depth_cannot_have(old, new, message):
    assert refusal(DEPTH.replace(old, new, 1)).startswith(message)


def test_neither_and_both():
    assert refusal("name = 'x'").startswith("spec.toml: the specification has neither [network] nor [model]")
    assert "both [network] and [model]" in refusal(NETWORK + MODEL)


HOSTILE = {
    "too long": "x = 1\n" + "#" * 1_000_001,
    "dotted keys": "a" + ".a" * 100_000 + " = 1",
    "deep arrays": "a = " + "[" * 100_000,
    "long number": "a = " + "1" * 500_000,
    "long word": "a" * 900_000,
    "many layers": '[network]\ninput = 1\ncost = "mse"\nlayers = [' + "{ units = 1 }," * 10_001 + "]",
    "power tower": MODEL.replace("-mean(y*log(p))", "9**9**9**9 + sum(p)"),
    "power chain": MODEL.replace("-mean(y*log(p))", "((((9**99)**99)**99)**99)**99 + sum(p)"),
    "huge literal": MODEL.replace("-mean(y*log(p))", "1e1000000000*sum(p)"),
    "exponential tower": MODEL.replace("-mean(y*log(p))", "exp(exp(exp(exp(700)))) + sum(p)"),
    "deep formula": MODEL.replace("-mean(y*log(p))", "sum(" * 5000 + "p" + ")" * 5000),
    "many statements": MODEL.replace("C = -mean", "q = 1;" * 3000 + "C = -mean"),
    "huge exponent of a size": MODEL.replace('["d"]', '["d' + "*d" * 20000 + '"]'),
    "many axes": MODEL.replace("b = []", "b = [" + "1," * 1000 + "]"),
    "code in a name": NETWORK.replace("small", "__import__('os').system('id')"),
    "code in a formula": MODEL.replace("log(p)", "__import__('os')"),
    "TeX in a size": MODEL.replace('"N"', '"\\\\input{x}"'),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_fast(text):
    start = time.perf_counter()
    assert refusal(text)
    assert time.perf_counter() - start < 5


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(SpecError, match=r"nothing\.toml: there is no such file"):
        frontends.load(tmp_path / "nothing.toml")
    with pytest.raises(SpecError, match="the file cannot be read: it is a folder"):
        frontends.load(tmp_path)
    with pytest.raises(SpecError, match="/dev/zero: the file cannot be read: it is no regular file"):
        frontends.load("/dev/zero")
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(SpecError, match=r"pipe\.toml: the file cannot be read: it is no regular file"):
        frontends.load(tmp_path / "pipe.toml")
    (tmp_path / "large.toml").write_text("#" * 4_000_001)
    with pytest.raises(SpecError, match=r"large\.toml: the file has more than 4000000 bytes"):
        frontends.load(tmp_path / "large.toml")
    for nothing in ("", " ", None):
        with pytest.raises(SpecError, match="is given as the specification"):
            frontends.load(nothing)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecError, match="it is not UTF-8 text"):
        frontends.load(tmp_path / "binary.toml")
    with pytest.raises(SpecError, match=r"there is no built-in example 'digit'\. Did you mean 'digits'"):
        frontends.load("digit")


@pytest.mark.parametrize(
    ("file", "name"),
    [("2-layer", "network-2-layer"), ("my net", "my-net"), ("my_net", "my_net"), ("03", "network-03"), ("é", "network")],
)
def test_a_file_whose_name_is_no_name(tmp_path, file, name):
    """A specification without a name takes one from its file, of letters, digits and hyphens."""
    (tmp_path / f"{file}.toml").write_text("\ufeff" + NETWORK.replace('name = "small"\n', ""), encoding="utf-8")
    assert frontends.load(tmp_path / f"{file}.toml").name == name


@pytest.mark.parametrize(
    ("sizes", "index", "message"),
    [
        ("N = 3, d = 5", "X[-1,-1]", "the index -1 of 'X' lies outside 0..N - 1. Indices count from 0, and not from the end:"
         " write 2."),
        ("N = 3", "w[-1]", "the index -1 of 'w' may lie outside 0..d - 1. Indices count from 0, and not from the end:"
         " write d - 1."),
        ("d = 5", "sum(w[t+1] - w[t], t)", "the index t + 1 of 'w' may lie outside 0..d - 1. t runs over a whole axis where"),
    ],
)  # fmt: skip
def test_an_index_that_leaves_its_axis(sizes, index, message):
    text = MODEL.replace("equations", f"sizes = {{ {sizes} }}\nequations").replace("-mean(y*log(p))", index)
    assert message in refusal(text)


FORMULAS = """
[model]
inputs = {{ X = ["N", 3], y = ["N"] }}
parameters = {{ w = [3], b = [] }}
constants = {{ c = -2.0 }}
equations = '''
{equations}
'''
"""


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        ("C = mean((X @ w + b - y)**2)*sqrt(c)", "<spec>:7:1: sqrt(c) has no real value for c = -2. Logarithms and roots"),
        (
            "C = mean((X @ w + b - y)**2)*c\nq = 2*C",
            "<spec>:8:1: 'q' stands after the cost 'C', and the last equation is the cost.",
        ),
        ("C = sum(Sign(X @ w + b) - y)*c", "<spec>:7:9: unknown function 'Sign'. Write where(x > 0, 1, -1)."),
    ],
)
def test_what_a_newcomer_writes(equations, message):
    with pytest.raises(SpecError) as caught:
        frontends.loads(FORMULAS.format(equations=equations))
    assert str(caught.value).startswith(message)


def test_the_last_of_several_costs_is_the_cost():
    text = FORMULAS.format(equations="E = mean((X @ w + b - y)**2)*c\nC = E + sum(w**2)")
    assert frontends.loads(text).cost.name == "C"
    assert frontends.loads(text.replace("C = E", "loss = E")).cost.name == "loss"
