"""``w = w_t`` of two rows of a matrix compares which they are."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { t = { shape = [], integer = true, below = "V" } }
parameters = { W = ["V", "d"], r = ["d"] }
equations = '''
P = softmax(W @ r)
L = -log(P[t])
'''
[notation]
"w_t" = "W[t]"
"w" = "W[w]"
"P(w)" = "P[w]"
"""


def verdict(right):
    row = rf"$$ \frac{{\partial L}}{{\partial w}} = {right} $$"
    return check(derive.loads(SPEC), row, read_declarations(SPEC)).rows[0].verdict


def test_rows_are_words():
    assert verdict(r"r (P(w) - \mathbb{1}\{w = w_t\})") == "holds"
    assert verdict(r"r (P(w) - \mathbb{1}\{w \ne w_t\})") == "wrong"
    assert verdict(r"r (P(w) + \mathbb{1}\{w = w_t\})") == "wrong"
