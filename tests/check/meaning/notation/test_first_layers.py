"""What a forward equation says of how layers are counted, in the words of several languages."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

NET = r"""
[network]
input = 3
cost = "binary_cross_entropy"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid", bias = false },
  { layer = "dense", units = 1, activation = "sigmoid", bias = false },
]
"""
CHAIN = (
    r"\frac{\partial F}{\partial v_{i,k}^{(m)}} ="
    r" \frac{\partial F}{\partial a_{i}^{(m%s)}} \frac{\partial a_i^{(m%s)}}{\partial v_{i,k}^{(m)}}"
)


@pytest.mark.parametrize("word", ["where", "donde", "onde", "wobei", "avec"])
def test_the_input_is_the_first_layer(word):
    forward = rf"\[ a_i^{{(m+1)}} = g(z_i^{{(m+1)}}) \text{{ {word} }} z^{{(m+1)}} = V^{{(m)}} a^{{(m)}} \]"
    declared = {"F": "C", "v_{i,k}^{(m)}": "W[m,i,k]", "V^{(m)}": "W[m]", "g": "function sigmoid"}
    for marks, verdict in ((("+1", "+1"), "holds"), (("", "+1"), "wrong")):
        rows = check(derive.loads(NET), f"{forward}\n\\[ {CHAIN % marks} \\]", declared, explain=False).rows
        assert [row.verdict for row in rows] == ["holds", verdict]
