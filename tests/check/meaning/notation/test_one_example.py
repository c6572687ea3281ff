"""Text on any one example of a batch, and on the only example of a model."""

import pytest

import derive

BATCH = """
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { theta = ["d"] }
equations = '''
h = sigmoid(X @ theta)
J = -mean(y*log(h) + (1 - y)*log(1 - h))
'''
"""
SINGLE = """
[model]
inputs = { x = ["d"], y = ["k"] }
parameters = { W = ["k", "d"] }
equations = '''
s = W @ x
L = sum((s - y)**2)/2
'''
"""


def verdicts(tmp_path, spec: str, *rows: str) -> list[tuple[str, str | None]]:
    (tmp_path / "spec.toml").write_text(spec)
    report = derive.check(derive.load(tmp_path / "spec.toml"), "\n\n".join(f"$${row}$$" for row in rows))
    return [(row.verdict, row.convention) for row in report.rows]


@pytest.mark.parametrize(("factor", "verdict"), [("(1 - h_\\theta(x))", "holds"), ("(1 + h_\\theta(x))", "wrong")])
def test_a_row_without_numbers_holds_for_any_example(tmp_path, factor, verdict):
    batch = r"\frac{\partial J}{\partial \theta_j} = \frac{1}{n} \sum_{i=1}^n (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}"
    one = rf"\frac{{\partial h_\theta(x)}}{{\partial \theta_j}} = h_\theta(x) {factor} x_j"
    assert [found for found, _ in verdicts(tmp_path, BATCH, batch, one)] == ["holds", verdict]


def test_the_cost_of_a_row_without_numbers_is_that_of_a_single_example(tmp_path):
    likelihood = r"y^{(i)} \log h_\theta(x^{(i)}) + (1 - y^{(i)}) \log(1 - h_\theta(x^{(i)}))"
    batch = rf"J = -\frac{{1}}{{n}} \sum_{{i=1}}^n \left( {likelihood} \right)"
    rows = (batch, r"\frac{\partial J}{\partial \theta_j} = (h_\theta(x) - y) x_j")
    assert verdicts(tmp_path, BATCH, *rows)[1] == ("holds under", "for a single example")


def test_a_letter_in_brackets_marks_the_only_example(tmp_path):
    rows = (r"s^{(i)} = W x^{(i)}", r"\frac{\partial L_i}{\partial W} = (s^{(i)} - y^{(i)}) (x^{(i)})^T")
    assert [found for found, _ in verdicts(tmp_path, SINGLE, *rows)] == ["holds", "holds"]


@pytest.mark.parametrize(("sign", "verdict"), [("-", "holds"), ("+", "wrong")])
def test_the_number_of_a_cost_is_that_of_the_example_without_one(tmp_path, sign, verdict):
    table = '[notation]\n"x^{(i)}" = "X[i]"\n"y^{(i)}" = "y[i]"\n"J^{(i)}" = "-y[i]*log(h[i]) - (1 - y[i])*log(1 - h[i])"\n'
    row = rf"\frac{{\partial}}{{\partial \theta_j}} J^{{(i)}} = (h_\theta(x) {sign} y) x_j"
    first = r"J^{(i)} = -y^{(i)} \log h_\theta(x^{(i)}) - (1 - y^{(i)}) \log(1 - h_\theta(x^{(i)}))"
    assert [found for found, _ in verdicts(tmp_path, BATCH + table, first, row)] == ["holds", verdict]
