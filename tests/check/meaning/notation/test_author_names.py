"""Names that authors write otherwise than a specification does: W_i for Wi, marks of one step, X W layouts, h_theta, labels."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

GATES = """
[model]
inputs = { x = ["d"], hp = ["n"], y = ["n"] }
parameters = { Wz = ["n", "d"], W = ["n", "d"], Uz = ["n", "n"] }
equations = '''
z = sigmoid(Wz @ x + Uz @ hp)
g = tanh(W @ x)
h = z*g + (1 - z)*hp
L = sum((h - y)**2)/2
'''
[notation]
"h_{t-1}" = "hp"
"""


def verdicts(spec: str, text: str) -> list[str]:
    model = derive.loads(spec) if "[model]" in spec or "[network]" in spec else None
    return [row.verdict for row in check(model, text, read_declarations(spec, "spec.toml"), explain=True).rows]


def test_joined_names_and_the_mark_of_one_step():
    text = r"""
\begin{align}
z_t &= \sigma(W_z x_t + U_z h_{t-1}) \\
h_t &= z_t \odot g_t + (1 - z_t) \odot h_{t-1} \\
\frac{\partial L}{\partial g_t} &= (h_t - y_t) \odot z_t \\
\frac{\partial L}{\partial W_z} &= [(h_t - y_t) \odot (g_t - h_{t-1}) \odot z_t \odot (1 - z_t)] x_t^T \\
\frac{\partial L}{\partial z_t} &= (h_t - y_t) \odot (g_t + h_{t-1})
\end{align}
"""
    assert verdicts(GATES, text) == ["holds"] * 4 + ["wrong"]


def test_a_declared_symbol_comes_before_a_joined_one():
    spec = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { b = ["n"], bk = ["n"] }
equations = '''
y = x*b + bk
L = sum((y - t)**2)
'''
"""
    text = r"$$\frac{\partial L}{\partial b_k} = 2 (y_k - t_k) x_k$$"
    assert verdicts(spec, text) == ["holds"]  # b_k is an entry of b: its rank is one


LAYERS = """
[network]
input = 5
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 3, activation = "identity" },
]
"""


def test_weights_with_a_row_for_each_input():
    forward = r"$$z_1 = W_1^T x + b_1$$ $$a_1 = \tanh(z_1)$$ $$z_2 = W_2^T a_1 + b_2$$"
    right = r"$$\frac{\partial C}{\partial W_2} = a_1 (z_2 - y)^T$$ $$\frac{\partial C}{\partial a_1} = W_2 (z_2 - y)$$"
    wrong = r"$$\frac{\partial C}{\partial a_1} = W_2^T (z_2 - y)$$"
    found = verdicts(LAYERS, forward + right + wrong)
    assert all(verdict.startswith("holds") for verdict in found[:5]) and found[5] == "wrong"


def test_gradients_alone_do_not_turn_the_weights_round():
    """Without a forward equation that says so, a missing transpose stays a slip."""
    forward = r"$$z_1 = W_1 x + b_1$$ $$a_1 = \tanh(z_1)$$ $$z_2 = W_2 a_1 + b_2$$"
    assert verdicts(LAYERS, forward + r"$$\delta_1 = W_2 \delta_2 \odot \tanh'(z_1)$$")[-1] == "wrong"


def test_a_parameter_below_a_prediction_is_no_index():
    spec = """
[model]
inputs = { X = ["m", "n"], y = ["m"] }
parameters = { w = ["n"] }
equations = '''
h = sigmoid(X @ w)
J = -mean(y*log(h) + (1 - y)*log(1 - h))
'''
[notation]
"x^{(i)}" = "X[i]"
"y^{(i)}" = "y[i]"
"""
    right = r"$$\frac{\partial J}{\partial w_j} = \frac{1}{m} \sum_{i=1}^m (h_w(x^{(i)}) - y^{(i)}) x^{(i)}_j$$"
    assert verdicts(spec, right) == ["holds"]
    assert verdicts(spec, right.replace("= \\frac", "= -\\frac")) == ["wrong"]


def test_labels_of_two_values():
    text = r"""Labels are $y \in \{-1, +1\}$, $m = y w^T x$, and $f = \log(1 + e^{-m})$.
$$\nabla_w f = -y \sigma(-m) x$$ $$\nabla^2_w f = \sigma(m) \sigma(-m) x x^T$$ $$\nabla_w f = -y \sigma(m) x$$"""
    spec = '[notation]\n"x" = ["n"]\n"w" = ["n"]\n"y" = []\n'
    found = verdicts(spec, text)
    assert found[-3:] == ["holds", "holds under", "wrong"]


def test_a_declared_formula_depends_on_what_it_mentions():
    text = r"""$$L = -\sum_j y_j \log p_j$$
$$\frac{\partial L}{\partial o_i} = -\sum_j y_j \frac{1}{p_j} \frac{\partial p_j}{\partial o_i}$$"""
    assert verdicts('[notation]\n"o" = ["n"]\n"y" = ["n"]\n"p" = "softmax(o)"\n', text)[-1] == "holds"


def test_a_condition_in_brackets_trails_a_row():
    spec = """
[model]
inputs = { s = ["C"], y = { shape = [], integer = true, below = "C" } }
parameters = { b = ["C"] }
equations = '''
u = s + b
L = sum(relu(u - u[y] + 1)) - 1
'''
"""
    text = r"$$\frac{\partial L}{\partial u_j} = \mathbb{1}(u_j - u_y + 1 > 0) \quad (j \ne y)$$"
    assert verdicts(spec, text) == ["holds"]
    assert verdicts(spec, text.replace(r"\quad (j \ne y)", "")) == ["wrong"]


def test_an_image_is_larger_than_its_kernel():
    spec = """
[model]
inputs = { x = ["H"], t = ["H - M + 1"] }
parameters = { w = ["M"] }
equations = '''
y[i] = sum(x[i+m]*w[m], m)
L = sum((y - t)**2)/2
'''
"""
    text = r"$$\frac{\partial L}{\partial w_m} = \sum_i (y_i - t_i) x_{i+m}$$"
    assert verdicts(spec, text) == ["holds"]
    assert verdicts(spec, text.replace("i+m", "i-m")) == ["wrong"]


def test_a_letter_above_a_sum_that_means_the_end_of_the_axis():
    text = r"$$C = \frac{1}{2} \sum_{k=1}^K (z_{2,k} - y_k)^2$$"
    assert verdicts(LAYERS, text) == ["holds"]


def test_a_letter_below_a_declared_array_counts_its_entries():
    text = r"""$$L = -\sum_j y_j \log p_j$$
$$\frac{\partial L}{\partial o_i} = -3 \sum_j y_j \frac{1}{p_j} \frac{\partial p_j}{\partial o_i}$$"""
    assert verdicts('[notation]\n"o" = ["n"]\n"y" = ["n"]\n"p" = "softmax(o)"\n', text)[-1] == "wrong"
