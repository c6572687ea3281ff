"""Formulas under braces."""

import pytest

import derive
from derive.check import check

NET = derive.loads(
    '[network]\ninput = 3\ncost = "quadratic"\n'
    'layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 2 }]'
)
ROW = r"""\delta^1_j = \sum_k \underbrace{\frac{\partial C}{\partial z^2_k}}_{%s}
  \underbrace{\frac{\partial z^2_k}{\partial a^1_j}}_{%s} \frac{\partial a^1_j}{\partial z^1_j}"""


def judged(*labels):
    text = rf"$$ z^2_k = \sum_j w^2_{{kj}} a^1_j + b^2_k $$ $$ {ROW % labels} $$"
    return check(NET, text).rows[1]


def test_what_stands_under_a_brace_is_the_same():
    assert judged(r"\delta^2_k", "w^2_{kj}").verdict == "holds"


@pytest.mark.parametrize("labels", [(r"\delta^2_k", "w^2_{jk}"), (r"-\delta^2_k", "w^2_{kj}"), (r"\delta^1_k", "w^2_{kj}")])
def test_another_formula_is_wrong(labels):
    found = judged(*labels)
    assert found.verdict == "wrong"
    assert "under the brace" in found.reason


@pytest.mark.parametrize("label", [r"\text{the error}", r"m \times 1", "1", r"\in \mathbb{R}", "(2)", "Q"])
def test_remarks_under_braces_claim_nothing(label):
    assert judged(label, "w^2_{kj}").verdict == "holds"
