"""Slips of indices: an entry for the whole vector, the example's number for the entry's."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SOFTMAX = r"""
[model]
inputs = { X = ["N", "d"], Y = ["N", "K"] }
parameters = { W = ["K", "d"] }
equations = '''
Z = X @ W.T
P = softmax(Z)
ell[n] = -sum(Y[n,k]*log(P[n,k]), k)
J = sum(ell)
'''
assume = "sum(Y, axis=1) == 1"
[notation]
"x" = "X[i]"
"x_j^{(i)}" = "X[i,j]"
"x^{(i)}" = "X[i]"
"z_j" = "Z[i,j]"
"p_j" = "P[i,j]"
"y_j" = "Y[i,j]"
"p_k^{(i)}" = "P[i,k]"
"y_k^{(i)}" = "Y[i,k]"
"w_j" = "W[j]"
"w_{kj}" = "W[k,j]"
"\\ell" = "ell[i]"
"N" = "size N"
"""


def judged(row):
    (found,) = check(derive.loads(SOFTMAX), f"$$ {row} $$", read_declarations(SOFTMAX)).rows
    return found


def test_an_entry_for_the_vector():
    found = judged(r"\frac{\partial \ell}{\partial w_j} = (p_j - y_j) x_j")
    assert found.verdict == "wrong"
    assert "The index of $x_{j}$ is too many" in found.explanation
    assert judged(r"\frac{\partial \ell}{\partial w_j} = (p_j - y_j) x").verdict in ("holds", "holds under")


def test_the_number_of_the_example_for_that_of_the_entry():
    right = r"\frac{\partial J}{\partial w_{kj}} = \sum_{i=1}^N (p_k^{(i)} - y_k^{(i)}) x_j^{(i)}"
    assert judged(right).verdict == "holds"
    found = judged(right.replace("x_j^{(i)}", "x_i^{(j)}"))
    assert found.verdict == "wrong"
    assert "The indices of $x_{i}^{(j)}$ are swapped" in found.explanation
