"""Declared words whose letters stand side by side, entries by the letter of a function, sums of numbered vectors."""

from __future__ import annotations

import pytest

import derive

LAYER = """
[model]
inputs = { X = ["m", "n"], S = ["m", "k"] }
parameters = { W = ["n", "k"], b = ["k"] }
equations = '''
out = X @ W + b
l = sum(S*out**2)
'''
[notation]
"out_i" = "out[i]"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{dl}{db} = \sum \frac{dl}{dout_i}", "holds"),
        (r"\frac{dl}{db} = 2 \sum \frac{dl}{dout_i}", "wrong"),
        (r"\frac{dl}{dout} = 2 S \odot out", "holds"),
        (r"\frac{dl}{dout} = S \odot out", "wrong"),
    ],
)
def test_letters_of_a_word(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(LAYER), f"$${row}$$").rows] == [verdict]


SOFTMAX = """
[model]
inputs = { t = ["n"] }
parameters = { u = ["n"] }
equations = '''
p = softmax(u)
H = -sum(t*log(p))
'''
[notation]
"\\\\phi" = "function softmax"
"\\\\phi_i" = "p[i]"
vectors = "rows"
"""


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ((r"\frac{\partial \phi_i}{\partial u_i} = \phi_i (1 - \phi_i)",), "holds"),
        ((r"\frac{\partial \phi_i}{\partial u_i} = \phi_i (1 + \phi_i)",), "wrong"),
        ((r"J = \operatorname{diag}(p) - p^T p", r"\frac{\partial H}{\partial u} = \frac{\partial H}{\partial p} J"), "holds"),
        ((r"J = \operatorname{diag}(p) - p^T p", r"\frac{\partial H}{\partial u} = -\frac{\partial H}{\partial p} J"), "wrong"),
    ],
)
def test_brackets_behind_an_entry_are_a_factor_and_vectors_of_definitions_are_rows_as_declared(rows, verdict):
    """A definition that was read with columns would have a number for ``p^T p``."""
    text = "\n\n".join(f"$${row}$$" for row in rows)
    assert derive.check(derive.loads(SOFTMAX), text).rows[-1].verdict == verdict
