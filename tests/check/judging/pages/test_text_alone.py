"""Texts whose symbols nothing declares: what the specification does not explain is read by the text's own definitions."""

from __future__ import annotations

import pytest

import derive

NET = """
[model]
inputs = { a = ["I"], t = ["K"] }
parameters = { w = ["I", "K"], b = ["K"] }
equations = '''
zk = a @ w + b
E = sum((tanh(zk) - t)**2)/2
'''
"""
LAYERS = (
    r"z_j = b_j + \sum_i a_i w_{ij}",
    r"a_j = g(z_j)",
    r"z_k = b_k + \sum_j a_j w_{jk}",
    r"a_k = g(z_k)",
    r"E = \frac12 \sum_k (a_k - t_k)^2",
    r"\delta_k = (a_k - t_k) g'(z_k)",
    r"\frac{\partial E}{\partial z_k} = \delta_k",
    r"\frac{\partial E}{\partial w_{jk}} = \delta_k a_j",
    r"\frac{\partial E}{\partial b_k} = \delta_k",
    r"\frac{\partial E}{\partial a_j} = \sum_k \delta_k w_{jk}",
    r"\frac{\partial E}{\partial w_{ij}} = a_i g'(z_j) \sum_k \delta_k w_{jk}",
)
NORM = """
[model]
inputs = { G = ["N"] }
parameters = { x = ["N"] }
constants = { epsilon = 0.01 }
equations = '''
mu = mean(x)
v = mean((x - mu)**2)
y = (x - mu)/sqrt(v + epsilon)
L = sum(G*y)
'''
"""


def judged(spec, *rows):
    return derive.check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows), explain=False)


def test_letters_that_are_not_the_specifications_are_the_texts_own():
    found = judged(NET, *LAYERS)
    assert not [row for row in found.rows if row.verdict in ("wrong", "cannot tell")]
    assert "read by the text's own definitions alone" in found.understood[0]


def test_slips_are_found_by_the_text_alone():
    found = judged(NET, *LAYERS, r"\frac{\partial E}{\partial w_{ij}} = a_j g'(z_j) \sum_k \delta_k w_{jk}")
    assert [row.verdict == "wrong" for row in found.rows] == [False] * len(LAYERS) + [True]


def test_a_row_on_something_else_holds_by_the_text_and_says_so():
    rows = (r"\mu = \frac1N \sum_i x_i", r"q = p_1 \tanh(p_2)", r"\frac{\partial q}{\partial p_2} = p_1 (1 - \tanh^2(p_2))")
    found = judged(NORM, *rows, r"\frac{\partial q}{\partial p_2} = p_1 (1 + \tanh^2(p_2))").rows
    assert found[0].verdict == "holds"
    assert found[2].verdict in ("holds", "holds under")
    assert found[3].verdict not in ("holds", "holds under")


@pytest.mark.parametrize(("sign", "verdicts"), [("-", ("holds", "holds under")), ("", ("wrong",))])
def test_a_square_that_the_text_defines_is_the_models(sign, verdicts):
    rows = (r"\sigma^2 = \frac1N \sum_i (x_i - \mu)^2", r"y_i = (x_i - \mu) (\sigma^2 + \epsilon)^{-1/2}")
    right = r"\frac12 \sum_i G_i (x_i - \mu) (\sigma^2 + \epsilon)^{-3/2}"
    gradient = rf"\frac{{\partial L}}{{\partial \sigma^2}} = {sign} {right}"
    found = judged(NORM, *rows, gradient)
    assert found.rows[1].verdict == "holds"
    assert found.rows[2].verdict in verdicts
    assert r"\sigma^{2}: the model's v" in found.understood


def test_small_letters_are_the_entries_of_capitals_and_capitals_the_matrices():
    spec = """
[model]
parameters = { X = ["N"], r = ["N", "K"] }
equations = '''
m = mean(X)
L = sum(r**2) + m**2
'''
"""
    found = judged(
        spec, r"m = \frac1N \sum_{i=1}^N x_i", r"\frac{\partial L}{\partial R} = 2 R", r"\frac{\partial m}{\partial x_j} = 1"
    )
    assert [row.verdict for row in found.rows] == ["holds", "holds", "wrong"]


CLASSES = """
[model]
inputs = { w = ["n"], o = { shape = [], integer = true, below = "V" } }
parameters = { U = ["V", "n"] }
equations = '''
f = U @ w
p = softmax(f)
J = -log(p[o])
'''
"""


def test_what_only_a_guess_gives_a_meaning_makes_no_row_wrong():
    rows = (r"f_k = u_k^T w_c", r"p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}")
    assert [row.verdict for row in judged(CLASSES, *rows).rows] == ["cannot tell", "holds"]
    rows = (r"f_k = u_k^T w", r"\frac{\partial f_k}{\partial w} = 2 u_k")
    assert [row.verdict for row in judged(CLASSES, *rows).rows] == ["holds", "wrong"]


BATCH = """
[model]
inputs = { x = ["N", "D"], y = { shape = ["N"], integer = true, below = "K" } }
parameters = { W = ["D", "K"] }
equations = '''
f = x @ W
Li[i] = -log(softmax(f)[i, y[i]])
L = mean(Li)
'''
"""


