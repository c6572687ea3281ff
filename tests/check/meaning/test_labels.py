"""Numbers in which labels take one of two values."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[model]
inputs = { y = ["n"] }
parameters = { x = ["n"] }
assume = "sum(y) == 1"
equations = "p = softmax(x); L = -sum(y*log(p))"
"""


def test_of_targets_that_sum_to_one_one_is_one():
    """And not all of them: then ``-y_i + p_i`` would be ``-y_i (1 - p_i)``."""
    text = r"""
The targets are one-hot, where $y_i = 1$ if the class is $i$, and 0 otherwise.
$$p = \mathrm{softmax}(x)$$
\begin{align} \frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial x_i} &= -y_i (1 - p_i) \\ &= -y_i + p_i \end{align}
"""
    found = check(derive.loads(SPEC), text, explain=False).rows
    assert [row.verdict for row in found[-2:]] == ["holds", "wrong"]
