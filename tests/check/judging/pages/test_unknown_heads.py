"""Chains whose head nobody knows: the steps are judged, and the verdict says what they are compared with."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["n"], t = [] }
parameters = { w = ["n"] }
equations = '''
s = dot(w, x)
J = (s - t)**2
'''
"""

CHAIN = r"""
\begin{align}
u^T H u &= (w^T x - t)^2 \\
&= (w^T x)^2 - 2 t w^T x + t^2 \\
&= (w^T x)^2 - t w^T x + t^2
\end{align}
"""


def judged(text):
    return check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows


def test_steps_of_a_chain_with_an_unknown_head():
    rows = judged(CHAIN)
    assert [row.verdict for row in rows[1:]] == ["holds under", "wrong"]
    assert "what the chain begins with is not known: compared with row 1" in (rows[1].convention or "")
    assert "what the chain begins with is not known" in rows[2].reason


def test_the_rows_stay_those_of_the_author():
    assert judged(CHAIN)[1].row.claims[0].inherited


def test_nothing_is_taken_for_the_head_where_nothing_has_a_value():
    rows = judged(r"\begin{align} u^T H u &= \Gamma \\ &= \Gamma + 1 \end{align}")
    assert [row.verdict for row in rows][1] == "cannot tell"


def test_a_name_in_the_middle_that_nobody_knows():
    rows = judged(r"$$J = M(w \mid x) = (s - t)^2$$ $$J = M(w \mid x) = (s + t)^2$$ $$J = \log P(t \mid x) = (s + t)^2$$")
    assert [row.verdict for row in rows] == ["holds", "wrong", "wrong"]


@pytest.mark.parametrize(("factor", "verdict"), [("o_i", "holds under"), ("o_j", "wrong")])
def test_what_a_parameter_is_changed_by_goes_on(factor, verdict):
    model = derive.loads("""
[model]
inputs = { o = ["n"], y = ["m"] }
parameters = { w = ["m", "n"] }
equations = "s = w @ o; E = sum((s - y)**2)/2"
""")
    text = rf"""\begin{{align}} \Delta w_{{ji}} &= -\eta \frac{{\partial E}}{{\partial w_{{ji}}}} \\
    &= -\eta \frac{{\partial E}}{{\partial s_j}} {factor} \end{{align}}"""
    assert [row.verdict for row in check(model, text, explain=False).rows] == ["not a claim", verdict]
