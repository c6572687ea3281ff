"""The letter L for the cost, and above symbols for the last layer."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

NET = """
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 5, activation = "tanh" }, { layer = "dense", units = 2, activation = "tanh" }]
"""
TEXT = (
    r"z^l = W^l a^{l-1} + b^l",
    r"a^l = \sigma(z^l)",
    r"L = \frac12 \|a^L - y\|^2",
    r"\frac{\partial L}{\partial W^l} = \delta^l (a^{l-1})^T",
)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\delta^L = (a^L - y) \odot \sigma'(z^L)", "holds"),
        (r"\frac{\partial L}{\partial a^L} = a^L - y", "holds"),
        (r"\frac{\partial L}{\partial a^L} = y - a^L", "wrong"),
        (r"\delta^L = a^L - y", "wrong"),
    ],
)
def test_the_letter_of_the_cost_above_a_symbol_is_the_last_layer(row, verdict):
    text = "\n".join(f"$$ {each} $$" for each in (*TEXT, row))
    rows = check(derive.loads(NET), text).rows
    assert all(each.verdict in ("holds", "holds under") for each in rows[:4])
    assert rows[4].verdict == verdict


def test_a_text_that_reckons_with_it_counts_layers():
    rows = (r"\delta^{L-1} = (W^L)^T \delta^L \odot \sigma'(z^{L-1})", r"\delta^{L-1} = W^L \delta^L \odot \sigma'(z^{L-1})")
    text = "\n".join(f"$$ {each} $$" for each in (*TEXT[:2], TEXT[3], *rows))
    assert [each.verdict for each in check(derive.loads(NET), text).rows[3:]] == ["holds", "wrong"]


def test_the_letter_of_layers_may_be_an_ell():
    text = "\n".join(f"$$ {each} $$" for each in (*TEXT, r"\delta^L = (a^L - y) \odot \sigma'(z^L)", r"\delta^L = a^L - y"))
    text = text.replace("^l", r"^\ell").replace("^{l", r"^{\ell")
    rows = check(derive.loads(NET), text).rows
    assert [each.verdict for each in rows[-2:]] == ["holds", "wrong"]
