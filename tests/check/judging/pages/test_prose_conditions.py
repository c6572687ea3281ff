"""Conditions in the prose before a display."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

HINGE = """
[model]
inputs = { x = ["d"], y = [] }
parameters = { w = ["d"] }
constants = { lambda = 0.3 }
equations = "J = lambda/2*sum(w**2) + maximum(0, 1 - y*sum(w*x))"
"""


def last(words, row):
    text = rf"$$ J = \frac\lambda2 \|w\|^2 + \max(0, 1 - y w^T x) $$ {words} $$ \frac{{\partial J}}{{\partial w}} = {row} $$"
    return derive.check(derive.loads(HINGE), text, explain=False).rows[-1]


@pytest.mark.parametrize(
    "words", [r"When $y w^T x \ge 1$, then", r"\u5f53 $y w^T x > 1$ \u65f6", r"Falls $1 \leq y w^T x$ gilt:"]
)
def test_a_row_holds_where_the_prose_says(words):
    row = last(words.encode().decode("unicode_escape") if "\\u" in words else words, r"\lambda w")
    assert row.verdict == "holds under"
    assert "as the text says" in (row.convention or "")


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (r"When $y w^T x \ge 1$, then", r"2 \lambda w"),
        (r"When $y w^T x < 1$, then", r"\lambda w"),
        (r"We have $y w^T x \ge 1$ here.", r"\lambda w"),
        ("Then", r"\lambda w"),
    ],
)
def test_other_rows_stay_wrong(words, row):
    assert last(words, row).verdict == "wrong"


TRIPLET = """
[model]
inputs = { a = ["d"], p = ["d"], n = ["d"] }
parameters = { W = ["k", "d"], m = [] }
equations = '''
D = sum((W @ (a - p))**2) - sum((W @ (a - n))**2) + m
L = maximum(0, D)
'''
"""
"""Both letters of a pair are usual for targets, too: made positive, they all may lie where nothing is lost."""
PAIRS = r"(a-p)(a-p)^T - (a-n)(a-n)^T"


def rows_below(words, *rows):
    text = "\n".join(rf"$$ {row} $$" for row in rows)
    return derive.check(derive.loads(TRIPLET), f"{words}\n{text}", explain=False).rows


@pytest.mark.parametrize(
    "words",
    ["If the loss is positive,", "Whenever the margin is violated we get", "For a positive loss",
     "Falls der Verlust positiv ist", "Si la perte est positive", "\u5f53\u635f\u5931\u5927\u4e8e\u96f6\u65f6"],
)  # fmt: skip
def test_words_say_that_something_is_lost(words):
    weights, margin = rows_below(
        words, rf"\frac{{\partial L}}{{\partial W}} = 2W[{PAIRS}]", r"\frac{\partial L}{\partial m} = 1"
    )
    assert weights.verdict == margin.verdict == "holds under"
    assert weights.convention == "where the cost is positive, as the text says"


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("If the loss is positive,", rf"W[{PAIRS}]"),
        ("Otherwise,", rf"2W[{PAIRS}]"),
        ("The loss is small.", rf"2W[{PAIRS}]"),
        ("Then", rf"\mathbb{{1}}[D > 0]\, 2W[{PAIRS.replace(' - ', ' + ')}]"),
    ],
)
def test_no_words_make_a_wrong_row_hold(words, row):
    assert rows_below(words, rf"\frac{{\partial L}}{{\partial W}} = {row}")[0].verdict == "wrong"


PAIR = """
[model]
inputs = { p = ["d"], q = ["d"], s = [] }
parameters = { V = ["k", "d"] }
constants = { m = 1.0 }
equations = '''
f = V @ p
g = V @ q
D = sqrt(sum((f - g)**2))
E = s*D**2/2 + (1 - s)*maximum(0, m - D)**2/2
'''
"""


def of_pair(text):
    return derive.check(derive.loads(PAIR), text, explain=False).rows


@pytest.mark.parametrize(("words", "row", "verdict"), [
    ("For like pairs ($s = 1$):", r"\frac{\partial E}{\partial V} = D \frac{\partial D}{\partial V}", "holds under"),
    ("For like pairs ($s = 0$):", r"\frac{\partial E}{\partial V} = D \frac{\partial D}{\partial V}", "wrong"),
    ("Of all pairs:", r"\frac{\partial E}{\partial V} = D \frac{\partial D}{\partial V}", "wrong"),
    ("If $s = 0$ and $D < m$,", r"\frac{\partial E}{\partial D} = -(m - D)", "holds under"),
    ("If $s = 0$ and $D < m$,", r"\frac{\partial E}{\partial D} = m - D", "wrong"),
    ("If $s = 0$,", r"\frac{\partial E}{\partial D} = -(m - D)", "wrong"),
])  # fmt: skip
def test_values_of_labels_and_inequalities_together(words, row, verdict):
    rows = of_pair(f"{words} $$ {row} $$")
    assert rows[-1].verdict == verdict
    assert not [each for each in rows[:-1] if each.verdict == "wrong"]  # the conditions themselves


@pytest.mark.parametrize(("row", "verdict"), [
    (r"\frac{\partial E}{\partial D} = D, \quad s = 1", "holds"),
    (r"\frac{\partial E}{\partial D} = -D, \quad s = 1", "wrong"),
    (r"E = \begin{cases} D^2/2 & s = 1 \\ \max(0, m - D)^2/2 & s = 0 \end{cases}", "holds"),
    (r"E = \begin{cases} D^2/2 & s = 0 \\ \max(0, m - D)^2/2 & s = 1 \end{cases}", "wrong"),
    (r"\frac{\partial E}{\partial D} = [s = 1] D - [s = 0] \max(0, m - D)", "holds"),
])  # fmt: skip
def test_rows_tell_labels_apart(row, verdict):
    assert of_pair(f"$$ {row} $$")[0].verdict == verdict


def test_no_logarithm_no_probability():
    """Labels of a margin are no targets that sum to one: all margins would be violated then."""
    spec = HINGE.replace('x = ["d"], y = []', 'x = ["n", "d"], y = ["n"]')
    spec = spec.replace("maximum(0, 1 - y*sum(w*x))", "sum(maximum(0, 1 - y*(x @ w)))")
    row = r"\frac{\partial J}{\partial w} = \lambda w - \sum_i y_i x_i"
    right = r"\frac{\partial J}{\partial w} = \lambda w - \sum_i [y_i w^T x_i < 1] y_i x_i"
    rows = derive.check(derive.loads(spec), f"$${right}$$ $${row}$$", explain=False).rows
    assert [each.verdict for each in rows] == ["holds", "wrong"]


def test_a_row_about_any_label_ends_the_condition():
    special, general = r"\frac{\partial E}{\partial D} = D", r"\frac{\partial E}{\partial D} = s D - (1 - s) \max(0, m - D)"
    first, again = f"If $s = 1$, $$ {special} $$", f"In short $$ {general} $$ $$ {special} $$"
    assert [row.verdict for row in of_pair(first + again)[-3:]] == ["holds under", "holds", "wrong"]
    assert of_pair(f"{first} and so $$ {special} $$")[-1].verdict == "holds under"


def test_a_slip_is_explained_in_the_case_of_its_row():
    spec = """
