"""Rows about every layer beside a last layer with a function of its own."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
name = "net"
[network]
input = 4
cost = "{cost}"
batch = "none"
layers = [
  {{ layer = "dense", units = 5, activation = "tanh" }},
  {{ layer = "dense", units = 6, activation = "{hidden}" }},
  {{ layer = "dense", units = 3, activation = "{last}" }},
]
[notation]
"g" = "function tanh"
"u^l" = "z[l]"
"h^l" = "a[l]"
"V^l" = "W[l]"
"e^l" = "grad z[l]"
"""

FORWARD = r"$$u^l = V^l h^{l-1} + b^l$$ "


def verdict(row, hidden="tanh", last="softmax", cost="cross_entropy"):
    spec = SPEC.format(hidden=hidden, last=last, cost=cost)
    return check(derive.loads(spec), FORWARD + f"$${row}$$").rows[1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"h^l = g(u^l)", "holds under"),
        (r"h^{l-1} = g(u^{l-1})", "holds under"),
        (r"e^l = \frac{\partial C}{\partial h^l} \odot g'(u^l)", "holds under"),
        (r"e^l = \left((V^{l+1})^T e^{l+1}\right) \odot g'(u^l)", "holds"),
        (r"e^l = \frac{\partial C}{\partial h^l} \odot g(u^l)", "wrong"),
        (r"e^l = \frac{\partial C}{\partial h^l} \odot g'(h^l)", "wrong"),
    ],
)
def test_the_row_speaks_of_the_hidden_layers(row, expected):
    assert verdict(row) == expected


def test_where_all_layers_apply_it_there_is_no_exception():
    assert verdict(r"e^l = \frac{\partial C}{\partial h^l} \odot g'(u^l)", last="tanh", cost="quadratic") == "holds"


def test_a_hidden_layer_with_another_function_is_none():
    assert verdict(r"e^l = \frac{\partial C}{\partial h^l} \odot g'(u^l)", hidden="sigmoid") != "holds under"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"h^l_i = \frac{\sinh u^l_i}{\cosh u^l_i}", "holds under"),
        (r"\frac{d h^l_i}{d u^l_i} = 1 - (h^l_i)^2", "holds under"),
        (r"\frac{d h^l_i}{d u^l_i} = 1 + (h^l_i)^2", "wrong"),
        (r"\frac{\partial C}{\partial V^l} = e^l (h^{l})^T", "wrong"),
    ],
)
def test_the_function_may_be_written_out(row, expected):
    assert verdict(row) == expected