def test_the_letter_of_the_example_may_be_left_out():
    rows = (
        r"L_i = -\log \frac{e^{f_{y_i}}}{\sum_j e^{f_j}}",
        r"L = \frac1N \sum_i L_i",
        r"p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}",
    )
    found = judged(
        BATCH, *rows, r"\frac{\partial L_i}{\partial f_k} = p_k - 1(y_i = k)", r"\frac{\partial L_i}{\partial f_k} = p_k"
    )
    assert [row.verdict for row in found.rows[:2]] == ["holds"] * 2
    assert found.rows[3].verdict in ("holds", "holds under")
    assert found.rows[4].verdict == "wrong"


def test_a_symbol_of_the_text_is_not_the_models_quantity_of_that_name():
    spec = """
[model]
inputs = { y = ["J"] }
parameters = { f = ["J"] }
equations = '''
L = sum((f - y)**2)
'''
"""
    found = judged(spec, r"L_i = f_i y_i", r"\frac{\partial L}{\partial f_j} = 2 (f_j - y_j)", r"L_i = f_i^2 y_i")
    assert [row.verdict for row in found.rows[:2]] == ["not a claim", "holds"]
    assert found.rows[2].verdict != "wrong"


def test_a_definition_beside_one_that_nobody_can_read_may_be_another_case():
    spec = BATCH.replace("mean(Li)", "mean(Li) + sum(W**2)")
    first, second = r"L = \frac1N \sum_{i=1}^N L_i", r"L = \frac1N \sum_{i=1}^N L_i + \Vert u \Vert^2"
    assert [row.verdict for row in judged(spec, first).rows] == ["wrong"]
    assert [row.verdict for row in judged(spec, first, second).rows] == ["cannot tell"] * 2


LSTM = """
[network]
input = ["T", "d"]
cost = "quadratic"
batch = "none"
layers = [{ layer = "lstm", units = "n", bias = false }]
"""


def test_a_definition_takes_a_letter_from_what_usage_takes_it_for():
    rows = (
        r"a^t = \tanh(W_c x^t + U_c h^{t-1}) = \tanh(\hat{a}^t)",
        r"c^t = i^t \odot a^t + f^t \odot c^{t-1}",
        r"h^t = o^t \odot \tanh(c^t)",
        r"\frac{\partial E}{\partial c^t_i} = \frac{\partial E}{\partial h^t_i} \cdot \frac{\partial h^t_i}{\partial c^t_i}",
        r"\delta i^t = \delta c^t \odot a^t",
        r"\delta a^t = \delta c^t \odot i^t",
        r"\delta \hat{a}^t = \delta a^t \odot (1-\tanh^2(\hat{a}^t))",
    )
    found = judged(LSTM, *rows).rows
    assert "wrong" not in [row.verdict for row in found]
    assert [row.verdict for row in found[4:]] == ["holds under"] * 3


def test_the_parameters_of_a_hypothesis_are_no_index():
    spec = """
[model]
inputs = { x = ["m"], y = ["m"] }
parameters = { theta0 = [], theta1 = [] }
equations = '''
h = sigmoid(theta0 + theta1*x)
J = -mean(y*log(h) + (1 - y)*log(1 - h))
'''
"""
    rows = (
        r"h_\theta(x^{(i)}) = \frac{1}{1 + e^{-\theta_0 - \theta_1 x^{(i)}}}",
        r"\frac{\partial J}{\partial \theta_1} = \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x^{(i)}",
        r"\frac{\partial J}{\partial \theta_1} = \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) + y^{(i)}) x^{(i)}",
    )
    assert [row.verdict for row in judged(spec, *rows).rows] == ["holds", "holds", "wrong"]


def test_what_is_differentiated_is_no_index_of_its_jacobian():
    spec = """
[model]
parameters = { W = ["k", "n"], X = ["n"] }
equations = '''
h = sigmoid(W @ X)
J[j,i] = h[j]*(1 - h[j])*W[j,i]
L = sum(J**2)
'''
"""
    rows = (r"L = \| J_h(X) \|_F^2", r"\| J_h(X) \|_F^2 = \sum_{ij} \left( \frac{\partial h_j}{\partial X_i} \right)^2")
    assert [row.verdict for row in judged(spec, *rows).rows] == ["holds", "holds"]


def test_what_is_said_of_square_matrices_is_not_said_of_others():
    """The specification's X is a table of examples; the text's is any matrix."""
    model = derive.loads("[model]\nparameters = { X = ['N', 'd'], w = ['d'] }\nequations = 'L = sum((X @ w)**2)'")
    slope = r"$$ \frac{\partial}{\partial X} \log \det(X) = (X^{-1})^\top $$"
    assert [row.verdict for row in derive.check(model, slope).rows] == ["holds under"]
    assert [row.verdict for row in derive.check(model, slope, {"X": "X"}).rows] != ["holds under"]
    assert [row.verdict for row in derive.check(model, slope.replace("= (", "= -(")).rows] == ["cannot tell"]
