"""Tables of examples by the author's own letters, with the number of an example in brackets above, and the sizes of layers."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

NET = r"""
[network]
input = 3
cost = "cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 5, activation = "softmax" },
]
[notation]
"J" = "C"
"R" = "y.T"
"R_c^{(s)}" = "y[s,c]"
"P^{[L]}" = "a2.T"
"U^{[L]}" = "z2.T"
"P^{[L-1]}" = "a1.T"
"dU^{[L]}" = "grad z2 of Cn"
"dV^{[L]}" = "grad W2"
"dc^{[L]}" = "grad b2"
"M" = "size N"
"""
AROUND = (
    r"dU^{[L]} = P^{[L]} - R",
    r"dV^{[L]} = \frac{1}{M} dU^{[L]} P^{[L-1]T}",
)


def verdict(row: str) -> str:
    text = "\n".join(f"$$ {one} $$" for one in (*AROUND, row))
    return check(derive.loads(NET), text, read_declarations(NET), explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"dc^{[L]} = \frac{1}{M} \sum_{s=1}^{M} dU^{[L](s)}", "holds"),
        (r"dc^{[L]} = \sum_{s=1}^{M} dU^{[L](s)}", "wrong"),
        (r"P_c^{[L](s)} = \frac{e^{U_c^{[L](s)}}}{\sum_{j=1}^{n_L} e^{U_j^{[L](s)}}}", "holds"),
        (r"P_c^{[L](s)} = \frac{e^{U_c^{[L](s)}}}{\sum_{j=1}^{M} e^{U_j^{[L](s)}}}", "wrong"),
        (r"J = -\frac{1}{M} \sum_{s=1}^{M} \sum_{c=1}^{n_L} R_c^{(s)} \log(P_c^{[L](s)})", "holds"),
        (r"J = -\sum_{s=1}^{M} \sum_{c=1}^{n_L} R_c^{(s)} \log(P_c^{[L](s)})", "wrong"),
    ],
)
def test_an_example_is_numbered_above(row, expected):
    assert verdict(row) == expected


def test_the_softmax_of_examples_in_columns_is_that_of_each_column():
    assert verdict(r"P^{[L]} = \mathrm{softmax}(U^{[L]})") == "holds under"
    assert verdict(r"P^{[L]} = \mathrm{softmax}(U^{[L]} + P^{[L]})") == "wrong"
