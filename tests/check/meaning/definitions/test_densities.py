"""Probabilities are symbols of their own, with their index letters below them."""

from __future__ import annotations

import derive
from derive.check import check

TWO_CLASSES = r"""
\begin{align}
p(y) &= \begin{cases} \phi & \text{if } y = 1 \\ 1 - \phi & \text{if } y = 0 \end{cases} \\
p(x|y=1) &= e^A \\
p(x|y=0) &= e^B \\
p(y=1|x) &= \frac{p(x|y=1) p(y=1)}{p(x|y=1) p(y=1) + p(x|y=0) p(y=0)} \\
&= \frac{e^A \phi}{e^A \phi + e^B (1 - \phi)} \\
&= \frac{1}{1 + \frac{1 - \phi}{\phi} e^{B - A}}
\end{align}
"""


def verdicts(text):
    return [row.verdict for row in check(None, text, explain=False).rows]


def test_a_posterior_from_its_densities():
    assert verdicts(TWO_CLASSES) == ["not a claim"] * 4 + ["holds"] * 2


def test_a_wrong_posterior_does_not_hold():
    wrong = TWO_CLASSES.replace(r"\frac{1 - \phi}{\phi} e^{B - A}", r"\frac{1 - \phi}{\phi} e^{A - B}")
    assert verdicts(wrong)[-1] not in ("holds", "holds under")


def test_each_probability_is_a_symbol_of_its_own():
    text = r"$$q(z|x) = 2 q(x|z)$$ $$q(x|z) = 3$$ $$q(z|x) = 6$$ $$q(z|x) = q(x|z)$$"
    assert verdicts(text)[2:] == ["holds", "wrong"]


LOGISTIC = """
[model]
inputs = { u = ["n"], t = ["n"] }
parameters = { w = [] }
equations = '''
q = sigmoid(w*u)
C = -sum(t*log(q) + (1 - t)*log(1 - q))
'''
"""


def test_a_letter_before_a_bracket_with_itself_is_a_factor():
    rows = [
        r"\log q(t_i \mid u_i) = t_i \log q_i + (1 - t_i) \log(1 - q_i)",
        r"\frac{\partial q_i}{\partial w} = q_i (1 - q_i) u_i",
        r"\frac{\partial q_i}{\partial w} = q_i (1 + q_i) u_i",
    ]
    found = check(derive.loads(LOGISTIC), "\n".join(f"$${row}$$" for row in rows)).rows
    assert [row.verdict for row in found][1:] == ["holds", "wrong"]
