"""A bar that the text defines itself is no mean; a bold letter with an index is a vector, and no entry of the letter."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SCALED = """name = "scaled"
[model]
inputs = { u = ["d"], T = ["n"] }
parameters = { W = ["n", "d"], h = ["n"] }
equations = '''
z = W @ u
s = sqrt(sum(z**2))
zs = z/s
o = h*zs
E = sum(T*o**2)
'''
"""
CLASSES = """name = "classes"
[model]
inputs = { X = ["N", "D"], U = ["N", "K"] }
parameters = { W = ["K", "D"] }
equations = '''
Y = softmax(U)
Q = softmax(X @ W.T)
e[n] = sum(Y[n,k]*log(Q[n,k]), k)
E = -mean(e)
'''
[notation]
"q_{nk}" = "Q[n,k]"
"\\\\mathbf{q}_n" = "Q[n]"
"\\\\mathbf{x}_n" = "X[n]"
"""
SLOPE = r"$$\nabla_W q_{nk} = q_{nk} (\mathbf{e}_k - \mathbf{q}_n) \mathbf{x}_n^\top$$"


def verdicts(spec, text):
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec)).rows]


def test_a_bar_that_the_text_defines_is_no_mean():
    text = r"$$\bar{z} = \frac{z}{s}$$ $$o = h \odot \bar{z}$$ "
    text += r"$$\frac{\partial E}{\partial h} = \frac{\partial E}{\partial o} \odot "
    assert verdicts(SCALED, text + r"\bar{z}$$")[1:] == ["holds", "holds"]
    assert verdicts(SCALED, text + "z$$")[1:] == ["holds", "wrong"]


def test_a_bar_that_nobody_defines_is_the_mean():
    assert verdicts(SCALED, r"$$\bar{z} \le \frac{1}{n} \sum_{i=1}^n z_i$$ $$W u = z$$")[0] != "wrong"
    assert verdicts(SCALED, r"$$\frac{1}{n} \sum_{i=1}^n z_i = \bar{z}$$") == ["holds"]


def test_a_bold_letter_with_an_index_is_no_entry():
    assert verdicts(CLASSES, SLOPE) == ["cannot tell"]
    declared = CLASSES + '"\\\\mathbf{e}_k" = "basis K"\n'
    assert verdicts(declared, SLOPE) == ["holds"]
    assert verdicts(declared, SLOPE.replace("-", "+")) == ["wrong"]


STEPS = """
[model]
inputs = { x = ["T", "d"], y = ["T", "K"] }
parameters = { U = ["n", "d"], V = ["n", "n"], R = ["K", "n"] }
equations = '''
h[0,j] = 0
h[t,j] = tanh(sum(U[j,i]*x[t-1,i], i) + sum(V[j,k]*h[t-1,k], k))
q[t,k] = sum(R[k,j]*h[t+1,j], j)
e[t] = sum((q[t,k] - y[t,k])**2, k)
E = sum(e)
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\mathbf q_2 = R \mathbf h_2", "holds"),
        (r"\mathbf q_2 = R \mathbf h_1", "wrong"),
        (r"\frac{\partial e_2}{\partial \mathbf q_2} = 2 (\mathbf q_2 - \mathbf y_2)", "holds"),
        (r"\frac{\partial e_2}{\partial \mathbf q_2} = 2 (\mathbf q_1 - \mathbf y_2)", "wrong"),
    ],
)
def test_a_bold_letter_with_a_number_is_the_vector_of_that_step(row, expected):
    text = rf"$$\mathbf q_t = R \mathbf h_t$$ $${row}$$"
    assert check(derive.loads(STEPS), text, explain=False).rows[1].verdict.removesuffix(" under") == expected
