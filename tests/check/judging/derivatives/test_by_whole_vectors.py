r"""Derivatives by a whole vector of which the other side gives one entry: ``\partial J / \partial \theta = p_i - y_i``."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { y = ["K"] }
parameters = { theta = ["K"], W = ["K", "K"] }
assume = "sum(y) == 1"
equations = '''
p = softmax(W @ theta)
J = -sum(y*log(softmax(theta))) + sum(y*p)
'''
""")
SOFT = derive.loads("""
[model]
inputs = { y = ["K"] }
parameters = { theta = ["K"] }
assume = "sum(y) == 1"
equations = '''
p = softmax(theta)
J = -sum(y*log(p))
'''
""")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial J}{\partial \theta} = p_i - y_i", "holds under"),
        (r"\frac{\partial J}{\partial \theta} = p_i + y_i", "wrong"),
        (r"\frac{\partial J}{\partial \theta} = p_i (y_i + \sum_{k \neq i} y_k) - y_i", "holds under"),
        (r"\frac{\partial J}{\partial \theta} = - \sum_k y_k \frac{\partial \log p_k}{\partial \theta_i}", "holds under"),
        (r"\frac{\partial J}{\partial \theta} = p_i y_j", "cannot tell"),
        (r"\frac{\partial p}{\partial \theta} = p_i (1 - p_i)", "cannot tell"),
    ],
)
def test_the_letter_of_the_other_side(row, verdict):
    found = check(SOFT, f"$$ {row} $$", explain=False).rows[0]
    assert found.verdict == verdict
    if verdict == "holds under":
        assert "theta stands for its entry i" in found.convention


def test_a_matrix_has_two_indices():
    row = check(MODEL, r"$$ \frac{\partial J}{\partial W} = y_i $$", explain=False).rows[0]
    assert row.verdict == "cannot tell"
