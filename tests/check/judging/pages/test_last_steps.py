"""The letter of the last step of a recurrence."""

from __future__ import annotations

from derive.check import check

CELL = r"""
\begin{align}
u^{(t)} &= b + W h^{(t-1)} + U x^{(t)}\\
h^{(t)} &= \tanh(u^{(t)})\\
o^{(t)} &= c + V h^{(t)}\\
L &= \sum_t \|o^{(t)} - y^{(t)}\|^2\\
\nabla_V L &= \sum_t (\nabla_{o^{(t)}} L) (h^{(t)})^T
\end{align}
"""


def verdict(row, before=""):
    return check(None, f"{CELL}{before} $${row}$$").rows[-1].verdict


def test_tau_is_the_last_step():
    assert verdict(r"\nabla_{h^{(\tau)}} L = V^T \nabla_{o^{(\tau)}} L") == "holds under"
    assert verdict(r"\nabla_{h^{(\tau)}} L = -V^T \nabla_{o^{(\tau)}} L") == "wrong"
    assert verdict(r"\nabla_{h^{(t)}} L = V^T \nabla_{o^{(t)}} L") == "wrong"


def test_tau_beside_t_is_any_step():
    both = (
        r"$$\frac{\partial h^{(t)}}{\partial h^{(\tau)}} = \prod_{k=\tau+1}^{t} \frac{\partial h^{(k)}}{\partial h^{(k-1)}}$$"
    )
    assert verdict(r"\nabla_{h^{(\tau)}} L = V^T \nabla_{o^{(\tau)}} L", both) == "wrong"


def test_a_cost_that_is_the_square_of_a_vector():
    squared = CELL.replace(r"\|o^{(t)} - y^{(t)}\|^2", "(o^{(t)} - y^{(t)})^2")
    text = squared + r"$$\nabla_{o^{(t)}} L = 2 (o^{(t)} - y^{(t)})$$"
    assert check(None, text, explain=False).rows[-1].verdict == "holds"
    assert check(None, text.replace("= 2 (", "= -2 (")).rows[-1].verdict == "wrong"
