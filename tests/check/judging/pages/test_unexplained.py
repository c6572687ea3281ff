"""What differs without an explanation is not always the row's fault."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["d"], t = [] }
parameters = { w = ["d"] }
equations = '''
s = dot(w, x)
E = (s - t)**2/2
'''
"""


def verdicts(text: str, spec: str = SPEC) -> list[str]:
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec)).rows]


def test_an_equation_between_given_quantities_is_no_identity():
    assert verdicts(r"$$\frac{\partial E}{\partial w} = (s - t) x$$ $$w = \frac{t x}{2 + x^T x}$$")[1] == "cannot tell"


def test_a_constraint_claims_nothing():
    assert verdicts(r"$$t w_i x_i \geq 1 - t$$ $$E \geq 0$$ $$E \leq 0$$") == ["not a claim", "holds", "wrong"]


def test_a_text_about_another_model():
    """Logistic regression beside a specification of least squares: not the text is wrong."""
    rows = [r"$$s = \tanh(x^T x) - t$$", r"$$E = -t \log(2 + s^2)$$", r"$$\frac{\partial E}{\partial s} = \frac{-2ts}{2+s^2}$$"]
    found = check(derive.loads(SPEC), "\n".join(rows), read_declarations(SPEC)).rows
    assert [row.verdict for row in found] == ["cannot tell", "cannot tell", "holds under"]
    assert "by the text's own definitions, without the specification" in str(found[2].convention)
    assert all("seems to describe another model" in row.reason for row in found[:2])


def test_another_symbol_would_repair_a_row_of_another_model_by_chance():
    rows = [
        r"$$s = \tanh(x^T x) - t$$",
        r"$$s = \log(1 + x^T x) + t^2$$",
        r"$$\frac{\partial E}{\partial w} = t^3 \tanh(x) + w$$",
        r"$$\frac{\partial E}{\partial s} = s - E$$",
    ]
    found = check(derive.loads(SPEC), "\n".join(rows), read_declarations(SPEC)).rows
    assert [row.verdict for row in found] == ["cannot tell"] * 4
    assert not found[3].explanation


def test_a_row_that_another_symbol_repairs_is_wrong_beside_rows_that_hold():
    rows = r"$$s = w^T x$$ $$\frac{\partial E}{\partial w} = (s - t) x$$ $$\frac{\partial E}{\partial s} = s - E$$"
    assert [row.verdict for row in check(derive.loads(SPEC), rows, read_declarations(SPEC)).rows] == ["holds", "holds", "wrong"]


def test_one_slip_among_rows_that_hold_stays_wrong():
    rows = r"$$s = w^T x$$ $$\frac{\partial E}{\partial s} = s - t$$ $$\frac{\partial E}{\partial w_i} = (s - t)^3 w_i$$"
    assert verdicts(rows) == ["holds", "holds", "wrong"]


def test_a_repair_does_not_beg_the_question():
    """With E on the right side the row would hold, and say nothing."""
    found = check(derive.loads(SPEC), r"$$s = w^T x$$ $$E = \frac{1}{2} \log(2 + x^T x)$$", read_declarations(SPEC)).rows
    assert found[1].verdict == "wrong" and "$E$" not in (found[1].explanation or "")


def test_an_update_that_shrinks():
    assert verdicts(r"$$w_i = (1 - 2 \eta \mu) w_i - \eta \frac{\partial E}{\partial w_i}$$") == ["not a claim"]


def test_a_derivative_of_the_cost_as_it_stands_says_that_the_model_is_meant():
    wrong = [
        r"\frac{\partial E}{\partial w_i} = (s - t)^3 w_i + s",
        r"\frac{\partial E}{\partial w_i} = \tanh(s) x_i^2 - t",
        r"\frac{\partial E}{\partial w_i} = s^2 t^2 x_i^3",
    ]
    stated = r"\frac{\partial E}{\partial w_i} = \frac{\partial \frac12 (w^T x - t)^2}{\partial w_i}"
    text = "\n".join(f"$$ {row} $$" for row in (stated, *wrong))
    assert verdicts(text) == ["holds", "wrong", "wrong", "wrong"]
    assert verdicts("\n".join(f"$$ {row} $$" for row in wrong)) == ["cannot tell"] * 3


RIDGE = r"""
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"], c = [] }
equations = "J = sum((X @ w - y)**2) + c*sum(w**2)"
"""


def test_another_form_of_a_solution_is_a_claim():
    text = r"\begin{align} w &= (X^T X + c I)^{-1} X^T y \\ &= (%s + c I)^{%s} X^T y \end{align}"
    assert verdicts(text % ("I X^T X", "-1"), RIDGE) == ["holds under", "holds under"]
    assert verdicts(text % ("X^T X", "T"), RIDGE) == ["holds under", "wrong"]


def test_products_of_the_same_things_are_a_claim():
    spec = RIDGE.replace("c = []", 'c = [], V = ["n", "d"]').replace("c*sum(w**2)", "c*sum(w**2) + sum(V)")
    assert verdicts(r"$$ X V^T = V X^T $$", spec) == ["wrong"]
    assert verdicts(r"$$ X V^T = (V X^T)^T $$", spec) == ["holds"]
    assert verdicts(r"$$ X^T X w = X^T y $$", spec) in (["cannot tell"], ["holds under"])
