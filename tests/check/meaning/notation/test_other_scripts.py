"""Labels in the other case or above, and widths by the letter of a size."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

ATTENTION = """
[model]
inputs = { X = ["T", "d"], Y = ["T", "T"] }
parameters = { Wq = ["d", "k"], Wk = ["d", "k"] }
equations = '''
Q = X @ Wq
K = X @ Wk
S = Q @ K.T / sqrt(k)
L = sum((S - Y)**2)/2
'''
"""


@pytest.mark.parametrize(("query", "key"), [("W_Q", "W_K"), ("W^Q", "W^K"), ("W^q", "W^k"), ("W_q", "W_k")])
def test_spellings_of_one_label(query, key):
    rows = (
        rf"Q = X {query}, \quad K = X {key}, \quad S = \frac{{Q K^\top}}{{\sqrt{{d_k}}}}",
        rf"\frac{{\partial L}}{{\partial {query}}} = \frac{{1}}{{\sqrt{{d_k}}}} X^\top (S - Y) K",
        rf"\frac{{\partial L}}{{\partial {query}}} = X^\top (S - Y) K",
        rf"\frac{{\partial L}}{{\partial {query}}} = \frac{{1}}{{\sqrt{{d_k}}}} X^\top (S - Y) Q",
    )
    found = check(derive.loads(ATTENTION), "\n".join(f"$${row}$$" for row in rows), explain=False).rows
    assert [row.verdict for row in found] == ["holds", "holds", "wrong", "wrong"]


def test_a_quantity_of_that_very_name_comes_first():
    spec = ATTENTION.replace('Wk = ["d", "k"] }', 'Wk = ["d", "k"], WQ = ["d", "k"] }').replace(
        "Q = X @ Wq", "Q = X @ Wq + X @ WQ"
    )
    assert check(derive.loads(spec), r"$$Q = X W_q + X W_Q$$", explain=False).rows[0].verdict == "holds"


def test_letters_of_latex_in_the_brackets_of_a_meaning():
    spec = (
        '[network]\ninput = 3\ncost = "quadratic"\nbatch = "none"\n'
        'layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 2, activation = "tanh" }]\n'
        '[notation]\n"g^{(\\\\ell)}" = "grad a[\\\\ell]"\n"\\\\phi" = "function tanh"\n'
    )
    text = r"$$ g^{(\ell-1)} = W^{(\ell)\top} ( g^{(\ell)} \odot \phi'(z^{(\ell)})) $$"
    verdict = [row.verdict for row in derive.check(derive.loads(spec), text, read_declarations(spec)).rows]
    assert verdict in (["holds"], ["holds under"])
    wrong = text.replace(r"\phi'", r"\phi")
    assert [row.verdict for row in derive.check(derive.loads(spec), wrong, read_declarations(spec)).rows] == ["wrong"]
