"""What derive's own proofs say beside the formulas that are judged: how gradients are written, what a slope is."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM

PLAIN = """\
name = "plain"
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 2, activation = "sigmoid" }]
[notation]
"z" = "z1"
"""


def _verdicts(spec, text, notation=None):
    report = check(derive.loads(spec), text, {"z": "z1"} if spec == PLAIN else None, notation_name=notation, explain=False)
    return [(row.verdict, row.convention) for row in report.rows]


@pytest.mark.parametrize(("factor", "verdict"), [("", HOLDS), ("2", CANNOT_TELL)])
def test_the_slope_of_a_function_is_its_derivative(factor, verdict):
    """Also where the letter of its argument is a vector elsewhere: no convention needs to be named."""
    row = rf"$$\tanh'(z) = {factor} \frac{{\partial}}{{\partial z}} \Bigl(\frac{{e^z - e^{{-z}}}}{{e^z + e^{{-z}}}}\Bigr)$$"
    assert _verdicts(PLAIN, row) == [(verdict, None)]


def test_how_a_gradient_is_written_is_no_claim():
    """Where the letter stands for any layer; of a layer that there is, it is one."""
    said = _verdicts(
        PLAIN, r"$\delta^{(q)}_{tj} = \partial C/\partial u^{(q)}_{tj}$ and $\delta^2_j = \partial C/\partial z^2_j$"
    )
    assert [verdict for verdict, _ in said] == [NO_CLAIM, HOLDS]
