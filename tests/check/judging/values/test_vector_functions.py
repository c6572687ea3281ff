"""Functions of vectors have no value at a number: the softmax of one is a constant, and makes wrong rows hold."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[network]
input = "n_0"
cost = "cross_entropy"
layers = [
  { layer = "dense", units = "n_1", activation = "sigmoid" },
  { layer = "dense", units = "n_2", activation = "softmax" },
]

[notation]
"\\\\sigma" = "function softmax"
"""


def judged(text):
    return check(derive.loads(SPEC), text, read_declarations(SPEC)).rows


def test_a_factor_that_is_the_softmax_of_a_number_is_not_one():
    (row,) = judged(r"$$\frac{e^{-z}}{(1 + e^{-z})^2} = \frac{e^{-z}}{(1 + e^{-\sigma(z) z})^2}$$")
    assert row.verdict not in ("holds", "holds under")


def test_the_softmax_of_a_vector_is_one():
    (row,) = judged(r"$$a^2 = \sigma(z^2)$$")
    assert row.verdict == "holds"
