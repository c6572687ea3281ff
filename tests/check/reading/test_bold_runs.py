"""Bold letters in one pair of braces; arrays of ones."""

from __future__ import annotations

import derive
from derive.check import check

SHAPES = {"X": ["n", "n"], "\\mathbf{a}": ["n"], "\\mathbf{b}": ["n"]}


def test_bold_letters_in_one_pair_of_braces_are_factors():
    left = r"\mathbf{a}^\top X \mathbf{b}"
    text = rf"$${left} = \mathrm{{tr}}(\mathbf{{ba}}^\top X)$$ $${left} = \mathrm{{tr}}(\mathbf{{ab}}^\top X)$$"
    assert [row.verdict for row in check(None, text, SHAPES, explain=False).rows] == ["holds", "wrong"]


def test_arrays_of_ones_can_be_declared():
    spec = '[model]\ninputs = { u = ["n"] }\nparameters = { w = ["n"] }\nequations = "C = sum(u*w)"\n'
    found = check(derive.loads(spec), r"$$e^\top u = \sum_i u_i$$ $$C = e^\top w$$", {"e": "ones(n)"}, explain=False).rows
    assert [row.verdict for row in found] == ["holds", "wrong"]
