"""Rows with the number that an author gives them; where the argument of a function without brackets ends."""

import pytest

from derive.check.reading import read
from derive.check.reading.printer import latex


def claims(text):
    return [(latex(claim.left), latex(claim.right)) for row in read(text).rows for claim in row.claims]


@pytest.mark.parametrize("number", ["2.", "12. ", "3)", "4: ", "1.2: "])
def test_the_number_of_a_row_is_no_factor(number):
    assert claims(rf"$${number}\frac{{\partial o}}{{\partial z}} = o$$") == [(r"\frac{\partial o}{\partial z}", "o")]


def test_numbers_stay():
    assert claims(r"$$2.5 x = 2. = 2 y$$") == [("2.5 x", "2"), ("2", "2 y")]


def test_a_sum_is_not_in_the_argument_before_it():
    assert claims(r"$$p = \exp z_k \sum_j \exp z_j$$")[0][1] == claims(r"$$p = \exp(z_k) \sum_j \exp(z_j)$$")[0][1]
    assert claims(r"$$p = \mathrm{tr} A \sum_i B_i$$")[0][1] == claims(r"$$p = \mathrm{tr}(A \sum_i B_i)$$")[0][1]
    assert claims(r"$$p = \log \sum_j e^{z_j}$$")[0][1] == claims(r"$$p = \log(\sum_j e^{z_j})$$")[0][1]
