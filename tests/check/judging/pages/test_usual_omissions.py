"""What authors leave out or take for granted: indices under sums, arguments of functions, sizes of identities, symmetry."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

REGRESSION = r"""
[model]
inputs = { A = ["m", "n"], y = ["m"] }
parameters = { v = ["n"] }
assume = "y**2 == 1"
equations = '''
z = y*(A @ v)
J = mean(log(1 + exp(-z)))
'''
[notation]
"a_i^{(k)}" = "A[k,i]"
"y^{(k)}" = "y[k]"
"z^{(k)}" = "z[k]"
"g" = "function sigmoid"
"""

CENTRED = r"""
[model]
inputs = { T = ["N"] }
parameters = { X = ["N"] }
equations = '''
R = X - mean(X)
J = sum((R - T)**4)
'''
"""


def judged(text, spec=""):
    declared = read_declarations(spec) if spec else None
    model = derive.loads(spec) if "[model]" in spec or "[network]" in spec else None
    return check(model, text, declared, explain=False).rows


def verdicts(text, spec=""):
    return [row.verdict for row in judged(text, spec)]


def test_an_index_that_a_sum_leaves_out_is_named():
    (row,) = judged(r"$$ \frac{\partial J}{\partial v_i} = \frac1m \sum_{k=1}^m (g(z) - 1) y^{(k)} a_i^{(k)} $$", REGRESSION)
    assert (row.verdict, row.convention) == ("holds under", "z stands for its entry k")


def test_an_index_that_is_left_out_excuses_nothing_else():
    text = r"$$ \frac{\partial J}{\partial v_i} = \frac1m \sum_{k=1}^m g(z) y^{(k)} a_i^{(k)} $$"
    assert verdicts(text, REGRESSION)[0] in ("wrong", "cannot tell")


def test_assumed_squares_keep_their_signs():
    text = r"$$ \frac{\partial J}{\partial v_i} = -\frac1m \sum_k (1 - g(z^{(k)})) \frac{a_i^{(k)}}{y^{(k)}} $$ $$ J = \frac1m \sum_k y^{(k)} \log(1 + e^{-z^{(k)}}) $$"  # noqa: E501
    assert verdicts(text, REGRESSION) == ["holds", "wrong"]


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"\frac{\partial g}{\partial z} = g(1 - g)", "holds under"),
        (r"\frac{\partial (1 - g)}{\partial z} = g(g - 1)", "holds under"),
        (r"\frac{\partial g}{\partial z} = g(1 + g)", "wrong"),
    ],
)
def test_a_function_without_its_argument(latex, verdict):
    assert verdicts(f"$$ {latex} $$", REGRESSION)[0] in (verdict, "holds" if verdict == "holds under" else "cannot tell")


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"R = (I - \frac1N \mathbf{1}) X", "holds"),
        (r"\frac{\partial J}{\partial X} = \left(I - \frac1N \mathbf{1}\right)^T \frac{\partial J}{\partial R}", "holds"),
        (r"R = X - \frac1N \mathbf{1} X", "holds"),
        (r"R = (I + \frac1N \mathbf{1}) X", "wrong"),
    ],
)
def test_matrices_of_ones_and_identities_get_their_size_from_what_follows(latex, verdict):
    assert verdicts(f"$$ {latex} $$", CENTRED) == [verdict]


def test_two_digits_below_a_matrix_are_two_indices():
    spec = "[model]\ninputs = { B = [3, 2], t = [3] }\nparameters = { u = [2] }\nequations = 'h = B @ u\nC = sum((h - t)**2)'\n"
    spec = spec.replace("'h", "'''h").replace("2)'", "2)'''")
    assert verdicts(r"$$ h_2 = B_{21} u_1 + B_{22} u_2 $$ $$ h_2 = B_{21} u_1 + B_{12} u_2 $$", spec) == ["holds", "wrong"]


def test_letters_in_kronecker_symbols_run_as_far_as_their_partners():
    spec = "[model]\ninputs = { B = ['N', 'D'] }\nparameters = { u = ['D'] }\nequations = 'C = sum((B @ u)**2)'\n"
    text = r"$$ \sum_n B_{nd} \delta_{n,i} \delta_{d,j} = B_{id} \delta_{d,j} $$ $$ \sum_n B_{nd} \delta_{n,i} = B_{di} $$"
    found = verdicts(text, spec)
    assert found[0] == "holds"
    assert found[1] != "holds"


def test_a_covariance_is_symmetric_and_a_weight_is_not():
    spec = '[notation]\n"x" = ["n"]\n"\\\\mu" = ["n"]\n"S" = ["n", "n"]\n'
    row = judged(r"$$ x^T S^{-1} \mu + \mu^T S^{-1} x = 2 \mu^T S^{-1} x $$", spec)[0]
    assert (row.verdict, row.convention) == ("holds under", "S symmetric")
    assert verdicts(r"$$ x^T S \mu + \mu^T S x = 2 \mu^T S x $$", spec)[0] in ("wrong", "cannot tell")


def test_conditions_are_no_wrong_claims():
    spec = '[notation]\n"x" = ["n"]\n"u" = ["n"]\n"\\\\alpha" = []\n'
    text = r"$$ \|x - \alpha u\|^2 = x^T x - 2\alpha u^T x + \alpha^2 u^T u $$ $$ u^T u\,\alpha = u^T x $$"
    text += r" subject to $$ u^Tu = 1 $$"
    assert verdicts(text, spec)[:2] == ["holds", "cannot tell"]


def test_a_product_of_jacobians_is_one_link_of_a_chain():
    spec = """
