"""What follows from a condition is judged where the condition holds."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { X = ["n", "m"], y = ["n"] }
parameters = { w = ["m"] }
equations = '''
L = sum((y - X @ w)**2)/(2*n)
'''
[notation]
"n" = "size n"
"""

STEPS = r"""
\begin{align}
\frac{\partial L}{\partial w} = 0 &\Leftrightarrow \frac{1}{n} (X^T X w - X^T y) = 0 \\
&\Leftrightarrow X^T X w = X^T y \\
&\Leftrightarrow w = (X^T X)^{-1} X^T y
\end{align}
"""


def verdicts(text):
    return [row.verdict for row in check(derive.loads(SPEC), text, read_declarations(SPEC), explain=True).rows]


def test_the_normal_equations():
    assert verdicts(STEPS) == ["holds under"] * 3


def test_a_sign_lost_on_the_way():
    assert verdicts(STEPS.replace("X^T X w = X^T y", "X^T X w = -X^T y"))[1] == "wrong"


def test_a_solution_of_another_equation():
    assert verdicts(STEPS.replace("w = (X^T X)", "w = 2 (X^T X)"))[2] == "wrong"


def test_matrices_that_do_not_fit():
    assert verdicts(STEPS.replace("(X^T X)^{-1}", "(X X^T)^{-1}"))[2] == "wrong"


def test_an_equation_of_which_nothing_says_where_it_holds():
    assert verdicts(r"$$X^T X w = X^T y$$") == ["holds under"]  # where the gradient is zero
    assert verdicts(r"$$X^T X w = X^T y + w$$") == ["cannot tell"]


ALONE = r"""
We minimise $J = \|A w - b\|^2 + \mu w^T w$ with $A \in \mathbb{R}^{n\times d}$, $w \in \mathbb{R}^d$, $b \in \mathbb{R}^n$.
\begin{align}
\nabla_w J &= 2 A^T (A w - b) + 2\mu w = 0 \\
(A^T A + \mu I) w &= A^T b \\
w &= (A^T A + \mu I)^{-1} A^T b
\end{align}
"""


def test_a_solution_in_a_text_of_its_own_is_no_definition():
    assert [row.verdict for row in check(None, ALONE, explain=False).rows][-3:] == ["holds", "holds under", "holds under"]
    slipped = ALONE.replace(r"w &= (A^T A + \mu I)", r"w &= (A^T A - \mu I)")
    assert check(None, slipped, explain=False).rows[-1].verdict == "wrong"


TWO = r"""
Let $J = -N \log s - \frac{1}{2 s^2} \sum_{i=1}^N (x_i - m)^2$ with $x \in \mathbb{R}^N$.
\begin{align}
\frac{\partial J}{\partial m} &= \frac{1}{s^2} \sum_{i=1}^N (x_i - m) = 0 \\
\frac{\partial J}{\partial s} &= -\frac{N}{s} + \frac{1}{s^3} \sum_{i=1}^N (x_i - m)^2 = 0 \\
\Rightarrow m &= \frac{1}{N} \sum_{i=1}^N x_i
\end{align}
"""


def test_a_row_follows_from_one_of_several_conditions():
    assert check(None, TWO, explain=False).rows[-1].verdict == "holds under"


def test_what_follows_from_a_wrong_condition_is_not_judged():
    text = TWO.replace(r"\frac{1}{s^3}", r"\frac{2}{s^3}")
    text = text.replace(r"m &= \frac{1}{N} \sum_{i=1}^N x_i", r"s^2 &= \frac{1}{N} \sum_{i=1}^N (x_i - m)^2")
    assert [row.verdict for row in check(None, text, explain=False).rows][-2:] == ["wrong", "cannot tell"]


OWN = """
\\begin{align}
X^T (X v - y) &= 0 \\\\
X^T X v &= X^T y
\\end{align}
$$v = (X^T X)^{-1} X^T y$$
"""


def test_a_declared_symbol_is_what_is_sought():
    """Beside the specification's data and parameters stands a symbol that was declared with its shape alone."""
    declared = read_declarations(SPEC + '"v" = ["m"]')

    def of(text):
        return [row.verdict for row in check(derive.loads(SPEC), text, declared, explain=True).rows]

    assert of(OWN)[1:] == ["holds under", "holds under"]
    slip = OWN.replace("X v &= X^T y", "X v &= -X^T y")
    assert of(slip)[1:] == ["wrong", "holds under"]
    assert of(slip.replace("v = (", "v = -("))[1:] == ["wrong", "wrong"]


NORMAL = derive.loads("""
[model]
inputs = { x = ["N"] }
parameters = { mu = [], s2 = [] }
equations = "l = sum(-log(2*pi*s2)/2 - (x - mu)**2/(2*s2))"
""")
OF_NORMAL = {r"\mu": "mu", r"\sigma^2": "s2", "x_i": "x[i]", r"\ell": "l", "N": "size N"}


def test_a_condition_for_another_variable_does_not_follow_from_the_first():
    rows = [
        r"\frac{\partial \ell}{\partial \mu} = \sum_{i=1}^N \frac{x_i - \mu}{\sigma^2} = 0",
        r"\frac{\partial^2 \ell}{\partial \mu^2} = -\frac{N}{\sigma^2}",
        r"\frac{\partial \ell}{\partial \sigma^2} = -\frac{N}{2 \sigma^2} + \frac{\sum_i (x_i - \mu)^2}{2 (\sigma^2)^2} = 0",
    ]
    text = "\n".join(f"$$ {row} $$" for row in rows)
    assert "wrong" not in [row.verdict for row in check(NORMAL, text, OF_NORMAL).rows]
    text = text.replace(r"+ \frac", r"- \frac")
    assert [row.verdict for row in check(NORMAL, text, OF_NORMAL).rows][-1] == "wrong"


@pytest.mark.parametrize(("power", "verdict"), [(6, "holds"), (4, "wrong")])
def test_the_second_derivative_by_a_variance(power, verdict):
    term = rf"\frac{{1}}{{2\sigma^4}} - \frac{{(x_i - \mu)^2}}{{\sigma^{power}}}"
    row = rf"\frac{{\partial^2 \ell}}{{\partial (\sigma^2)^2}} = \sum_{{i=1}}^N \left( {term} \right)"
    table = {**OF_NORMAL, r"\sigma": "sqrt(s2)"}
    assert [found.verdict for found in check(NORMAL, f"$$ {row} $$", table, explain=False).rows] == [verdict]
