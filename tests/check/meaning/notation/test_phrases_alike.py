"""Declared phrases that differ in a letter alone, which names the layer."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { yk = ["K"], d = ["I"] }
parameters = { wkj = ["K", "J"], wji = ["J", "I"] }
equations = '''
yj[j] = sum(yk[k]*wkj[k,j], k)
yi[i] = sum(yj[j]*wji[j,i], j)
e = d - yi
E = sum(e**2)/2
'''
[notation]
"y_i(n)" = "yi[i]"
"y_j(n)" = "yj[j]"
"y_k(n)" = "yk[k]"
"w_{kj}" = "wkj[k,j]"
"w_{ji}" = "wji[j,i]"
"e_i(n)" = "e[i]"
"d_i(n)" = "d[i]"
"""


def verdicts(*rows):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows]


def test_each_is_meant_where_it_stands_as_declared():
    rows = [
        r"y_j(n) = \sum_k y_k(n) w_{kj}",
        r"y_i(n) = \sum_j y_j(n) w_{ji}",
        r"\frac{\partial E}{\partial w_{ji}} = -e_i(n) y_j(n)",
        r"\frac{\partial E}{\partial w_{ji}} = -e_i(n) y_i(n)",
        r"y_j(n) = \sum_k y_j(n) w_{kj}",
    ]
    assert verdicts(*rows) == ["holds", "holds", "holds", "wrong", "wrong"]
