"""Signs and words that people type in place of LaTeX's own."""

from __future__ import annotations

import pytest

from derive.check.reading import parse, read
from derive.check.reading.printer import latex
from derive.check.reading.syntax import Words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (r"\sum_{i=1}^n{<u_i \cdot v_i> x_i}", r"\sum_{i=1}^n \left\langle u_i \cdot v_i \right\rangle x_i"),
        (r"s = \sum_i <u_i, v> x_i", r"s = \sum_i \langle u_i, v \rangle x_i"),
        (r"\sum_{i=1 \atop i \neq j}^n x_i", r"\sum_{\substack{i=1 \\ i \neq j}}^n x_i"),
        (r"\log(\bold -u^T v)", r"\log(-u^T v)"),
        (r"\nabla_x^T f", r"\nabla_x^{\top} f"),
    ],
)
def test_other_ways_to_write_the_same(typed, meant):
    assert parse(typed) == parse(meant)


def test_a_gradient_as_a_row():
    assert parse(r"\nabla_x^T f").body == parse(r"\nabla_x f")


def test_signs_of_order_stay():
    assert parse(r"0 < a").op == "<"
    assert parse(r"\sum_{i<j} a_i") == parse(r"\sum_{i \lt j} a_i")


def test_an_argument_that_is_left_open():
    (row,) = read(r"$$a = \sigma'(\cdot) x$$").rows
    assert row.problem is None


@pytest.mark.parametrize("heading", ["链式法则： ", r"\text{链式法则：}", "方法："])
def test_headings_in_chinese_are_words(heading):
    (row,) = read(rf"$${heading}\frac{{\partial L}}{{\partial x}} = y$$").rows
    assert row.problem is None and row.claims[0].left == parse(r"\frac{\partial L}{\partial x}")
    assert row.words[0].strip() == heading.replace(r"\text{", "").strip("} ")


@pytest.mark.parametrize(("below", "word"), [("neg-sample", "neg-sample"), ("one-hot", "one-hot"), ("n-k", ""), ("t-1", "")])
def test_words_with_hyphens_below(below, word):
    name = parse(f"J_{{{below}}}")
    (item,) = name.sub[0].items
    assert (item.text if isinstance(item, Words) else "") == word


def test_a_condition_that_begins_with_a_word_with_scripts():
    found = parse(r"\begin{cases} 1 & \text{if } \text{surr}_1 \le 2 \\ 0 & \text{otherwise} \end{cases}")
    assert latex(found.branches[0][1]) == r"\text{surr}_{1} \le 2"
    assert found.branches[1][1] is None
