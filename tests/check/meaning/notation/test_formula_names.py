"""Symbols of a text for the names of a specification by formulas, where nothing is declared."""

import pytest

import derive

NETWORK = """
[model]
inputs = { X = ["m", "d"], y = ["m"] }
parameters = { W1 = ["d", "h"], b1 = ["h"], w2 = ["h"], b2 = [] }
equations = '''
z1 = X @ W1 + b1
a1 = tanh(z1)
z2 = a1 @ w2 + b2
p = sigmoid(z2)
J = -mean(y*log(p) + (1 - y)*log(1 - p))
'''
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("specs") / "network.toml"
    path.write_text(NETWORK)
    return derive.load(path)


def verdicts(model, *rows: str) -> list[str]:
    return [row.verdict for row in derive.check(model, "\n\n".join(f"$${row}$$" for row in rows)).rows]


@pytest.mark.parametrize("number", ["^{[%d]}", "^{(%d)}", "_%d", "^%d"])
def test_a_number_in_a_name_is_that_of_a_layer(model, number):
    one, two = number % 1, number % 2
    slope = rf"\frac{{\partial J}}{{\partial b{two}}} = \frac{{1}}{{m}} \sum_{{i=1}}^m (p^{{(i)}} - y^{{(i)}})"
    wrong = rf"\frac{{\partial J}}{{\partial b{two}}} = \frac{{1}}{{m}} \sum_{{i=1}}^m (y^{{(i)}} - p^{{(i)}})"
    forward = rf"z{one} = X W{one} + b{one}"
    assert verdicts(model, forward, slope, wrong) == ["holds", "holds", "wrong"]


def test_an_example_stands_above_and_rows_of_a_table_have_its_small_letter(model):
    slope = r"\frac{\partial J}{\partial W_{1}} = \frac{1}{m} \sum_{i=1}^m (p^{(i)} - y^{(i)})\, x^{(i)}"
    rows = [
        r"z_1^{(i)} = W_1^T x^{(i)} + b_1",
        r"\frac{\partial z_1^{(i)}}{\partial b_1} = I",
        slope + r"(w_2 \odot (1 - (a_1^{(i)})^2))^T",
        slope + r"(w_2 \odot (1 - a_1^{(i)}))^T",
    ]
    assert verdicts(model, *rows) == ["holds", "holds", "holds", "wrong"]


def test_a_mark_of_transposition_is_no_example(model):
    found = verdicts(model, r"\frac{\partial J}{\partial w_2} = \frac{1}{m} a_1^T (p - y)", r"z_1^{(i)} = W_1^T x^{(i)} + b_1")
    assert found == ["holds", "holds"]


def test_errors_by_the_number_of_a_weighted_input(model):
    assert verdicts(model, r"\delta^{[2]} = \frac{1}{m} (p - y)", r"\delta^{[2]} = p - y") == ["holds", "wrong"]


def test_an_arrow_makes_no_other_letter(model):
    assert verdicts(model, r"z_2 = a_1 \vec{w}_2 + b_2") == ["holds"]


def test_a_matrix_may_have_the_other_case_and_the_report_says_what_a_row_is():
    spec = NETWORK.replace("W1", "w1")
    text = r"$$z_1^{(i)} = W_1^T x^{(i)} + b_1$$ $$\frac{\partial J}{\partial W_1} = X^T \delta^{[1]}$$"
    report = derive.check(derive.loads(spec), text + r"$$\frac{\partial J}{\partial W_1} = -X^T \delta^{[1]}$$")
    assert [row.verdict for row in report.rows] == ["holds", "holds", "wrong"]
    assert "x with the number of an example: a row of X" in report.understood
