"""Habits of typing: lists in bold, primes without a caret, fractions by ``\\over`` in whole cells, words as letters."""

from __future__ import annotations

import pytest

from derive.check.reading import parse, read
from derive.check.reading.printer import latex


def test_a_list_in_bold_is_one_of_bold_letters():
    assert parse(r"J(\boldsymbol{u, v_k, W})") == parse(r"J(\boldsymbol{u}, \boldsymbol{v}_k, \boldsymbol{W})")


@pytest.mark.parametrize("typed", [r"\sigma\prime(z)", r"\sigma^\prime(z)", r"\sigma^{\prime}(z)"])
def test_a_prime_needs_no_caret(typed):
    assert parse(typed) == parse(r"\sigma'(z)")


def test_a_cell_that_is_a_fraction_keeps_its_braces():
    rows = read(r"$$\begin{aligned}{\partial E \over \partial u} &= 2 u \\ &= {2 \over 1} u\end{aligned}$$").rows
    assert [latex(row.claims[0].compared) for row in rows] == [r"\frac{\partial E}{\partial u}"] * 2


def test_rows_go_on_from_a_left_side_in_several_cells():
    rows = read(r"$$q = 1$$ $$\begin{aligned}\sum_i & <v, w> x_i &= c \\ &= d\end{aligned}$$").rows
    assert latex(rows[2].claims[0].compared).startswith(r"\sum_{i}")


def test_pairs_of_columns_go_on_by_themselves():
    rows = read(r"$$\begin{aligned}a &= b & c &= d \\ &= e & &= f\end{aligned}$$").rows
    assert [latex(claim.compared) for claim in rows[1].claims] == ["a", "c"]


@pytest.mark.parametrize("word", ["Therefore\\ ", "And\\ ", "\\text{Since }", "\\text{Hence } "])
def test_a_word_before_a_claim_takes_nothing_from_it(word):
    (row,) = read(f"$${word}w = X^T y$$").rows
    assert [latex(claim.left) for claim in row.claims] == ["w"]
