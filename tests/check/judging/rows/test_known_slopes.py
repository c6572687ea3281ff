"""The slope of a function of the specification, stated for a letter that means nothing else."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { t = ["n"] }
parameters = { w = ["n"] }
equations = "a = sigmoid(w); L = sum((a - t)**2)/2"
[notation]
"\\sigma" = "function sigmoid"
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial \sigma(x)}{\partial x} = \sigma(x)(1 - \sigma(x))", "holds"),
        (r"\frac{\partial \sigma(x)}{\partial x} = \sigma(x)(\sigma(x) - 1)", "wrong"),
        (r"\frac{d\sigma(q)}{dq} = \sigma(q)(1 + \sigma(q))", "wrong"),
        (r"\sigma'(q) = \sigma(q)^2", "wrong"),
        (r"\frac{\partial \sigma(x)}{\partial x} = \sigma(x)(c - \sigma(x))", "cannot tell"),
        (r"\frac{\partial \sigma(x)}{\partial r} = \sigma(x)(1 - \sigma(x))", "cannot tell"),
    ],
)
def test_it_holds_for_any_number_or_is_wrong(row, expected):
    found = check(derive.loads(SPEC), f"$$ {row} $$", read_declarations(SPEC), explain=False).rows
    assert found[0].verdict == expected
