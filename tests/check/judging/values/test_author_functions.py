"""Entries of functions of vectors, chains inside cases, membership in a column of its own, conditions in bold."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["d"], y = ["K"] }
parameters = { W = ["K", "d"] }
assume = "sum(y) == 1"
equations = '''
z = W @ x
p = softmax(z)
C = -sum(y*log(p))
'''
"""


def verdicts(text: str) -> list[str]:
    return [row.verdict for row in check(derive.loads(SPEC), text, explain=False).rows]


def test_an_index_below_the_name_of_a_function_of_vectors():
    assert verdicts(r"$$p_k = \text{softmax}_k(z)$$ $$p_k = \mathrm{softmax}_k(W x)$$") == ["holds"] * 2
    assert verdicts(r"$$p_k = 1 - \text{softmax}_k(z)$$ $$p_k = \log \text{softmax}_k(z)$$") == ["wrong"] * 2


def test_branches_of_cases_may_go_on_with_equations():
    rows = r"""$$\begin{align}
    \frac{\partial p_k}{\partial z_j} &= \begin{cases} p_k - p_k^2 = p_k (1 - p_k) & k = j \\ -p_k p_j & k != j \end{cases} \\
    &= p_k (\delta_{kj} - p_j)
    \end{align}$$"""
    assert verdicts(rows) == ["holds"] * 2
    assert verdicts(rows.replace("(1 - p_k)", "(1 + p_k)")) == ["wrong", "holds"]
    assert verdicts(rows.replace("- p_k^2", "+ p_k^2")) == ["wrong", "holds"]


def test_where_a_result_lies_may_stand_in_a_column_of_its_own():
    rows = r"""$$\begin{align}
    z &= W x &\in \mathbb{R}^K \\
    \frac{\partial C}{\partial z} &= p - y &\in \mathbb{R}^{K \times 1}
    \end{align}$$"""
    assert verdicts(rows) == ["holds"] * 2
    assert verdicts(rows.replace("p - y", "y - p")) == ["holds", "wrong"]


def test_a_case_may_be_said_in_bold():
    row = r"Case 2: $\boldsymbol{k \neq j}$. $$\frac{\partial p_k}{\partial z_j} = -p_k p_j$$"
    assert verdicts(row)[-1] == "holds under"
    assert verdicts(row.replace(r"\neq", "="))[-1] == "wrong"
