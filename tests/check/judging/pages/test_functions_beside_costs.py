"""The letter of a loss as a function of the margin, beside the declared cost; branches that claim no value."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
constants = { lam = 0.3 }
assume = "y**2 == 1"
equations = "J = mean(maximum(0, 1 - y*(X @ w))) + lam*sum(w**2)"
[notation]
"x_i" = "X[i]"
"y_i" = "y[i]"
"\\lambda" = "lam"
"J(w)" = "J"
"""
LOSS = r"\ell(m) = \max(0, 1 - m)"
CASES = (
    r"\nabla_w \ell(y_i w^T x_i) = \begin{cases} 0 & \text{if } y_i w^T x_i > 1 \\ - y_i x_i & \text{if } y_i w^T x_i < 1 \\"
    r" \text{undefined} & \text{if } y_i w^T x_i = 1 \end{cases}"
)
WHOLE = r"\nabla_w J(w) = \frac{1}{n} \sum_{i=1}^{n} \nabla_w \ell(y_i w^T x_i) + 2\lambda w"


def verdicts(*rows: str) -> list[str]:
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows]


def test_the_letter_is_the_text_s_own_function():
    assert verdicts(LOSS, CASES, WHOLE) == ["not a claim", "holds", "holds"]


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [(CASES, "- y_i x_i", "- x_i"), (CASES, "x_i > 1", "x_i < 1"), (WHOLE, r"2\lambda w", r"\lambda w"), (WHOLE, "+ 2", "- 2")],
)
def test_a_slip_is_found(row, old, new):
    assert old in row
    assert verdicts(LOSS, row.replace(old, new))[-1] == "wrong"
