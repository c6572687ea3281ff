r"""Rows with a target beside the symbols of "layer l": they are about the last one."""

import pytest

import derive
from derive.check import check

NET = derive.loads("""
[network]
input = 4
cost = "cross_entropy"
batch = "none"
layers = [
  { layer = "dense", units = 5, activation = "sigmoid" },
  { layer = "dense", units = 6, activation = "sigmoid" },
  { layer = "dense", units = 3, activation = "softmax" },
]
""")
WORDS = "for the last layer, to which the targets belong"
FORWARD = r"$$ z_i^l = \sum_j w_{ij}^l a_j^{l-1} + b_i^l $$"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial C}{\partial b_i^l} = a_i^l - y_i", "holds under"),
        (r"\frac{\partial C}{\partial b_i^l} = a_i^l + y_i", "wrong"),
        (r"\frac{\partial C}{\partial b^l} = a^l - y", "holds under"),
        (r"\frac{\partial C}{\partial w^l} = (a^l - y) (a^{l-1})^T", "holds under"),
        (r"\frac{\partial C}{\partial w^l} = (a^l - y) (a^l)^T", "cannot tell"),
        (r"\frac{\partial C}{\partial b^l} = (w^{l+1})^T \frac{\partial C}{\partial b^{l+1}}", "wrong"),
    ],
)
def test_a_target_belongs_to_the_last_layer(row, verdict):
    found = check(NET, f"{FORWARD} {FORWARD} {FORWARD} $$ {row} $$", explain=False).rows[-1]
    assert found.verdict == verdict
    assert (WORDS in (found.convention or "")) == (verdict == "holds under")


def test_where_the_last_layer_has_a_letter_another_one_is_any_layer():
    text = rf"{FORWARD} $$ \delta^L = a^L - y $$ $$ \delta^l = a^l - y $$"
    assert [row.verdict for row in check(NET, text, explain=False).rows][1:] == ["holds", "cannot tell"]
