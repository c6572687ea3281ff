"""Sums over sets of indices that the text defines by a condition, and the sizes of such sets."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { U = ["N", "d"], t = ["N"] }
parameters = { a = ["d"], b = ["d"] }
equations = '''
c[n,k] = t[n]*a[k] + (1 - t[n])*b[k]
E = sum((U - c)**2)/2
'''
[notation]
"u_n" = "U[n]"
"""
SETS = r"with $t_n \in \{0, 1\}$ and $$ S = \{ n \mid t_n = 1 \}, \quad R = \{ n : t_n = 0 \} $$"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"E = \frac12 \sum_{n \in S} \|u_n - a\|^2 + \frac12 \sum_{m \in R} \|u_m - b\|^2", "holds"),
        (r"E = \frac12 \sum_{n \in R} \|u_n - a\|^2 + \frac12 \sum_{m \in S} \|u_m - b\|^2", "wrong"),
        (r"\frac{\partial E}{\partial a} = -\sum_{n \in S} (u_n - a)", "holds"),
        (r"\frac{\partial E}{\partial b} = -\sum_{n \in S} (u_n - b)", "wrong"),
        (r"\frac{\partial E}{\partial a} = -\sum_{n \in S} u_n + |S| a", "holds"),
        (r"\frac{\partial E}{\partial a} = -\sum_{n \in S} u_n + a", "wrong"),
        (r"|R| = \sum_n (1 - t_n)", "holds"),
    ],
)
def test_a_sum_runs_where_the_condition_of_its_set_holds(row, expected):
    rows = check(derive.loads(SPEC), f"{SETS} $$ {row} $$", read_declarations(SPEC)).rows
    assert [rows[-2].verdict, rows[-1].verdict] == ["not a claim", expected]


def test_a_set_that_is_defined_again():
    first, again = (rf"$$ S = \{{ n : t_n = {label} \}} $$" for label in (1, 0))
    row = r"$$ \frac{\partial E}{\partial a} = -\sum_{n \in S} (u_n - a) $$"
    rows = check(derive.loads(SPEC), r"with $t_n \in \{0, 1\}$ " + first + row + again + row, read_declarations(SPEC)).rows
    assert [rows[2].verdict, rows[4].verdict] == ["holds", "wrong"]
