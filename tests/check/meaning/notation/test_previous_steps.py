"""A model of one step and a text that numbers it: some of its symbols are declared, the state before is part of an input."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Judged

CELL = """
[model]
inputs = { v = ["n"] }
parameters = { J = ["d+n"], M = ["n", "d+n"], bp = ["n"] }
equations = '''
u = J[:d]
sp = J[d:]
q = M @ J
g = sigmoid(q)
b = g*bp
s = tanh(b)
E = sum((s - v)**2)/2
'''
"""
ROWS = (
    r"J^t = \begin{bmatrix} u^t \\ s^{t-1} \end{bmatrix}",
    r"b^t = g^t \odot b^{t-1}",
    r"\delta g^t = \delta b^t \odot b^{t-1}",
    r"\delta M = \sum_{t=1}^T \delta M^t",
)


def judged(notation: dict[str, str], *rows: str) -> list[Judged]:
    text = "\n".join(f"$${row}$$" for row in rows)
    return list(check(derive.loads(CELL), text, notation, explain=False).rows)


@pytest.mark.parametrize("notation", [{"E": "E"}, {"u^t": "u"}, {"s^{t-1}": "sp"}, {"b^{t-1}": "bp", "g^t": "g"}])
def test_a_declared_step_leaves_the_others_as_they_are(notation: dict[str, str]) -> None:
    assert [row.verdict for row in judged(notation, *ROWS)][:3] == ["holds"] * 3


@pytest.mark.parametrize("notation", [{"E": "E"}, {"u^t": "u"}])
def test_the_wrong_step_is_wrong(notation: dict[str, str]) -> None:
    slips = ROWS[0].replace("s^{t-1}", "s^t"), ROWS[1], ROWS[2].replace("b^{t-1}", "b^t"), ROWS[3]
    assert [row.verdict for row in judged(notation, *slips)][:3] == ["wrong", "holds", "wrong"]


RECURRENCE = """
[model]
inputs = { x = ["T", "d"], y = ["T", "n"] }
parameters = { U = ["n", "n"], V = ["n", "d"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
k[t,j] = sum(U[j,i]*h[t-1,i], i) + sum(V[j,i]*x[t-1,i], i)
h[t,j] = tanh(k[t,j])
r[t,j] = h[t+1,j] - y[t,j]
L = sum(r**2)/2
'''
"""


def test_another_symbol_with_the_step_further_on_is_a_guess() -> None:
    notation = {"\\epsilon_t": "grad h[t]", "x_t": "x[t-1]"}
    rows = (r"k_t = U h_{t-1} + V x_t", r"\epsilon_{c,t} = \epsilon_t \odot (1 - h_t \odot h_t)")
    text = "\n".join(f"$${row}$$" for row in rows)
    found = check(derive.loads(RECURRENCE), text, notation, explain=False).rows
    assert [row.verdict for row in found] == ["holds", "cannot tell"]


UNNUMBERED = """
[model]
inputs = { x = ["d"], hp = ["n"], y = ["n"] }
parameters = { Wz = ["n","d"], Uz = ["n","n"], Wr = ["n","d"], W = ["n","d"] }
equations = '''
zz = Wz @ x + Uz @ hp
z = sigmoid(zz)
r = sigmoid(Wr @ x)
g = tanh(W @ x)
h = (1 - z)*hp + z*g*r
E = sum((h - y)**2)/2
'''
"""


def test_a_text_numbers_the_step_before_alone() -> None:
    rows = (
        r"z = \sigma(W_z x + U_z h_{t-1})",
        r"\delta z = \delta h \odot (g \odot r - h_{t-1}) \odot z \odot (1-z)",
        r"\frac{\partial E}{\partial U_z} = \delta z \, h_{t-1}^T",
        r"\frac{\partial E}{\partial U_z} = \delta z \, h^T",
    )
    found = check(derive.loads(UNNUMBERED), "\n".join(f"$${row}$$" for row in rows), explain=False).rows
    assert [row.verdict for row in found] == ["holds", "holds under", "holds under", "wrong"]


def test_no_index_is_confused_with_a_mark_of_the_step() -> None:
    """``W_t`` is ``W`` where t marks the only step, but nobody writes it in the place of ``W_r``."""
    rows = r"z = \sigma(W_z x + U_z h_{t-1})", r"\frac{\partial E}{\partial W_r} = (h - y) \odot z \odot r \odot (1 - g^2) x^T"
    last = check(derive.loads(UNNUMBERED), "\n".join(f"$${row}$$" for row in rows)).rows[-1]
    assert last.verdict == "wrong"
    assert "W_{t}" not in (last.explanation or "")
