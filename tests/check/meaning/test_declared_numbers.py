"""A letter that is declared as a number is no cost, whatever letter it is; brackets around an exponent change nothing."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import parse

SPEC = '[notation]\n"C" = []\n"u" = []\n"v" = []\n'


def verdicts(text, spec=SPEC):
    return [row.verdict for row in check(None, text, read_declarations(spec), explain=False).rows]


def test_a_declared_number_is_given():
    text = r"$$q = \frac{C e^u}{C e^u + C e^v}$$ $$q = \frac{1}{1 + e^{(v - u)}}$$ $$q = \frac{1}{1 + e^{(u - v)}}$$"
    assert verdicts(text) == ["not a claim", "holds", "cannot tell"]


def test_a_cost_that_is_differentiated_stays_one():
    text = r"$$\frac{\partial C}{\partial u} = \frac{\partial C}{\partial v} \frac{\partial v}{\partial u}$$ $$v = u^2$$"
    assert verdicts(text, '[notation]\n"C" = []\n')[0] == "holds"


def test_an_error_of_a_step_is_no_power():
    assert parse("e^{(t+1)}").sup[0].bracket == "()"
    assert parse("e^{(i)}").sup[0].bracket == "()"
    assert not parse("e^{(v - u w)}").sup[0].bracket


@pytest.mark.parametrize(("end", "verdict"), [("C", "holds under"), ("C-1", "wrong")])
def test_a_number_that_is_a_size_of_the_specification(end, verdict):
    model = derive.loads("""
[network]
input = 4
cost = "cross_entropy"
batch = "none"
layers = [{ layer = "dense", units = 5, activation = "relu" }, { layer = "dense", units = 3, activation = "softmax" }]
""")
    row = rf"L = -\sum_{{j=1}}^{{{end}}} y_j \log a_j"
    rows = check(model, f"$$ {row} $$", {"L": "C", "a_j": "a2[j]", "y_j": "y[j]", "C": 3}, explain=False).rows
    assert [found.verdict for found in rows] == [verdict]
