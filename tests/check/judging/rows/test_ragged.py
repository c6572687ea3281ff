"""Layers of several widths: nothing is claimed beyond them, and all is claimed within."""

from __future__ import annotations

import pytest

import derive


@pytest.fixture(scope="module")
def model():
    return derive.load("nielsen-depth-L")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\delta^l_j = \sum_{i=1}^{n_l} \delta^l_i [i = j]", "holds"),
        (r"a^l_j = \sum_i a^l_i \delta_{ij}", "holds"),
        (r"\delta^l_j = \sum_{i=1}^{n_l} \delta^l_i [i = j + 1]", "wrong"),
        (r"\delta^l_j = -\sum_{i=1}^{n_l} \delta^l_i [i = j]", "wrong"),
    ],
)
def test_one_term_of_a_sum_over_a_layer(model, row, verdict):
    assert derive.check(model, f"$$ {row} $$", explain=False).rows[0].verdict == verdict
