"""What runs through a whole text: dot products without a transpose, Einstein sums on the left, conditions before a display."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

LOGISTIC = """
[model]
inputs = { x = ["m", "n"], y = ["m"] }
parameters = { theta = ["n"] }
equations = '''
h = sigmoid(x @ theta)
J = -sum(y*log(h) + (1 - y)*log(1 - h))
'''
[notation]
"\\\\theta" = "theta"
"x^{(i)}" = "x[i]"
"h^{(i)}" = "h[i]"
"""

SOFTMAX = """
[model]
inputs = { y = ["K"] }
parameters = { o = ["K"] }
equations = '''
p = softmax(o)
L = -sum(y*log(p))
'''
[notation]
"p_i" = "p[i]"
"o_i" = "o[i]"
"""

NORM = """
[model]
inputs = { x = ["B", "H"], T = ["B", "H"] }
parameters = { g = ["H"] }
constants = { lambda_ = 0.3, alpha = 0.4 }
equations = '''
y[b,h] = x[b,h]*g[h]
l = sum((y - T)**2) + lambda_*(1 - alpha)*sum(g**2)/2
'''
[notation]
"x_{bh}" = "x[b,h]"
"y_{bh}" = "y[b,h]"
"g_h" = "g[h]"
"T_{bh}" = "T[b,h]"
"\\\\lambda" = "lambda_"
"\\\\alpha" = "alpha"
"""


def judged(text, spec):
    return check(derive.loads(spec), text, read_declarations(spec), explain=True).rows


def verdicts(text, spec):
    return [row.verdict for row in judged(text, spec)]


def test_who_never_writes_a_transpose_means_dot_products():
    never = r"$$h^{(i)} = \frac{1}{1 + e^{-\theta x^{(i)}}}$$ $$\log h^{(i)} = -\log(1 + e^{-\theta x^{(i)}})$$"
    assert verdicts(never, LOGISTIC) == ["holds under"] * 2
    wrong = never + r"$$\log(1 - h^{(i)}) = \theta x^{(i)} - \log(1 + e^{-\theta x^{(i)}})$$"
    assert verdicts(wrong, LOGISTIC)[-1] == "wrong"


def test_one_transpose_that_is_missing_is_a_slip():
    once = r"$$h^{(i)} = \frac{1}{1 + e^{-\theta^T x^{(i)}}}$$ $$\log h^{(i)} = -\log(1 + e^{-\theta x^{(i)}})$$"
    assert verdicts(once, LOGISTIC) == ["holds", "wrong"]


def test_a_condition_before_a_display_is_that_of_all_of_its_rows():
    steps = r"\begin{align} \frac{\partial p_i}{\partial o_k} &= "
    steps += r"\frac{e^{o_k} \sum_j e^{o_j} - e^{o_k} e^{o_k}}{(\sum_j e^{o_j})^2} \\"
    steps += r"&= \frac{e^{o_k}}{\sum_j e^{o_j}} \frac{\sum_j e^{o_j} - e^{o_k}}{\sum_j e^{o_j}} \\" * 4
    assert verdicts("If $i = k$, " + steps + r"&= p_k (1 - p_k) \end{align}", SOFTMAX)[-1] == "holds under"
    assert verdicts("If $i = k$, " + steps + r"&= p_k (1 + p_k) \end{align}", SOFTMAX)[-1] == "wrong"


def test_silent_sums_on_both_sides():
    text = r"$$\frac{\partial (y_{bh} T_{bh})}{\partial g_q} = T_{bq} x_{bq}$$ $$y_{bh} T_{bh} = x_{bh} g_h T_{bh}$$"
    rows = verdicts(r"$$y_{bh} T_{bh} - x_{bh} g_h T_{bh} = 0$$" + text, NORM)
    assert rows[0] == rows[2] == "holds"


def test_a_declared_number_before_a_bracket_is_a_factor():
    right = r"$$\frac{\partial l}{\partial g_h} = \sum_b 2 (y_{bh} - T_{bh}) x_{bh} + \lambda (1 - \alpha) g_h$$"
    assert verdicts(right, NORM) == ["holds"]
    assert verdicts(right.replace(r"\lambda (1 - \alpha) g_h", r"\lambda (1 - \alpha)"), NORM) == ["wrong"]


def test_conditions_below_a_sum():
    text = r"$$\sum_{b; x_{bh} \le 0} x_{bh} + \sum_{b : x_{bh} > 0} x_{bh} = \sum_b x_{bh}$$"
    assert verdicts(text, NORM) == ["holds"]


def test_the_derivative_of_what_is_declared_with_its_argument():
    spec = "[model]\nparameters = { x = [] }\nequations = '''\ns = sigmoid(x)\nC = s\n'''\n"
    spec += '[notation]\n"\\\\sigma" = "function sigmoid"\n"f(x)" = "1/s"\n'
    text = r"$$f'(x) = -\frac{\sigma'(x)}{\sigma(x)^2}$$ $$f'(x) = \frac{\sigma'(x)}{\sigma(x)^2}$$"
    assert verdicts(text, spec) == ["holds", "wrong"]


def test_letters_inside_a_layer_s_name():
    spec = '[network]\ndepth = "L"\ncost = "quadratic"\n'
    spec += 'layers = [{ layer = "dense", units = "n_l", activation = "f" }]\n[notation]\n'
    spec += '"a^{(l)}" = "a[l]"\n"a_i^{(n_L)}" = "a[L,i]"\n"a_j^{(n_L-1)}" = "a[L-1,j]"\n'
    text = r"$$a_i^{(n_L)} = a_i^{(L)}$$ $$a_j^{(n_L-1)} = a_j^{(L-1)}$$ $$a_j^{(n_L-1)} = a_j^{(L)}$$"
    assert verdicts(text, spec)[:2] == ["holds", "holds"]


def test_vectors_of_ones_of_a_declared_size():
    spec = "[model]\ninputs = { X = ['d', 'm'] }\nparameters = { w = ['d'] }\nequations = '''\n"
    spec += 'z = X.T @ w\nJ = sum(z)/m\n\'\'\'\n[notation]\n"\\\\mathbf{1}" = "ones(m)"\n"m" = "size m"\n'
    text = r"$$\frac{\partial J}{\partial w} = \frac{1}{m} X \mathbf{1}$$ $$\frac{\partial J}{\partial w} = X \mathbf{1}$$"
    assert verdicts(text, spec) == ["holds", "wrong"]


def test_indices_on_a_bracket_are_letters():
    spec = NORM + '"(x\')_{bh}" = "x[b,h]"\n'
    text = r"$$\sum_b (x')_{bh} = \sum_b x_{bh}$$ $$\sum_b (x')_{bh} g_h = \sum_b y_{bh}$$"
    assert verdicts(text, spec) == ["holds", "holds"]


def test_what_hangs_on_a_declared_phrase():
    spec = "[model]\ninputs = { P = ['N', 'M'], t = ['N'] }\nparameters = { w = ['M'] }\nequations = '''\n"
    spec += 'E = sum((P @ w - t)**2)/2\n\'\'\'\n[notation]\n"\\\\phi(x_n)" = "P[n]"\n'
    right = r"$$\nabla_w E = \sum_n \phi(x_n) (\phi(x_n)^T w - t_n)$$"
    assert verdicts(right, spec) == ["holds"]
    assert verdicts(right.replace("- t_n", "+ t_n"), spec) == ["wrong"]


def test_powers_of_a_matrix_with_a_label():
    spec = "[model]\ninputs = { x = ['T', 'd'], y = ['T', 'n'] }\nparameters = { U = ['n', 'n'], W = ['n', 'd'], h0 = ['n'] }\n"
    spec += "equations = '''\nh[0,j] = h0[j]\nh[t,j] = sum(U[j,k]*h[t-1,k], k) + sum(W[j,i]*x[t-1,i], i)\n"
    spec += 'L = sum((h[1:,:] - y)**2)\n\'\'\'\n[notation]\n"W_{hh}" = "U"\n"W_{xh}" = "W"\n"h_t" = "h[t]"\n"x_t" = "x[t-1]"\n'
    text = r"$$W_{hh}^{2} h_1 = W_{hh} W_{hh} h_1$$ $$W_{hh}^{T-1} h_1 = W_{hh} h_1$$"
    assert verdicts(text, spec) == ["holds", "wrong"]
