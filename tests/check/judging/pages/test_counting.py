"""Numbers as indices: the brackets of declarations count from zero, a text from one or from zero; cases that are numbers."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.errors import SpecError

MODEL = """
[model]
inputs = { t = [3] }
parameters = { z = [3] }
assume = "sum(t) == 1"
equations = '''
q = softmax(z)
C = -sum(t*log(q))
'''
[notation]
"z_i" = "z[i]"
"q_i" = "q[i]"
"t_i" = "t[i]"
"""


def verdicts(text: str, first: int, extra: str = "") -> list[str]:
    numbers = "".join(f'"{letter}_{first + n}" = "{letter}[{n}]"\n' for letter in "zqt" for n in range(3))
    spec = MODEL + numbers + extra
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec), explain=False).rows]


def test_a_text_may_count_from_one_where_its_declarations_count_from_zero():
    total = r"$$\frac{\partial C}{\partial z_1} = (t_1 + t_2 + t_3) q_1 - t_1$$"
    assert verdicts(total + r"$$C = -\sum_{i=1}^3 t_i \log q_i$$", 1) == ["holds"] * 2
    assert verdicts(total.replace("- t_1", "- t_2"), 1) == ["wrong"]


def test_a_letter_less_one_means_the_same_entry():
    assert verdicts(r"$$\frac{\partial C}{\partial z_1} = p_1 - t_1$$", 1, '"p_k" = "q[k-1]"\n') == ["holds"]


def test_a_text_may_count_from_zero_itself():
    assert verdicts(r"$$\frac{\partial C}{\partial z_0} = q_0 - t_0$$ $$C = -\sum_{i=0}^2 t_i \log q_i$$", 0) == ["holds"] * 2
    assert verdicts(r"$$\frac{\partial C}{\partial z_0} = q_1 - t_0$$", 0) == ["wrong"]


def test_a_number_in_another_row_is_a_case_of_its_own():
    own = r"$$\frac{\partial q_0}{\partial z_0} = q_0 (1 - q_0)$$ "
    other = r"$$\frac{\partial q_i}{\partial z_0} = -q_i q_0$$"
    assert verdicts(other, 0) == ["wrong"]
    assert verdicts(own + other, 0) == ["holds", "holds under"]
    assert verdicts(own + other.replace("-q_i", "q_i"), 0) == ["holds", "wrong"]


def test_a_display_that_ends_with_a_relation_goes_on_in_the_next():
    text = "$$\\frac{\\partial C}{\\partial z_i} =$$\n\n$$q_i - t_i =$$\n\n$$%s$$"
    assert verdicts(text % "q_i + t_i - 2 t_i", 1) == ["not a claim", "holds", "holds"]
    assert verdicts(text % "q_i - 2 t_i", 1) == ["not a claim", "holds", "wrong"]
    assert verdicts(text.replace("=$$\n\n$$q", "=$$ with $$q") % "q_i", 1)[1] == "not a claim"


WEIGHTS = """
[model]
inputs = { x = [3], c = { shape = [], integer = true, below = "K" } }
parameters = { W = ["K", 3] }
equations = '''
z = W @ x
C = -log(softmax(z)[c])
'''
[notation]
"""


def counted(text: str, notation: str = "") -> tuple[list[str], str]:
    spec = WEIGHTS + notation
    report = check(derive.loads(spec), text, read_declarations(spec), explain=False)
    return [row.verdict for row in report.rows], " ".join(report.understood)


def test_a_text_that_names_no_entry_zero_counts_from_one():
    row = "$$z_2 = W_{21} x_1 + W_{22} x_2 + W_{23} x_3$$"
    verdicts, said = counted(row)
    assert verdicts == ["holds"]
    assert "entries are counted from 1 in the text" in said
    assert counted(row.replace("W_{22}", "W_{12}"))[0] == ["wrong"]
    assert counted("$$z_0 = W_{00} x_0 + W_{01} x_1 + W_{02} x_2$$")[0] == ["holds"]


def test_class_indices_count_as_the_text_does():
    picked = r"$$C = -z_c + \log \sum_{k=1}^K e^{z_k}$$ $$z_1 = \sum_j W_{1j} x_j$$"
    verdicts, said = counted(picked)
    assert verdicts == ["holds"] * 2 and "entries are counted from 1 in the text" in said


def test_the_table_may_say_from_what_number_a_text_counts():
    row = "$$z_1 = W_{10} x_0 + W_{11} x_1 + W_{12} x_2$$ $$z_2 = \\sum_j W_{2j} x_j$$"
    assert counted(row, "first = 0\n")[0] == ["holds"] * 2
    assert counted("$$z_2 = W_{21} x_1 + W_{22} x_2 + W_{21} x_1$$", "first = 1")[0] == ["wrong"]
    with pytest.raises(SpecError, match="first = 0 or first = 1"):
        counted(row, "first = 2\n")


def test_brackets_of_a_model_by_formulas_count_from_zero():
    text = "$$p = W_{22}$$ $$v_2 = W_{23} x_3 + W_{21} x_1 + W_{22} x_2$$"
    assert counted(text, '"p" = "W[1,1]"\n"v_2" = "z[1]"\n')[0] == ["holds"] * 2
    assert counted("$$v_2 = W_{21} x_1 + W_{22} x_2 + W_{23} x_3$$", '"v_2" = "z[2]"\n"W_{21}" = "W[2,1]"')[0] == ["holds"]


WINDOWS = """
[model]
inputs = { x = ["A+P-1"], t = ["A"] }
parameters = { w = ["P"] }
equations = '''
z[a] = sum(x[a+m]*w[m], m)
C = sum((z - t)**2)/2
'''
"""


@pytest.mark.parametrize(
    ("first", "last", "offset", "verdict"),
    [("1", "A", "a+i-1", "holds"), ("0", "A-1", "a+i", "holds"), ("1", "A", "a-i+1", "wrong"), ("0", "A-1", "a+i-1", "wrong")],
)
def test_sums_say_from_where_entries_are_counted(first, last, offset, verdict):
    row = rf"$$\frac{{\partial C}}{{\partial w_i}} = \sum_{{a={first}}}^{{{last}}} (z_a - t_a) x_{{{offset}}}$$"
    assert derive.check(derive.loads(WINDOWS), row, explain=False).rows[0].verdict == verdict
