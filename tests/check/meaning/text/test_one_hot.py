"""Targets as vectors of zeros and a one, where the specification has the number of the class."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

ROWS = """
[model]
inputs = { X = ["N", "m"], t = { shape = ["N"], integer = true, below = "G" } }
parameters = { V = ["m", "G"] }
equations = '''
U = X @ V
Q = softmax(U)
J = -mean(log(Q[n,t[n]]), n)
'''
"""
ONE = """
[model]
inputs = { x = ["m"], g = { shape = [], integer = true, below = "G" } }
parameters = { V = ["G", "m"] }
equations = '''
u = V @ x
q = softmax(u)
J = -log(q[g])
'''
"""


def verdict(spec, *rows):
    return check(derive.loads(spec), "\n".join(f"$${row}$$" for row in rows)).rows[-1].verdict


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial J}{\partial V} = \frac1N X^T (Q - T)", "holds"),
    (r"\frac{\partial J}{\partial U_{nk}} = \frac1N (Q_{nk} - T_{nk})", "holds"),
    (r"\frac{\partial J}{\partial V} = \frac1N X^T (T - Q)", "wrong"),
    (r"\frac{\partial J}{\partial V} = \frac1N (Q - T)^T X", "wrong"),
])  # fmt: skip
def test_the_capital_is_the_table_of_the_classes(row, expected):
    assert verdict(ROWS, r"\frac{\partial J}{\partial U} = \frac1N (Q - T)", row) == expected


@pytest.mark.parametrize("row", [r"T_{nk} = \mathbb{1}[t_n = k]", r"\frac{\partial J}{\partial U} = \frac1N (Q - T)"])
def test_the_text_may_say_so(row):
    assert verdict(ROWS, r"T_{nk} = \mathbb{1}[t_n = k]", row) == "holds"


def test_a_text_that_defines_the_letter_means_that():
    assert verdict(ROWS, r"T = X V", r"\frac{\partial J}{\partial U} = \frac1N (Q - T)") != "holds"


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial J}{\partial u} = q - y", "holds"),
    (r"\frac{\partial J}{\partial u_k} = q_k - y_k", "holds"),
    (r"\frac{\partial J}{\partial V} = (q - y) x^T", "holds"),
    (r"J = -\sum_k y_k \log q_k", "holds"),
    (r"\frac{\partial J}{\partial V} = (y - q) x^T", "wrong"),
    (r"\frac{\partial J}{\partial V} = x (q - y)^T", "wrong"),
])  # fmt: skip
def test_the_usual_letter_is_the_vector_of_the_class(row, expected):
    assert verdict(ONE, r"\frac{\partial J}{\partial q_k} = -\frac{y_k}{q_k}", row) == expected


HINGE = """
[model]
inputs = { X = ["N", "m"], y = { shape = ["N"], integer = true, below = "G" } }
parameters = { V = ["m", "G"] }
equations = '''
s = X @ V
h[n,j] = max(0, s[n,j] - s[n,y[n]] + 1)
J = sum(h[n,j] - where(j == y[n], h[n,j], 0), n, j)
'''
"""


@pytest.mark.parametrize(("row", "expected"), [
    (r"J = \sum_n \sum_{j \neq y_n} h_{nj}", "holds"),
    (r"J = \sum_n \sum_{j' \neq y_n} \mathbb{1}(h_{nj} > 0)", "wrong"),
])  # fmt: skip
def test_a_condition_on_a_class_is_about_its_number(row, expected):
    assert verdict(HINGE, r"s = X V", row) == expected


def test_the_letters_that_are_taken_so_are_named():
    """The T of a transpose is no table of classes."""
    said = check(derive.loads(ONE), r"$$\frac{\partial J}{\partial V} = (q - y) x^T$$").understood
    assert [words for words in said if "zero elsewhere" in words] == ["y: one at the class g and zero elsewhere"]


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial J}{\partial u} = q - h", "holds"),
    (r"\frac{\partial J}{\partial V} = (q - h) x^T", "holds"),
    (r"\frac{\partial J}{\partial u_k} = q_k - h_k", "holds"),
    (r"\frac{\partial J}{\partial u} = h - q", "wrong"),
])  # fmt: skip
def test_any_letter_may_be_declared_as_the_vector_of_the_class(row, expected):
    assert verdict(f'{ONE}\n[notation]\n"h" = "basis G"', row) == expected


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial J}{\partial V} = (\hat q - y) x^T", "holds"),
    (r"\frac{\partial J}{\partial V} = (y - \hat q) x^T", "wrong"),
])  # fmt: skip
def test_beside_a_prediction_the_plain_letter_is_none(row, expected):
    """In Bishop's letters y is what the network says."""
    declared = f'{ONE}\n[notation]\nfamily = "bishop"\n"\\\\hat{{y}}" = "q"'
    assert verdict(declared, r"\frac{\partial J}{\partial u} = \hat y - y", row.replace("q", "y")) == expected


def test_the_class_may_have_any_name():
    """That of a letter inside the judge, too; words about the entries of the vector are no other definition."""
    spec = """
[model]
inputs = { c = { shape = [], integer = true, below = "V" } }
parameters = { u = ["V"] }
equations = "y = softmax(u); E = -log(y[c])"
[notation]
"t" = "basis V"
"y_j" = "y[j]"
"""
    text = r"$$ \frac{\partial E}{\partial u_j} = y_j - t_j $$ where $t_j = 1$ if $j = j^*$, and zero otherwise"
    rows = check(derive.loads(spec), text, read_declarations(spec), explain=False).rows
    assert rows[0].verdict == "holds"
    assert all(row.verdict != "wrong" for row in rows[1:])