[model]
inputs = { m = [] }
parameters = { p = ["d"], q = ["d"], r = ["d"] }
equations = "L = max(0, sum((p - q)**2) - sum((p - r)**2) + m)"
"""
    row = r"If the loss is positive: $$\frac{\partial L}{\partial r} = 2(r - p)$$"
    judged = check(derive.loads(spec), row).rows[-1]
    assert (judged.verdict, "sign" in (judged.explanation or "")) == ("wrong", True)


SKIPGRAM = """
[model]
inputs = { o = { shape = [], integer = true, below = "V" } }
parameters = { u = ["D"], W = ["V", "D"] }
equations = '''
z = W @ u
p = softmax(z)
L = -log(p[o])
'''
[notation]
"v_{w_k}" = "W[k]"
"P_k" = "p[k]"
"""


@pytest.mark.parametrize(
    ("words", "row", "verdict"),
    [
        (r"for the other words, with $k \neq t + j$:", "P_k u", "holds under"),
        (r"per un indice $k \ne t + j$:", "P_k u", "holds under"),
        (r"for the other words, with $k \neq t + j$:", "-P_k u", "wrong"),
        (r"for all words:", "P_k u", "wrong"),
        (r"with $k \neq i$:", "P_k u", "wrong"),
    ],
)
def test_a_word_that_is_not_the_class_is_another_one(words, row, verdict):
    from derive.check.meaning.notation.declared import read_declarations

    text = rf"$$ L = -\log P_o $$ $$ P_k = \frac{{\exp(v_{{w_k}}^T u)}}{{\sum_i \exp(v_{{w_i}}^T u)}} $$ {words} "
    text += rf"$$ \frac{{\partial L}}{{\partial v_{{w_k}}}} = {row} $$"
    assert check(derive.loads(SKIPGRAM), text, read_declarations(SKIPGRAM), explain=False).rows[-1].verdict == verdict


RELU = r"""
[model]
inputs = { X = ["m", "n"] }
parameters = { W = ["n", "h"] }
equations = '''
A = relu(X @ W)
J = sum(A**2)
'''
[notation]
"x^{(p)}_i" = "X[p,i]"
"(h^{(p,1)})_j" = "A[p,j]"
"w_{ij}" = "W[i,j]"
"n_{in}" = "size n"
"""


@pytest.mark.parametrize(
    ("sign", "right", "verdict"),
    [(">", "x^{(p)}_i", "holds under"), (">", "x^{(p)}_j", "wrong"), ("<", "0", "holds under"), ("<", "x^{(p)}_i", "wrong")],
)
def test_a_condition_is_read_in_the_words_of_the_table(sign, right, verdict):
    """It may be a formula with brackets, commas and sums, and the row may say zero."""
    from derive.check.meaning.notation.declared import read_declarations

    words = rf"Si $\sum_{{k=1}}^{{n_{{in}}}} w_{{kj}} x^{{(p)}}_k {sign} 0$ :"
    text = rf"{words} $$ \frac{{\partial (h^{{(p,1)}})_j}}{{\partial w_{{ij}}}} = {right} $$"
    assert check(derive.loads(RELU), text, read_declarations(RELU), explain=False).rows[-1].verdict == verdict
