"""One letter for several functions: the specification has one of them, and no declaration says which."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { u = ["n"], t = ["n"] }
parameters = { c = ["n"] }
equations = '''
r = c*u
E = sum(t*tanh(r))
'''
[notation]
"""
SIGMOID = r"$$g(z) = \frac{1}{1 + e^{-z}}$$"
TANH = r"$$g(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}$$"


def verdicts(text: str, more: str = "") -> list[str]:
    return [row.verdict for row in check(derive.loads(SPEC + more), text, read_declarations(SPEC + more), explain=False).rows]


def test_another_definition_is_no_slip():
    text = f"{SIGMOID} $$g'(z) = g(z) (1 - g(z))$$ {TANH} $$g'(z) = 1 - g(z)^2$$"
    assert verdicts(text) == ["cannot tell", "holds under", "holds", "holds"]


def test_what_differs_from_the_text_s_own_definition_is_wrong():
    assert verdicts(f"{SIGMOID} $$g'(z) = g(z) (1 - g(z))^2$$ {TANH}")[1] == "wrong"


def test_a_declared_letter_means_what_it_is_declared_to_mean():
    assert verdicts(f"{SIGMOID} {TANH}", '"g" = "function tanh"\n') == ["wrong", "holds"]


def test_a_row_that_goes_on_speaks_of_the_other_function_too():
    chain = (
        r"\begin{align} g'(z) &= \frac{e^{-z}}{(1 + e^{-z})^2} \\ &= \frac{1}{1 + e^{-z}} \frac{e^{-z}}{1 + e^{-z}} \end{align}"
    )
    assert "wrong" not in verdicts(f"{TANH} {SIGMOID} {chain}")
