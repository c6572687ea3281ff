r"""Derivatives with one of their signs lost, ``\frac{\partial L}{z}``."""

import derive
from derive.check import check

NET = derive.loads(
    '[network]\ninput = 3\ncost = "quadratic"\n'
    'layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 2 }]'
)
BY_CHAIN = r"\frac{\partial C}{z^2_j} \frac{\partial z^2_j}{\partial w^2_{jk}}"


def judged(text):
    return check(NET, text).rows


def test_a_lost_sign_is_a_slip():
    (row,) = judged(rf"$$ \frac{{\partial C}}{{\partial w^2_{{jk}}}} = {BY_CHAIN} $$")
    assert row.verdict == "wrong"
    assert r"A $\partial$ is missing in $\frac{\partial C}{z_{j}^{2}}$" in row.explanation
    assert r"\frac{\partial C}{\partial z_{j}^{2}} \frac{\partial z_{j}^{2}}{\partial w_{jk}^{2}}" in row.correction


def test_it_may_be_lost_above_too():
    (row,) = judged(r"$$ \frac{C}{\partial z^2_j} = \delta^2_j $$")
    assert row.verdict == "wrong"
    assert "missing" in row.explanation


def test_a_second_slip_is_told():
    (row,) = judged(r"$$ \frac{\partial C}{z^2_j} = -\delta^2_j $$")
    assert row.verdict == "wrong"
    assert "missing" in row.reason
    assert "both sides differ" in row.reason


def test_the_rows_that_go_on_are_judged_by_what_is_meant():
    text = r"\begin{align} \frac{\partial C}{z^2_j} &= \delta^2_j \\ &= %s \end{align}"
    assert [row.verdict for row in judged(text % r"\frac{\partial C}{\partial z^2_j}")] == ["wrong", "holds under"]
    assert [row.verdict for row in judged(text % r"\delta^2_j a^1_j")][1] == "wrong"


def test_nobody_can_tell_with_an_unknown_symbol():
    (row,) = judged(r"$$ \frac{\partial Q}{z^2_j} = \delta^2_j $$")
    assert row.verdict == "cannot tell"
