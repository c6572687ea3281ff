"""Declared symbols are written in the author's own macros."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
equations = '''
q = sigmoid(X @ w)
L = -sum(y*log(q) + (1 - y)*log(1 - q))
'''
[notation]
"\\row x_i" = "X[i]"
"\\row y" = "y"
"q_i" = "q[i]"
"h" = "grad w"
[[notation.part]]
begins = "Again"
"\\row u_i" = "X[i]"
"""
MACRO = "\\newcommand{\\row}[1]{\\mathbf{#1}}\n"


def verdicts(text, spec=SPEC):
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec)).rows]


def test_a_key_means_what_the_text_makes_of_it():
    rows = [r"$$\frac{\partial L}{\partial w} = \sum_i (q_i - y_i) \row x_i$$",
            r"$$\frac{\partial L}{\partial w} = \sum_i (q_i + y_i) \row x_i$$",
            "Again", r"$$\frac{\partial L}{\partial w} = \sum_i (q_i - y_i) \row u_i$$"]  # fmt: skip
    assert verdicts(MACRO + "\n".join(rows)) == ["holds", "wrong", "holds"]


def test_an_undefined_macro_says_by_its_name_that_it_is_bold():
    row = r"$$\frac{\partial L}{\partial w} = \sum_i (q_i - y_i) \vect{x}_i$$"
    assert verdicts(f"Again {row}", SPEC.replace("\\\\row x", "\\\\mathbf{x}").replace("\\\\row u", "\\\\vect v")) == ["holds"]


def test_a_gradient_with_its_argument_is_transposed_as_a_whole():
    rows = [rf"$$\frac{{\partial}}{{\partial w}} h(w)^T = X^T diag(q_i (1 {sign} q_i)) X$$" for sign in "-+"]
    assert verdicts(MACRO + "\n".join(rows) + "Again") == ["holds", "wrong"]
