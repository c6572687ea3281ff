"""Gradients that are declared as a whole, by their entries; entries of a layer's transposed matrix."""

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

COLUMNS = r"""
[network]
input = 4
cost = "quadratic"
batch = "mean"
layers = [{ layer = "dense", units = 5, activation = "tanh" }, { layer = "dense", units = 3, activation = "tanh" }]
[notation]
"E" = "C"
"B" = "size N"
"H^{[l]}" = "a[l].T"
"S^{[l]}" = "z[l].T"
"W^{[l]}" = "W[l]"
"b^{[l]}" = "b[l]"
"\\frac{\\partial E}{\\partial S^{[l]}}" = "grad z[l].T of Cn"
"""
GRADIENT = r"\frac{\partial E}{\partial W^{[l]}_{jk}} = "


def test_entries():
    rows = {
        r"S^{[l]} = W^{[l]} H^{[l-1]} + b^{[l]}": "holds",
        GRADIENT + r"\frac1B \sum_{i=1}^B \frac{\partial E}{\partial S^{[l]}_{ji}} H^{[l-1]}_{ki}": "holds",
        GRADIENT + r"\frac1B \sum_{i=1}^B \frac{\partial E}{\partial S^{[l]}_{ji}} H^{[l-1]T}_{ik}": "holds",
        GRADIENT + r"\frac1B \sum_{i=1}^B \frac{\partial E}{\partial S^{[l]}_{ji}} H^{[l-1]T}_{ki}": "wrong",
        GRADIENT + r"\sum_{i=1}^B \frac{\partial E}{\partial S^{[l]}_{ji}} H^{[l-1]}_{ki}": "wrong",
    }
    report = derive.check(derive.loads(COLUMNS), "".join(f"$${row}$$ " for row in rows), read_declarations(COLUMNS))
    assert [row.verdict for row in report.rows] == list(rows.values())
    assert r"\partial S_{ji}^{[l]}" in (report.rows[-1].explanation or "")


COSTS = """
[model]
inputs = { X = ["m", "d"], T = ["m", "k"] }
parameters = { W = ["d", "k"], b = ["k"] }
equations = '''
Z = X @ W + b
Y = sigmoid(Z)
Ln = sum((Y - T)**2, axis=1)/2
L = mean(Ln)
'''

[notation]
"\\\\Delta" = "grad Z of OF"
"""


def test_gradients_of_what_the_cost_is_the_mean_of():
    rows = (
        r"\Delta = (Y - T) \odot \sigma'(Z)",
        r"\frac{\partial L}{\partial W} = \frac1m X^T \Delta",
        r"\frac{\partial L}{\partial W} = X^T \Delta",
    )
    text = "\n".join(f"$$ {row} $$" for row in rows)
    report = check(derive.loads(COSTS.replace("OF", "Ln")), text)
    assert [row.verdict for row in report.rows] == ["holds", "holds", "wrong"]


@pytest.mark.parametrize("of", ["Lm", "X"])
def test_gradients_of_what_is_no_cost(of):
    report = check(derive.loads(COSTS.replace("OF", of)), r"$$ \Delta = Y - T $$")
    assert any(f"the model has no cost '{of}'" in line for line in report.understood)
