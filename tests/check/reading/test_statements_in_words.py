"""Conditions as words with the formula's dollars at the wrong place, and fractions of differentials with a sign above."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import parse, read
from derive.check.reading.inline_conditions import with_conditions
from derive.check.reading.syntax import Derivative, Fraction, Relation, Words
from derive.check.reading.tree import walk


def condition(text: str) -> object:
    return parse(rf"\begin{{cases}} 0 & {text} \\ 1 & \text{{otherwise}} \end{{cases}}").branches[0][1]


@pytest.mark.parametrize(
    "text", [r"\text{p $\ne$ i}", r"\text{if p $\ne$ i}", r"\text{if $p \neq i$}", r"\text{for p $\neq$ i,}", r"p \ne i"]
)
def test_a_relation_of_two_letters_is_a_condition(text):
    found = condition(text)
    assert isinstance(found, Relation)
    assert (found.op, found.left.base, found.right.base) == ("!=", "p", "i")


@pytest.mark.parametrize("text", [r"\text{the unit is a}", r"\text{class = a set}"])
def test_other_words_stay_words(text):
    assert any(isinstance(node, Words) for node in walk(condition(text)))


@pytest.mark.parametrize(
    "text", [r"\frac{-\partial L}{\partial p_j}", r"\frac{- d L}{d p_j}", r"-\frac{\partial L}{\partial p_j}"]
)
def test_a_sign_above_belongs_to_the_derivative(text):
    assert any(isinstance(node, Derivative) for node in walk(parse(text)))


@pytest.mark.parametrize("text", [r"\frac{-d}{2}", r"\frac{-d x}{2}"])
def test_a_d_above_a_number_is_none(text):
    found = list(walk(parse(text)))
    assert any(isinstance(node, Fraction) for node in found)
    assert not any(isinstance(node, Derivative) for node in found)


def test_its_sign_counts():
    spec = '[model]\ninputs = { y = ["n"] }\nparameters = { p = ["n"] }\nequations = "L = -sum(y*log(p))"\n'
    rows = (r"\frac{- \partial L}{\partial p_j} = \frac{y_j}{p_j}", r"\frac{- \partial L}{\partial p_j} = -\frac{y_j}{p_j}")
    found = check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    assert [row.verdict for row in found] == ["holds", "wrong"]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        (r"Note that $r'(z) = 1$ if and only if $z > 0$.", 1),
        (r"Vì $r'(z) = 1$ khi và chỉ khi $z > 0$.", 1),
        (r"Here $r'(z) = 1$, since $z > 0$.", 0),
        (r"Here $r'(z) = 1$ and $z > 0$.", 0),
    ],
)
def test_an_inequality_that_says_when_the_formula_before_it_holds(text, conditions):
    first, second = with_conditions(read(text)).rows
    assert (len(first.conditions), bool(second.claims)) == (conditions, not conditions)


def test_conditions_in_other_languages():
    branches = r"\begin{cases} 1 & \text{nếu } i = j \\ 0 & \text{ngược lại} \end{cases}"
    (row,) = read(rf"$$ a_{{ij}} = {branches} $$").rows
    assert [condition is None for _, condition in row.claims[0].right.branches] == [False, True]


def test_names_of_signs_in_editors_for_web_pages():
    (row,) = read(r"$$ \frac{\part a}{\part x} = b \sdot c $$").rows
    assert row.claims == read(r"$$ \frac{\partial a}{\partial x} = b \cdot c $$").rows[0].claims


@pytest.mark.parametrize("label", [r"\text{direct}", r"\text{當前}", r"\tilde{h}\text{-path}"])
def test_a_part_of_a_derivative_by_its_name(label):
    (row,) = read(rf"$$ \left.\frac{{\partial L}}{{\partial h}}\right|_{{{label}}} = g $$").rows
    assert row.problem is None and isinstance(row.claims[0].left.where[0], Words)
