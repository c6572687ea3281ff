"""Declared formulas in the language of specifications, where a vector is neither a column nor a row."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { x = ["n", "d"], B = ["d", "d"] }
parameters = { mu = ["d"] }
equations = '''
P = B.T @ B
r = x - mu
l = -sum(r*(r @ P))/2
'''
[notation]
"\\mu" = "mu"
"x_i" = "x[i]"
"\\bar{x}" = "mean(x, axis=0)"
"n" = "size n"
"""
SLOPE = r"\nabla_\mu l = \sum_{i=1}^n P (x_i - \mu)"


def verdicts(*rows):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows]


def test_a_mean_of_rows_is_a_column_where_vectors_are():
    assert verdicts(SLOPE, r"\bar{x} = \frac1n \sum_i x_i", r"\nabla_\mu l = n P (\bar{x} - \mu)") == ["holds"] * 3
    assert verdicts(SLOPE, r"\nabla_\mu l = P (\bar{x} - \mu)") == ["holds", "wrong"]
