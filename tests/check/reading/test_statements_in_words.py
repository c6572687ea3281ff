"""Conditions as words with the formula's dollars at the wrong place, and fractions of differentials with a sign above."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import parse
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
