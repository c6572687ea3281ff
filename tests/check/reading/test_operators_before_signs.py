r"""Operators with a dot behind them, ``\frac{\partial}{\partial w} \cdot f``."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("[model]\nparameters = { w = ['d'], x = ['d'], b = [] }\nequations = 'n = sum(w*x) + b; L = n**2'")
SYMBOLS = {"n": "n", "w_h": "w[h]", "x_i": "x[i]", "w_i": "w[i]"}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial n}{\partial w_h} = \frac{\partial}{\partial w_h} \cdot n", "holds"),
        (r"\frac{\partial n}{\partial w_h} = \frac{\partial}{\partial w_h} \cdot (\sum_i w_i x_i + b)", "holds"),
        (r"\frac{\partial L}{\partial w_h} = 2 n \frac{\partial}{\partial w_h} * (\sum_i w_i x_i + b)", "holds"),
        (r"\frac{\partial L}{\partial w_h} = n \frac{\partial}{\partial w_h} \cdot (\sum_i w_i x_i + b)", "wrong"),
        (r"\frac{\partial n}{\partial w_h} = \nabla_w \cdot n", "cannot tell"),
    ],
)
def test_they_act_on_what_follows(row, verdict):
    assert check(MODEL, f"$$ {row} $$", SYMBOLS, explain=False).rows[0].verdict == verdict
