"""How texts say of which entries they speak, break formulas, and leave marks out."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SOFTMAX = """
[model]
inputs = { c = { shape = [], integer = true, below = "K" } }
parameters = { z = ["K"] }
equations = '''
q = softmax(z)
C = -log(q[c])
'''
[notation]
"q_i" = "q[i]"
"z_i" = "z[i]"
"q_c" = "q[c]"
"z_c" = "z[c]"
"""


def verdicts(spec: str, text: str) -> list[str]:
    rows = check(derive.loads(spec), text, read_declarations(spec), explain=False).rows
    return [row.verdict for row in rows if not row.row.inline]


@pytest.mark.parametrize("other", [True, False])
def test_a_condition_may_stand_in_a_script(other):
    below = r"i \neq c" if other else "i"
    row = rf"\frac{{\partial C}}{{\partial z_{{{below}}}}} = q_i"
    assert verdicts(SOFTMAX, f"$${row}$$") == ["holds" if other else "wrong"]


def test_a_case_with_a_row_of_its_own_is_left_out_of_all_rows_of_the_other_chain():
    case = r"$$\frac{\partial C}{\partial z_c} = q_c - 1$$"
    rest = r"$$\frac{\partial C}{\partial z_i} = \frac{1}{q_c} q_c q_i$$ $$= q_i$$"
    assert verdicts(SOFTMAX, rest) == ["wrong", "wrong"]
    assert verdicts(SOFTMAX, f"{case} {rest}") == ["holds", "holds under", "holds under"]
    assert verdicts(SOFTMAX, f"{case} {rest.replace('= q_i', '= 2 q_i')}")[-1] == "wrong"


def test_two_dollars_in_a_line_of_words_mark_an_inline_formula():
    row = r"$$\frac{\partial q_i}{\partial z_j} = -q_i q_j$$"
    assert verdicts(SOFTMAX, f"The other entries of row $$i$$, where $$j \\neq i$$, are\n\n{row}") == ["holds under"]
    assert verdicts(SOFTMAX, f"The entries of row $$i$$ are\n\n{row}") == ["wrong"]


def test_a_derivative_whose_second_mark_is_forgotten():
    assert verdicts(SOFTMAX, r"$$\frac{\partial C}{\partial z_c} = -\frac{\partial}{z_c} \log(q_c)$$") == ["holds"]
    assert verdicts(SOFTMAX, r"$$\frac{\partial C}{\partial z_c} = \frac{\partial}{z_c} \log(q_c)$$") == ["wrong"]


def test_a_sign_on_both_rows_of_a_broken_formula_counts_once():
    text = (
        r"$$\frac{\partial C}{\partial z_i} =\\ = q_i +\\ + q_i - \frac{\partial}{\partial z_i} z_c - q_i =\\ = q_i - 2 q_c$$"
    )
    assert verdicts(SOFTMAX, text) == ["not a claim", "not a claim", "holds", "wrong"]


def test_a_prime_on_brackets_differentiates_by_the_only_symbol_inside():
    spec = '[model]\nparameters = { x = ["n"] }\nequations = """\nC = sum(x**2)\n"""\n'
    assert verdicts(spec, r"$$\left(\frac{1}{1 + e^{-x}}\right)' = \frac{e^{-x}}{(1 + e^{-x})^2}$$") == ["holds under"]
    assert verdicts(spec, r"$$\left(\frac{1}{1 + e^{-x}}\right)' = -\frac{e^{-x}}{(1 + e^{-x})^2}$$") != ["holds under"]
