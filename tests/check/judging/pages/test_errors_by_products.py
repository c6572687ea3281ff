r"""Errors that a text defines as a product, ``\delta_t = (1 - h_t^2) \odot \partial \ell / \partial h_t``."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { x = ["T", "D"], y = { shape = [], integer = true, below = "C" } }
parameters = { Wx = ["H", "D"], Wh = ["H", "H"], b = ["H"], V = ["C", "H"], h0 = ["H"] }
equations = '''
h[0] = h0
h[t] = tanh(Wx @ x[t-1] + Wh @ h[t-1] + b)
p = softmax(V @ h[T])
L = -log(p[y])
'''
""")
SYMBOLS = {"x_t": "x[t-1]", "h_t": "h[t]", "W_x": "Wx", "W_h": "Wh", "T": "size T"}
ERROR = r"$$ \delta_t = (1 - h_t^2) \odot \frac{\partial L}{\partial h_t} $$"


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (r"\frac{\partial L}{\partial W_x} = \sum_t \delta_t x_t^\top", True),
        (r"\frac{\partial L}{\partial W_h} = \sum_t \delta_t h_{t-1}^\top", True),
        (r"\frac{\partial L}{\partial W_h} = \sum_t \delta_t h_t^\top", False),
        (r"\frac{\partial L}{\partial b} = \sum_t \delta_t", True),
        (r"\frac{\partial L}{\partial b} = 2 \sum_t \delta_t", False),
        (r"\delta_t = (1 - h_t^2) \odot W_h^T \delta_{t+1}", True),
        (r"\delta_t = (1 + h_t^2) \odot W_h^T \delta_{t+1}", False),
    ],
)
def test_the_text_says_what_its_errors_are(row, holds):
    found = check(MODEL, f"{ERROR} $$ {row} $$", SYMBOLS, explain=False).rows[1]
    assert found.verdict in (("holds", "holds under") if holds else ("wrong",))
