"""Cases that a text states beside a display: in formulas or in plain words, for all rows of the display."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SOFTMAX = """
[model]
inputs = { y = ["K"] }
parameters = { z = ["K"] }
equations = '''
q = softmax(z)
C = -sum(y*log(q))
'''
"""
LONG = r"""\begin{align}
\frac{\partial q_i}{\partial z_k} &= \frac{e^{z_i}}{\sum_{j} e^{z_j}} - \frac{e^{z_i} e^{z_i}}{(\sum_{j} e^{z_j})^2} \\
&= \frac{e^{z_i}}{\sum_{j} e^{z_j}} \left( \frac{\sum_{j} e^{z_j} - e^{z_i}}{\sum_{j} e^{z_j}} \right) \\
&= q_i - q_i^2 \\
&= q_i (1 - q_i)
\end{align}"""
BOTH = r"\[ \frac{\partial q_i}{\partial z_k} = \begin{cases} q_i q_k & i = k \\ - q_i q_k & i \neq k \end{cases} \]"


def _verdicts(text: str) -> list[str]:
    return [row.verdict for row in check(derive.loads(SOFTMAX), text, explain=False).rows if not row.row.inline]


@pytest.mark.parametrize("case", ["If $i = k$:", "Take i = k first. When i = k, we get", "for *i* = *k*"])
def test_a_case_holds_for_all_rows_of_the_display_behind_it(case):
    assert _verdicts(f"{case}\n{LONG}") == ["holds under"] * 4


def test_another_case_or_none_makes_no_row_right():
    assert "wrong" in _verdicts(LONG)
    assert "wrong" in _verdicts(f"if i ≠ k then\n{LONG}")


def test_a_row_that_tells_cases_apart_is_judged_in_all_of_them():
    assert _verdicts(f"If $i \\neq k$ the sign turns:\n{BOTH}") == ["wrong"]


@pytest.mark.parametrize("words", ["where $\\delta_{ij} = 1$ if $i = k$", "where $\\delta_{ij} = 1$ when i = k"])
def test_a_condition_of_an_inline_equation_is_none_of_the_display(words):
    assert "wrong" in _verdicts(f"{words}, else 0:\n{LONG}")


def test_a_condition_that_explains_kroneckers_symbol_restricts_no_row():
    said = r"With Kronecker's $\delta_{ik}$ (one if $i = k$, else zero) both cases are"
    row = r"$$ \frac{\partial q_i}{\partial z_k} = q_i (\delta_{ik} - q_%s) $$"
    assert _verdicts(f"{said}\n{row % 'k'}") == ["holds"]
    assert _verdicts(f"{said}\n{row % 'i'}") == ["wrong"]
    assert _verdicts(f"If $i = k$ we have\n{row % 'i'}") == ["holds under"]


def test_who_explains_an_indicator_restricts_nothing():
    spec = """
[model]
inputs = { t = ["n"] }
parameters = { z = ["n"] }
equations = "q = softmax(z); J = -sum(t*log(q))"
"""
    rows = (
        r"$$\frac{\partial \log q_a}{\partial z_j} = \mathbb{1}_{j=a} - q_j$$",
        r"$$\frac{\partial \log q_a}{\partial z_j} = \mathbb{1}_{j=a} - q_a$$ where the indicator is 1 if $j = a$, else 0.",
    )
    assert [row.verdict for row in check(derive.loads(spec), rows[0] + rows[1], explain=False).rows[:2]] == ["holds", "wrong"]


NET = r"""
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 2, activation = "tanh" }]
"""
ZERO = r"\[ \frac{\partial a_t^{l}}{\partial w_{jk}^{l}} = 0 \]"


def test_what_vanishes_for_other_indices_alone():
    def last(text: str) -> str:
        return check(derive.loads(NET), text, explain=False).rows[-1].verdict

    assert last(rf"For $t \neq j$ we have {ZERO}") == "holds under"
    assert last(ZERO) == last(rf"For $t = j$ we have {ZERO}") == "cannot tell"
    assert last(r"\[ \frac{\partial a_i^{l}}{\partial w_{jk}^{l}} = 0 \quad\text{for } i \neq j \]") == "holds"


def test_conditions_of_one_formula_hold_together():
    row = r"$$ \frac{\partial (q_i q_j)}{\partial z_k} = q_i q_k (1 - %s q_k) $$"
    assert _verdicts(rf"Case two: $j = k, i \neq k$. {row % 2}") == ["holds under"]
    assert _verdicts(rf"Case two: $j = k, i \neq k$. {row % 3}") == ["wrong"]
    assert _verdicts(rf"Case two: $j = k, i = k$. {row % 2}") == ["wrong"]


def test_a_chain_of_formulas_on_lines_of_their_own():
    """It begins with a formula that claims nothing alone; the condition before it restricts all of them."""
    head, slope = r"\frac{\partial q_i}{\partial z_k}", r"\frac{\partial q_i}{\partial z_i}"
    chain = f"If $k = i$:\n\n${head}$\n\n$= {slope}$\n\n$= q_i - q_i q_i$\n\n$= q_i (1 + q_k)$\n"
    found = check(derive.loads(SOFTMAX), chain, explain=False).rows
    assert [row.verdict for row in found[1:]] == ["holds under", "holds under", "wrong"]
    apart = chain.replace(f"${head}$", f"We want ${head}$, that is")
    assert "this row continues one that is not there" in check(derive.loads(SOFTMAX), apart, explain=False).rows[1].reason
