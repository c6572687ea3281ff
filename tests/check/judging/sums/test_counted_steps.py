r"""Sums over steps that the text counts itself: ``\sum_{t=1}^T \hat y_{t+1}`` ends one step too late."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { X = ["T", "D"], y = ["T", "K"] }
parameters = { U = ["D", "H"], W = ["H", "H"], V = ["H", "K"], b = ["K"], h0 = ["H"] }
equations = '''
h[0] = h0
h[t] = tanh(X[t-1] @ U + h[t-1] @ W)
o[t] = h[t+1] @ V + b
L = sum((o - y)**2)/2
'''
""")
SYMBOLS = {"h_t": "h[t]", "X_t": "X[t-1]", "o_t": "o[t-1]", "y_t": "y[t-1]", "T": "size T", "b": "b"}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial L}{\partial b} = \sum_{t=1}^T (o_t - y_t)", "holds"),
        (r"\frac{\partial L}{\partial b} = \sum_{t=0}^{T-1} (o_{t+1} - y_{t+1})", "holds"),
        (r"\frac{\partial L}{\partial b} = \sum_{t=1}^T (o_{t+1} - y_{t+1})", "cannot tell"),
        (r"\prod_{j=k}^t \frac{\partial h_{j+1}}{\partial h_k} = \frac{\partial h_{t+1}}{\partial h_k}", "wrong"),
    ],
)
def test_steps_beyond_the_last_are_none(row, verdict):
    assert check(MODEL, f"$$ {row} $$", SYMBOLS, explain=False).rows[0].verdict == verdict


def test_the_letter_of_a_sum_may_be_a_size():
    """The d below the sign counts, whatever else a d is."""
    model = derive.loads("[model]\nparameters = { A = ['n', 'd'], B = ['m', 'd'] }\nequations = 'G = A @ B.T; L = sum(G**2)'")
    rows = check(model, r"$$ G_{ij} = \sum_d A_{id} B_{jd} $$ $$ G_{ij} = \sum_d A_{id} B_{id} $$", explain=False).rows
    assert [row.verdict for row in rows] == ["holds", "wrong"]
