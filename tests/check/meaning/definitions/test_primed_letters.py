"""Letters with a prime as derivatives of what a text says the letter is."""

import pytest

from derive.check import check

QUOTIENT = r"$$ u = 1, \quad v = 1 + e^{-x} $$"
CHAIN = r"$$ a(z) = \frac{1}{1 + e^{-z}} $$ $$ g = \frac{1}{f} $$ $$ f = 1 + e^{-z} $$"


def last(text):
    return check(None, text).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("v' = -e^{-x}", "holds"),
        ("v' = e^{-x}", "wrong"),
        ("u' = 0", "holds"),
        (r"v' = -e^{-x}, \quad \frac{d}{dx} \frac{u}{v} = \frac{u' v - u v'}{v^2}", "holds"),
        (r"v' = -e^{-x}, \quad \frac{d}{dx} \frac{u}{v} = \frac{u' v + u v'}{v^2}", "wrong"),
    ],
)
def test_a_quotient_rule(row, verdict):
    assert last(f"{QUOTIENT} $$ {row} $$") == verdict


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("f' = -e^{-z}", "holds"),
        ("f' = e^{-z}", "wrong"),
        (r"g' = -\frac{1}{f^2}", "holds"),
        (r"g' = -\frac{1}{f}", "wrong"),
        (r"f' = -e^{-z}, \quad g' = -\frac{1}{f^2}, \quad \frac{da}{dz} = g'(f(z)) \times f'(z)", "holds"),
        (r"f' = -e^{-z}, \quad g' = -\frac{1}{f^2}, \quad \frac{da}{dz} = g'(f(z)) + f'(z)", "wrong"),
    ],
)
def test_a_chain_by_its_links(row, verdict):
    assert last(f"{CHAIN} $$ {row} $$") == verdict


def test_another_quantity_of_the_same_kind_is_no_derivative():
    assert check(None, r"$$ y = e^{x} $$ $$ y' = e^{x'} $$").rows[1].verdict != "wrong"


def test_a_letter_of_several_symbols_has_no_one_derivative():
    assert check(None, r"$$ y = w x $$ $$ y' = w + x $$").rows[1].verdict == "not a claim"


@pytest.mark.parametrize("right", ["e^{-z}", r"\frac{-e^{-z}}{(1 + e^{-z})^2}"])
@pytest.mark.parametrize("left", [r"\frac{da}{dz}", r"\frac{d a(z)}{dz}", "a'(z)"])
def test_a_wrong_slope_of_what_is_said_for_any_number(left, right):
    assert last(rf"$$ a(z) = \frac{{1}}{{1 + e^{{-z}}}} $$ $$ {left} = {right} $$") == "wrong"
