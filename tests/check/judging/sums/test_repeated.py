"""Sums without a sign: a letter that repeats in every term of both sides is summed over."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { B = ["n", "n"] }
parameters = { X = ["n", "n"] }
equations = "f = sum((X @ X)*B.T)"

[notation]
"X_{ij}" = "X[i,j]"
"B_{ij}" = "B[i,j]"
"""
SLOPE = (
    r"$$ \frac{\partial f}{\partial X_{pq}} = \delta_{ip} \delta_{jq} X_{jk} B_{ki} + X_{ij} \delta_{jp} \delta_{kq} B_{ki} $$"
)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (
            r"\delta_{ip} \delta_{jq} X_{jk} B_{ki} + X_{ij} \delta_{jp} \delta_{kq} B_{ki} = X_{qk} B_{kp} + X_{ip} B_{qi}",
            True,
        ),
        (r"X_{qk} B_{kp} + X_{ip} B_{qi} = (XB)_{qp} + B_{qi} X_{ip}", True),
        (r"\frac{\partial f}{\partial X_{pq}} = X_{qk} B_{kp} + X_{ip} B_{qi}", True),
        (r"\frac{\partial f}{\partial X_{pq}} = X_{kq} B_{kp} + X_{ip} B_{qi}", False),
        (r"\frac{\partial f}{\partial X_{pq}} = X_{qk} B_{kp} - X_{ip} B_{qi}", False),
    ],
)
def test_letters_that_repeat_on_both_sides(row, verdict):
    found = check(derive.loads(SPEC), rf"{SLOPE} $$ {row} $$", read_declarations(SPEC), explain=False).rows
    assert [each.verdict for each in found] == ["holds under", "holds under" if verdict else "wrong"]


def test_a_step_of_a_chain_that_differs_is_no_condition():
    chain = r"\begin{align} \frac{\partial f}{\partial X_{pq}} &= X_{qk} B_{kp} + X_{ip} B_{qi} \\ "
    chain += r"&= (XB)_{qp} + B_{qi} X_{ip} = (XB)_{qp} + (XB)_{qp} \end{align}"
    found = check(derive.loads(SPEC), f"$${chain}$$", read_declarations(SPEC)).rows
    assert [each.verdict for each in found] == ["holds under", "wrong"]
