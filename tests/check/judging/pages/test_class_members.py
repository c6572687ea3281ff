"""Texts about classes: sums over the members of one, symbols that hang on the class of an example, likelihoods."""

from __future__ import annotations

from derive.check import check
from derive.check.judging.outcome import HOLDS, UNDER, WRONG
from derive.check.judging.pages.verdict import Judged
from derive.check.meaning.notation.declared import read_declarations

DECLARED = r"""
[notation]
"x_i" = []
"t_i" = []
"a_1" = []
"a_0" = []
"\\pi" = []
"n" = "size n"
"""
COUNTS = r"$$n_1 = \sum_{i=1}^n 1\{t_i = 1\}$$ $$n_0 = \sum_{i=1}^n 1\{t_i = 0\}$$"
COST = r"$$\ell = -\sum_{i=1}^{n_1} (x_i - a_1)^2 - \sum_{j=1}^{n_0} (x_j - a_0)^2$$"


def rows(text: str, declared: str = DECLARED) -> list[Judged]:
    return list(check(None, text, read_declarations(declared)).rows)


def test_a_sum_over_the_members_of_a_class():
    gradient = r"\frac{\partial \ell}{\partial a_1} &= 2 \sum_{i=1}^{n_1} (x_i - a_1)"
    summed = r"&= 2 \sum_{i=1}^n 1\{t_i = 1\} x_i - 2 n_1 a_1"
    found = rows(rf"{COUNTS} {COST} $$\begin{{aligned}}{gradient} \\ {summed}\end{{aligned}}$$")[3:]
    assert [row.verdict for row in found] == [UNDER, UNDER]
    assert found[0].convention == "a sum up to the number of members of a class runs over these members"


def test_members_of_the_other_class():
    row = r"\frac{\partial \ell}{\partial a_1} = 2 \sum_{i=1}^{n_0} (x_i - a_1)"
    assert rows(f"{COUNTS} {COST} $${row}$$")[-1].verdict == WRONG


def test_a_product_over_members():
    row = r"\log \prod_{i=1}^{n_1} e^{x_i} = \sum_{i=1}^n 1\{t_i = 1\} x_i"
    assert rows(f"{COUNTS} $${row}$$")[-1].verdict == UNDER


def test_what_hangs_on_the_class_of_an_example():
    row = r"\ell = -\sum_{i=1}^n (x_i - a_{t_i})^2"
    assert rows(f"{COUNTS} {COST} $${row}$$")[-1].verdict == HOLDS
    assert rows(f"{COUNTS} {COST} $${row.replace('-a', '+a').replace('- a', '+ a')}$$")[-1].verdict != HOLDS


def test_a_condition_that_is_solved_step_by_step():
    steps = [r"\frac{n_1}{\pi} - \frac{n_0}{1 - \pi} &= 0", r"n_1 (1 - \pi) - n_0 \pi &= 0", r"n_1 - n \pi &= 0"]
    found = rows(COUNTS + r"$$\begin{aligned}" + r"\\".join(steps) + r"\end{aligned}$$")[2:]
    assert [row.verdict for row in found][1:] == [UNDER, UNDER]
    wrong = rows(COUNTS + r"$$\begin{aligned}" + r"\\".join([*steps[:2], r"n_0 - n \pi &= 0"]) + r"\end{aligned}$$")
    assert wrong[-1].verdict not in (HOLDS, UNDER)


def test_what_a_logarithm_does_not_reach_has_no_value():
    declared = '[notation]\n"q" = []\n"z" = []\n'
    row = r"\frac{1}{1 + \frac{1 - q}{q} e^z} = \frac{1}{1 + e^{z + \ln \frac{1 - q}{q}}}"
    assert rows(f"$${row}$$", declared)[-1].verdict == HOLDS