[network]
input = ["T", "d"]
cost = "quadratic"
batch = "none"
layers = [{ layer = "rnn", units = "n", bias = false }, { layer = "dense", units = "k", bias = false }]
[notation]
"s_t" = "h1[t]"
"W" = "U1"
"V" = "W2"
"E_t" = "\\\\|V s_t - y_t\\\\|^2"
"y_t" = "y[t]"
"""
    chain = r"\frac{\partial E_3}{\partial s_3} \Big(\prod_{j=k+1}^3 \frac{\partial s_j}{\partial s_{j-1}}\Big)"
    text = rf"$$ \frac{{\partial E_3}}{{\partial W}} = \sum_{{k=1}}^3 {chain} \frac{{\partial s_k}}{{\partial W}} $$"
    assert verdicts(text, spec) == ["holds under"]
    assert verdicts(text.replace("k+1", "k+2"), spec)[0] not in ("holds", "holds under")


def test_a_number_in_brackets_is_no_exponent():
    assert verdicts(r"$$ z^{(3)} = z z z $$ ", CENTRED.replace("R", "z"))[0] != "holds"


def test_division_by_zero_says_nothing():
    spec = "[model]\ninputs = { B = ['N', 'D'] }\nparameters = { u = ['D'] }\nequations = 'C = sum((B @ u)**2)'\n"
    assert verdicts(r"$$ \frac{1}{B_{nj}} = \frac{1}{B_{nj} \delta_{n,m}} $$", spec)[0] not in ("holds", "holds under")


AFFINE = (
    "[model]\ninputs = { x = [4] }\nparameters = { W = [3, 4], b = [3] }\nequations = '''\nz = W @ x + b\nC = sum(z**2)\n'''\n"
)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("The bias $b$ is set to 0 here.", "holds under"),
        ("We ignore the bias terms.", "holds under"),
        ("For $b = 0$ we have", "holds under"),
        ("The bias is not zero.", "wrong"),
        ("", "wrong"),
    ],
)
def test_biases_that_the_text_leaves_out(words, verdict):
    found = [check(derive.loads(AFFINE), f"{words} $${row}$$", explain=False).rows[-1].verdict for row in ("z = Wx", "z = 2Wx")]
    assert found == [verdict, "wrong"]


PERCEPTRON = """
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [{ units = 3, activation = "sigmoid" }, { units = 2, activation = "sigmoid" }]
"""


def test_a_text_that_never_writes_a_bias_has_none():
    rows = r"$$a^{(1)} = x$$ $$z^{(2)} = \Theta^{(1)} a^{(1)}$$ $$a^{(2)} = g(z^{(2)})$$"
    rows += r"$$\delta^{(2)} = (\Theta^{(2)})^T \delta^{(3)} .* g'(z^{(2)})$$"
    found = derive.check(derive.loads(PERCEPTRON), rows, explain=False).rows
    assert found[1].verdict == "holds under" and "of which the text has none" in (found[1].convention or "")
    with_bias = rows + r"$$\frac{\partial C}{\partial b^{(1)}} = \delta^{(2)}$$"
    assert derive.check(derive.loads(PERCEPTRON), with_bias, explain=False).rows[1].verdict == "wrong"
