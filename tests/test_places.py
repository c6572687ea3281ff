"""Where a quantity belongs, in words and in a superscript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.places import parts, place


@pytest.mark.parametrize(
    ("tag", "words", "superscript"),
    [
        ("", "", [""]),
        ("3", "layer 3", ["3"]),
        ("q3", "the queries of layer 3", ["q", "3"]),
        ("o12", "the output of layer 12", ["o", "12"]),
        ("n,1", "layer n,1", ["n", "1"]),
        ("x3", "layer x3", ["x3"]),
        ("L", "layer L", ["L"]),
    ],
)
def test_a_tag_in_words_and_in_print(tag, words, superscript):
    assert (place(tag), parts(tag)) == (words, superscript)


@given(st.sampled_from("qkvoag"), st.integers(0, 999))
def test_the_layer_of_a_map_is_the_number_behind_its_letter(letter, number):
    assert place(f"{letter}{number}").endswith(f" of {place(str(number))}")
    assert parts(f"{letter}{number}") == [letter, str(number)]
