"""Several letters below one sign, with the limits of all of them."""

from __future__ import annotations

import pytest

from derive.check.reading import parse
from derive.check.reading.printer import latex

PLAIN = r"\sum_{a = 1}^{m} \sum_{b = 2}^{n} x_{ab}"


@pytest.mark.parametrize("joint", [r"\sum_{a,b = (1,2)}^{(m,n)} x_{ab}", r"\sum_{(a,b) = (1,2)}^{(m,n)} x_{ab}"])
def test_each_letter_has_its_own_limits(joint):
    assert parse(joint) == parse(PLAIN)
    assert parse(latex(parse(joint))) == parse(PLAIN)


def test_one_start_for_all_letters():
    assert parse(r"\sum_{a,b=1}^{m,n} x_{ab}") == parse(r"\sum_{a = 1}^{m} \sum_{b = 1}^{n} x_{ab}")
    assert parse(r"\sum_{a,b=1}^{n} x_{ab}") != parse(r"\sum_{a = 1}^{n} x_{ab}")
