"""Rows as authors type them: plain TeX, words in Chinese before a formula."""

import pytest

from derive.check.reading import parse, read


def test_rows_of_plain_tex_are_rows():
    found = read(r"$$\displaylines{ &a = b \\ &c = d \cr e = f }$$").rows
    assert [row.claims[0].left.base for row in found] == ["a", "c", "e"]


@pytest.mark.parametrize("text", ["令 x = y", "所以x = y", "\\begin{aligned} 因此 x &= y \\end{aligned}"])
def test_a_row_may_begin_with_a_word_in_chinese(text):
    claim = read(f"$${text}$$").rows[0].claims[0]
    assert (claim.left, claim.right) == (parse("x"), parse("y"))


def test_a_chinese_word_before_an_equals_sign_is_a_symbol():
    assert read("$$损失 = y$$").rows[0].claims[0].left != parse("x")


def test_a_word_that_stands_again_in_the_equation_is_a_symbol():
    (row,) = read("$$오차 y = 오차 y + 오차 z$$").rows
    assert row.problem is None and row.words == ()
    (key,) = read("오차 y", fragment=True).rows
    assert key.words == ()


def test_a_function_behind_a_script_of_one_letter():
    assert parse(r"y_ilogq_i") == parse(r"y_i \log q_i")
    assert parse(r"u_ij q") != parse(r"u_{ij} q")
