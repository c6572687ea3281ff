"""Indices outside of an array."""

from __future__ import annotations

from derive.check import check


def test_an_index_beyond_all_numbers_is_outside():
    cost = r"$$L = -\frac1N \sum_i \log p_{%s} + \frac{\lambda}{2} \|W\|_F^2$$"
    text = cost % "1e1000000000i" + r"$$\nabla_W L = \sum_{i=1}^N (\hat y^{(i)} - y^{(i)}) {x^{(i)}}^\top$$" + cost % "i, y_i"
    assert "wrong" not in {row.verdict for row in check(None, text).rows}
