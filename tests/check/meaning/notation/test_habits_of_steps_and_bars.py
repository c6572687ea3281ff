"""Steps of a model of one step, bars that mark adjoints, sizes that a text takes for arrays, targets called t."""

import pytest

import derive

STEP = """
[model]
inputs = { x = ["d"], hp = ["n"], v = ["n"] }
parameters = { U = ["n", "n"], W = ["n", "d"] }
equations = '''
a = W @ x + U @ hp
h = tanh(a)
E = sum((h - v)**2)/2
'''
"""
LAYERS = """
[model]
inputs = { X = ["N", "D"], T = ["N", "K"] }
parameters = { V = ["H", "D"], W = ["K", "H"] }
equations = '''
M = X @ V.T
A = relu(M)
Z = A @ W.T
E = sum((Z - T)**2)/2
'''
"""
NETWORK = """
[network]
input = "K"
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = "N", activation = "sigmoid" }, { layer = "dense", units = "M", activation = "sigmoid" }]
"""


def verdicts(tmp_path, spec: str, *rows: str) -> list[str]:
    (tmp_path / "spec.toml").write_text(spec)
    report = derive.check(derive.load(tmp_path / "spec.toml"), "\n\n".join(f"$${row}$$" for row in rows))
    return [row.verdict for row in report.rows]


def test_the_step_before_the_only_one(tmp_path):
    rows = (r"a_t = W x_t + U h_{t-1}", r"\delta h_{t-1} = U^T \delta a_t", r"\delta h_{t-1} = U \delta a_t")
    assert verdicts(tmp_path, STEP, *rows) == ["holds", "holds under", "wrong"]


def test_a_step_before_that_the_model_lacks_is_no_entry(tmp_path):
    report = verdicts(tmp_path, STEP, r"a_t = W x_t + U h_{t-1}", r"\frac{\partial E}{\partial a_t} = x_{t-1}")
    assert report == ["holds", "cannot tell"]


@pytest.mark.parametrize(("right", "verdict"), [(r"\overline{Z} W", "holds"), (r"\overline{Z} W^T", "wrong")])
def test_bars_mark_gradients_and_a_size_may_be_an_array(tmp_path, right, verdict):
    rows = (r"H = \mathrm{ReLU}(M)", r"\overline{Z} = Z - T", rf"\overline{{H}} = {right}", r"\overline{W} = \overline{Z}^T H")
    assert verdicts(tmp_path, LAYERS, *rows)[1:] == ["holds", verdict, "holds"]


def test_targets_may_be_t_where_y_is_the_output(tmp_path):
    rows = (r"E = \frac{1}{2} \sum_j (y_j - t_j)^2", r"\frac{\partial E}{\partial y_j} = y_j - t_j",
            r"\frac{\partial E}{\partial y_j} = t_j - y_j")  # fmt: skip
    assert verdicts(tmp_path, NETWORK, *rows) == ["holds", "holds", "wrong"]


RECURRENT = """
[model]
inputs = { x = ["T", "m"], y = ["T", "k"] }
parameters = { U = ["n", "m"], W = ["n", "n"], V = ["k", "n"], s0 = ["n"] }
equations = '''
s[0,j] = s0[j]
s[t,j] = tanh(sum(U[j,i]*x[t-1,i], i) + sum(W[j,l]*s[t-1,l], l))
z[t,i] = sum(V[i,j]*s[t+1,j], j)
e[t] = sum((z[t,i] - y[t,i])**2, i)/2
E = sum(e)
'''
[notation]
"E_t" = "e[t-1]"
"""


def test_steps_are_counted_as_one_declaration_says(tmp_path):
    rows = (
        r"z_t = V s_t",
        r"\frac{\partial E_t}{\partial z_t} = z_t - y_t",
        r"\frac{\partial E_t}{\partial z_t} = z_t - y_{t-1}",
    )
    assert verdicts(tmp_path, RECURRENT, *rows) == ["holds", "holds", "wrong"]
