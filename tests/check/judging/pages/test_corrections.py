"""A correction is read back as the author's own words, and judged; symbols of the notation are printed as he writes them."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import parse
from derive.check.reading.printer import latex

SPEC = r"""
[model]
inputs = { x = ["n"], y = ["m"] }
parameters = { W = ["m", "n"] }
equations = '''
z = W @ x
C = sum((z - y)**2)/2
'''
[notation]
"\\bar{\\delta} z" = "grad z"
"\\bar{\\delta} z_j" = "grad z[j]"
"""


def judged(text: str):
    return check(derive.loads(SPEC), text, read_declarations(SPEC)).rows


def test_a_correction_is_in_the_symbols_of_the_author_and_holds():
    (row,) = judged(r"$$\frac{\partial C}{\partial W_{ji}} = \bar{\delta} z_i x_i$$")
    assert row.verdict == "wrong"
    assert row.correction is not None and r"\bar{\delta} z_{j}" in row.correction
    assert [again.verdict for again in judged(f"$${row.correction}$$")] == ["holds"]


def test_every_correction_that_is_printed_reads_back_and_holds():
    rows = [
        r"\frac{\partial C}{\partial W} = 2 (\bar{\delta} z) x^T",
        r"\bar{\delta} z = y - z",
        r"\frac{\partial C}{\partial x} = W \bar{\delta} z",
        r"\frac{\partial C}{\partial W_{ji}} = \bar{\delta} z_j x_j",
    ]
    found = [judged(f"$${row}$$")[0] for row in rows]
    assert [row.verdict for row in found] == ["wrong"] * 4
    for row in found:
        assert row.explanation and row.correction
        assert [again.verdict for again in judged(f"$${row.correction}$$")] == ["holds"]


def test_a_phrase_is_printed_with_its_indices_in_their_place():
    table = read_declarations('[notation]\n"P(w_o \\\\mid w_c)" = "p[o,c]"\n')
    (one,) = table.entries
    assert parse(latex(one.name)) == one.phrase


def test_advice_that_an_author_can_use():
    (row,) = judged(r"$$\frac{\partial C}{\partial x} = \frac{\partial z}{\partial x} \bar{\delta} z = W (z - y)$$")
    assert row.verdict == "wrong"
    assert row.correction is not None and r"\partial x^" not in row.correction and r"\partial \left(" not in row.correction
