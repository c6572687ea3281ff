"""Letters of a declared symbol that its meaning leaves out: they number the examples of a batch."""

from __future__ import annotations

import pytest

import derive

BATCH = """
[network]
input = 3
cost = "quadratic"
batch = "mean"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
[notation]
"a^{(s, l)}" = "a[l]"
"z^{(s, l)}" = "z[l]"
"W^{(l)}" = "W[l]"
"b^{(l)}" = "b[l]"
"""


@pytest.mark.parametrize(("sign", "verdict"), [("+", "holds"), ("-", "wrong")])
def test_a_letter_in_brackets_numbers_the_example(sign, verdict):
    rows = derive.check(derive.loads(BATCH), f"$$z^{{(s, l)}} = W^{{(l)}} a^{{(s, l-1)}} {sign} b^{{(l)}}$$").rows
    assert [row.verdict for row in rows] == [verdict]
