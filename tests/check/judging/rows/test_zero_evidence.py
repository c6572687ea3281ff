"""Rows both sides of which are zero wherever they have a value."""

from __future__ import annotations

import pytest

import derive
from derive.check import check


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\max(0, -w) = 3 \log(w) \odot \max(0, -w)", "cannot tell"),  # where the logarithm is known, both are zero
        (r"\log(w) \odot w = w \odot \log(w)", "holds"),
        (r"\log(w) \odot w = 2 w \odot \log(w)", "wrong"),
        (r"\max(0, -w) - w = \max(0, w) - 2 w", "holds"),
        (r"w - w = 0 \cdot w", "holds"),
    ],
)
def test_zero_is_no_evidence_where_only_positive_numbers_have_a_value(row, verdict):
    (found,) = check(None, f"$${row}$$", {"w": ["n"]}, explain=False).rows
    assert found.verdict == verdict


SOFTMAX = """
[model]
inputs = { c = ["n"] }
parameters = { z = ["n"] }
equations = '''
s = softmax(z)
C = sum(c*s)
'''
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\mathbf{J} \mathbf{1} = \operatorname{diag}(\mathbf{s}) \mathbf{1} - \mathbf{s} \mathbf{s}^T \mathbf{1}", "holds"),
        (r"\mathbf{J} \mathbf{1} = \mathbf{0}", "holds"),
        (r"\mathbf{J} \mathbf{1} = \operatorname{diag}(\mathbf{s}) \mathbf{1} + \mathbf{s} \mathbf{s}^T \mathbf{1}", "wrong"),
    ],
)
def test_a_jacobian_in_bold_is_no_cost(row, verdict):
    text = rf"$$ \mathbf{{J}} = \operatorname{{diag}}(\mathbf{{s}}) - \mathbf{{s}} \mathbf{{s}}^T $$ $$ {row} $$"
    assert check(derive.loads(SOFTMAX), text).rows[-1].verdict == verdict


@pytest.mark.parametrize(("factor", "verdict"), [("", "holds under"), ("2", "wrong")])
def test_a_sum_over_a_batch_of_which_the_specification_has_one(factor, verdict):
    row = rf"\frac{{\partial C}}{{\partial s_i}} = {factor} \sum_{{\text{{batch}}}} c_i"
    assert check(derive.loads(SOFTMAX), f"$$ {row} $$").rows[-1].verdict == verdict
