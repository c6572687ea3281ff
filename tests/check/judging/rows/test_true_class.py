"""Rows about the class of an example, which the text names by a letter."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.judging.rows.true_class import letters
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import read

SPEC = """
[model]
inputs = { x = ["m"], t = ["G"] }
parameters = { V = ["G", "m"] }
assume = "sum(t) == 1"
equations = '''
u = V @ x
q = softmax(u)
J = -sum(t*log(q))
'''
"""


def verdict(row, words="Let the true class be $r$."):
    return check(derive.loads(SPEC), f"{words}\n$${row}$$", {"u_k": "u[k]"}, explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"J = -\log q_r", "holds under"),
        (r"J = -u_r + \log \sum_k e^{u_k}", "holds under"),
        (r"\frac{\partial J}{\partial q_r} = -\frac{1}{q_r}", "holds under"),
        (r"\frac{\partial J}{\partial u_r} = q_r - 1", "holds under"),
        (r"\frac{\partial J}{\partial u_k} = q_k - t_k", "holds"),
        (r"J = \log q_r", "wrong"),
        (r"\frac{\partial J}{\partial u_r} = q_r", "wrong"),
        (r"J = -u_r + \sum_k e^{u_k}", "wrong"),
    ],
)
def test_the_letter_stands_for_the_class(row, expected):
    assert verdict(row) == expected


def test_a_letter_that_the_text_calls_nothing_is_any_index():
    assert verdict(r"J = -\sum_k t_k \log q_r", "Let $J$ be the cost.") == "wrong"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"J = -u_o + \log \sum_k e^{u_k}", "holds under"),
        (r"\frac{\partial J}{\partial u_o} = q_o - 1", "holds under"),
        (r"\frac{\partial J}{\partial u_o} = 1 - q_o", "wrong"),
        (r"\frac{\partial J}{\partial u_k} = t_k - q_k", "wrong"),
    ],
)
def test_a_cost_of_one_logarithm_names_the_class(row, expected):
    assert verdict(row, r"$$J = -\log q_o$$") == expected


def test_the_class_in_kroneckers_symbol_and_of_the_last_layer():
    layers = '{ layer = "dense", units = 3, activation = "softmax" }'
    model = derive.loads(f'[network]\ninput = 4\ncost = "cross_entropy"\nbatch = "none"\nlayers = [{layers}]')
    rows = [
        r"\mathcal{L} = -\sum_i y_i \log a^L_i",
        r"\mathcal{L} = -\log a^L_c",
        r"\frac{\partial \mathcal{L}}{\partial z^L_j} = a^L_j - \delta_{jc}",
        r"\frac{\partial \mathcal{L}}{\partial z^L_j} = a^L_j + \delta_{jc}",
    ]
    found = derive.check(model, "\n".join(f"$$ {row} $$" for row in rows)).rows
    assert [row.verdict for row in found] == ["holds", "holds under", "holds under", "wrong"]
    assert found[1].convention == "where y is one at c and zero elsewhere"


@pytest.mark.parametrize(
    "words", ["c is the index of the correct prediction", "$c$ is the true class", "where $c$ denotes the correct class"]
)
def test_words_for_the_class(words):
    assert letters(read(f"Here {words}. $$ a_c = 1 $$")) == {"c"}


def test_the_class_of_one_example_of_a_batch():
    spec = (
        '[network]\ninput = 3\ncost = "cross_entropy"\nbatch = "mean"\n'
        'layers = [{ layer = "dense", units = 5, activation = "softmax" }]\n'
        '[notation]\n"P_{ik}" = "a1[i,k]"\n"z_{ik}" = "z1[i,k]"\n"Y_{ik}" = "y[i,k]"\n'
    )

    def verdict(right):
        text = rf"With the true class $t$: $$ \frac{{\partial (-\log P_{{it}})}}{{\partial z_{{ik}}}} = {right} $$"
        return check(derive.loads(spec), text, read_declarations(spec), explain=False).rows[-1].verdict

    assert verdict("P_{ik} - Y_{ik}") == "holds under"
    assert verdict("P_{ik} + Y_{ik}") == "wrong"
    assert verdict("P_{it} - Y_{ik}") == "wrong"
