"""Reasons name the term that remains of a sum."""

from tests.conftest import proof_of


def test_the_index_is_named():
    """As a textbook writes it: only k = j remains."""
    text = proof_of("nielsen").text(quantities=["delta z1"])
    assert "only k = j remains" in text
    assert "one term of the sum" not in text


def test_two_sums_have_two_letters():
    """The sums of a product do not share a letter, and both conditions are named."""
    text = proof_of("nielsen").text(quantities=["W1"])
    assert "(∑ᵢ δ¹ᵢ [i = j]) ∑ₘ xₘ [m = k]" in text
    assert "only i = j and m = k remain" in text


def test_a_shifted_index_is_a_condition():
    """k + d = j cannot be read as a value of k, so the terms are named by the condition."""
    text = proof_of("heteroscedastic").text(quantities=["delta z2"])
    assert "only terms with k = j and k+d = j remain" in text
