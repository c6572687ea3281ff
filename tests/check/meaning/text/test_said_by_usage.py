"""Texts without a specification: vectors, counts, exponents and names that their usage tells.

Each text has a row that holds: it shows that the letters were understood, so that another one can be called wrong.
"""

from __future__ import annotations

import pytest

from derive.check import check

COSINE = r"""
$$c = \frac{p^T q}{\|p\| \|q\|}$$
$$\frac{\partial c}{\partial q} = \frac{p}{\|p\| \|q\|} - c \frac{q}{\|q\|^2}$$
"""
WORD = r"""
$$cosine(p, q) = \frac{p^T q}{\|p\| \|q\|}$$
$$\frac{\partial cosine(p, q)}{\partial q} = \frac{p}{\|p\| \|q\|} - cosine(p, q) \frac{q}{\|q\|^2}$$
"""
FACTORS = r"""
$$F = \sum_{i,j} (p_i^T q_j - R_{ij})^2$$
$$\frac{\partial F}{\partial R_{ij}} = -2 (p_i^T q_j - R_{ij})$$
"""
SPREAD = r"""
$$\mu = \frac1d \sum_i x_i$$
$$v = \frac{1}{d} \sum_i (x_i - \mu)^2$$
$$\frac{\partial \mu}{\partial x_j} = \frac1d$$
"""
LOSS = r"""
$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
$$NLL = -\sum_i y_i \log p_i$$
$$\frac{\partial NLL}{\partial p_k} = -\frac{y_k}{p_k}$$
"""
LEAST = r"""
$$S = (y - X\beta)^T (y - X\beta)$$
$$\frac{\partial S}{\partial y} = 2 (y - X\beta)$$
"""
POWER = r"""
$$F = p^\gamma + 2 \gamma p$$
$$\frac{dp^\gamma}{dp} = \gamma p^{\gamma - 1}$$
"""
POLICY = r"""
$$h_a = \theta^T \phi_a$$
$$\pi_a = \frac{e^{h_a}}{\sum_b e^{h_b}}$$
$$\log \pi_a = h_a - \log \sum_b e^{h_b}$$
"""


def last(text, row):
    return check(None, f"{text}$${row}$$").rows[-1]


@pytest.mark.parametrize(("text", "row", "expected"), [
    (COSINE, r"\frac{\partial c}{\partial p} = \frac{q}{\|p\| \|q\|} - c \frac{p}{\|p\|^2}", "holds"),
    (COSINE, r"\frac{\partial c}{\partial p} = \frac{q}{\|p\| \|q\|} - \frac{p}{\|p\|^2}", "wrong"),
    (LEAST, r"\frac{\partial S}{\partial \beta} = -2 X^T (y - X\beta)", "holds"),
    (LEAST, r"\frac{\partial S}{\partial \beta} = 2 X^T (y - X\beta)", "wrong"),
    (FACTORS, r"\frac{\partial F}{\partial p_i} = 2 \sum_j (p_i^T q_j - R_{ij}) q_j", "holds"),
    (FACTORS, r"\frac{\partial F}{\partial p_i} = 2 \sum_j (p_i^T q_j - R_{ij}) p_j", "wrong"),
])  # fmt: skip
def test_letters_that_are_transposed_or_have_a_norm_are_vectors(text, row, expected):
    assert last(text, row).verdict == expected


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial v}{\partial x_j} = \frac{2}{d} (x_j - \mu)", "holds"),
    (r"\frac{\partial v}{\partial x_j} = 2 (x_j - \mu)", "wrong"),
])  # fmt: skip
def test_what_divides_a_sum_without_limits_counts_its_terms(row, expected):
    assert last(SPREAD, row).verdict == expected


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial NLL}{\partial z_k} = p_k - y_k", "holds under"),
    (r"\frac{\partial NLL}{\partial z_k} = y_k - p_k", "wrong"),
])  # fmt: skip
def test_capitals_that_a_row_defines_are_a_name(row, expected):
    assert last(LOSS, row).verdict == expected


def test_a_name_of_capitals_is_printed_as_one():
    assert r"\text{CE}" in last(LOSS.replace("NLL", "CE"), r"\frac{\partial CE}{\partial p_k} = \frac{y_k}{p_k}").correction


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{dF}{dp} = \gamma p^{\gamma - 1} + 2 \gamma", "holds"),
    (r"\frac{dF}{dp} = p^{\gamma - 1}", "wrong"),
])  # fmt: skip
def test_a_greek_letter_that_is_a_factor_is_an_exponent(row, expected):
    assert last(POWER, row).verdict == expected


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial \log \pi_a}{\partial h_b} = \mathbb{1}[a = b] - \pi_b", "holds"),
    (r"\frac{\partial \pi_a}{\partial h_b} = \pi_a (\mathbb{1}[a = b] - \pi_a)", "wrong"),
])  # fmt: skip
def test_the_letter_beside_that_of_a_sum_counts(row, expected):
    assert last(POLICY, row).verdict == expected


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial cosine(p, q)}{\partial p} = \frac{q}{\|p\| \|q\|} - cosine(p, q) \frac{p}{\|p\|^2}", "holds"),
    (r"\frac{\partial cosine(p, q)}{\partial p} = \frac{q}{\|p\| \|q\|} - cosine(p, q) \frac{p}{\|p\|}", "wrong"),
])  # fmt: skip
def test_letters_before_a_bracket_that_a_row_defines_are_a_word(row, expected):
    assert last(WORD, row).verdict == expected
