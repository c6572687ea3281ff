"""Habits of typing: a nabla with its variable beside it, sums over the units that follow, errors of the step before."""

import pytest

import derive

SOFTMAX = """
[model]
inputs = { x = ["d"] , y = ["c"] }
parameters = { w = ["c", "d"] }
equations = '''
z = w @ x
p = softmax(z)
J = -sum(y*log(p))
'''
"""
STEPS = """
[model]
inputs = { x1 = ["d"], x = ["d"], h2 = ["n"] }
parameters = { U = ["n", "n"], W = ["n", "d"] }
equations = '''
z1 = W @ x1 + U @ h2
h1 = tanh(z1)
z = W @ x + U @ h1
h = tanh(z)
J = sum(h**3)
'''
[notation]
"h^{(t)}" = "h"
"h^{(t-1)}" = "h1"
"z^{(t)}" = "z"
"z^{(t-1)}" = "z1"
"""
LAYERS = """
[model]
inputs = { x = ["I"], t = ["K"] }
parameters = { v = ["J", "I"], w = ["K", "J"] }
equations = '''
m = v @ x
o = sigmoid(m)
n = w @ o
E = sum((n - t)**2)/2
'''
"""


def verdicts(tmp_path, spec: str, *rows: str) -> list[str]:
    (tmp_path / "spec.toml").write_text(spec)
    report = derive.check(derive.load(tmp_path / "spec.toml"), "\n\n".join(f"$${row}$$" for row in rows))
    return [row.verdict for row in report.rows]


@pytest.mark.parametrize(("right", "verdict"), [("p_l (1 - p_l) x", "holds"), ("p_l (1 + p_l) x", "wrong")])
def test_a_nabla_with_its_variable_beside_it(tmp_path, right, verdict):
    assert verdicts(tmp_path, SOFTMAX, rf"\nabla w_l p_l = {right}") == [verdict]


@pytest.mark.parametrize(("factor", "verdict"), [(r"(1 - (h^{(t-1)})^2)", "holds"), (r"(1 + (h^{(t-1)})^2)", "wrong")])
def test_a_text_names_the_error_of_the_step_before(tmp_path, factor, verdict):
    first = r"\delta^{(t-1)} = \frac{\partial J}{\partial h^{(t-1)}}"
    row = rf"\frac{{\partial J}}{{\partial z^{{(t-1)}}}} = \delta^{{(t-1)}} \odot {factor}"
    assert verdicts(tmp_path, STEPS, first, row)[1] == verdict


@pytest.mark.parametrize("following", [r"\mathrm{Downstream}(j)", "children(j)", r"\text{units behind } j"])
@pytest.mark.parametrize(("slope", "verdict"), [("(1 - o_j)", "holds"), ("(1 + o_j)", "wrong")])
def test_the_units_that_follow_are_all_of_the_next_layer(tmp_path, following, slope, verdict):
    below = rf"k \in {following}"
    row = rf"\frac{{\partial E}}{{\partial m_j}} = o_j {slope} \sum_{{{below}}} \frac{{\partial E}}{{\partial n_k}} w_{{kj}}"
    assert verdicts(tmp_path, LAYERS, row) == [verdict]
