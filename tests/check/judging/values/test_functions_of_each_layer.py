"""A function for each layer, ``f^l``, whose slope stands without its argument, and chains of slopes and weights with dots."""

from __future__ import annotations

import pytest

import derive
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[network]
input = 5
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid", bias = false },
  { layer = "dense", units = 3, activation = "sigmoid", bias = false },
  { layer = "dense", units = 2, activation = "sigmoid", bias = false },
]
[notation]
"V^k" = "W[k]"
"s^k" = "z[k]"
"h^k" = "a[k]"
"\\epsilon^k" = "grad z[k]"
"g^k" = "function sigmoid"
"""
GIVEN = "We have $s^k = V^k h^{k-1}$ and $h^k = g^k(s^k)$."


def verdict(row: str) -> str:
    return derive.check(derive.loads(SPEC), f"{GIVEN}\n\n$${row}$$", read_declarations(SPEC)).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\epsilon^{k-1} = (g^{k-1})' \circ (V^k)^T \cdot \epsilon^k", "holds"),
        (r"\epsilon^{k-1} = (g^{k-1})'(s^{k-1}) \circ (V^k)^T \cdot \epsilon^k", "holds"),
        (r"\epsilon^{k-1} = (g^k)' \circ (V^k)^T \cdot \epsilon^k", "wrong"),
        (r"\epsilon^{k-1} = (g^{k-1})' \circ V^k \cdot \epsilon^k", "wrong"),
        (r"\nabla_x C = (V^1)^T \cdot (g^1)' \circ \ldots \circ (V^L)^T \cdot (g^L)' \circ \nabla_{h^L} C", "holds under"),
        (
            r"\frac{dC}{dx} = \frac{dC}{dh^L} \cdot \frac{dh^L}{ds^L} \cdot \frac{ds^L}{dh^{L-1}} \cdot \ldots"
            r" \cdot \frac{dh^1}{ds^1} \cdot \frac{ds^1}{dx}",
            "holds under",
        ),
    ],
)
def test_slopes_of_layers(row, expected):
    assert verdict(row) == expected


def test_a_product_from_the_right_does_not_save_a_lost_transpose():
    assert not verdict(
        r"\nabla_x C = V^1 \cdot (g^1)' \circ \ldots \circ (V^L)^T \cdot (g^L)' \circ \nabla_{h^L} C"
    ).startswith("holds")
