"""Sizes that equations write as numbers keep them; all others are drawn, and a wrong factor is still found."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.meaning.specification.written_sizes import written_sizes

SPEC = """name = "scores"
[model]
inputs = { H = ["m", "k"] }
parameters = { B = ["n", "k"] }
sizes = { k = 5 }
equations = '''
R = H @ B.T/sqrt(5)
E = sum(R**3)/2
'''
[notation]
"d" = "size k"
"""


def verdict(row, spec=SPEC):
    return check(derive.loads(spec), f"$${row}$$", read_declarations(spec)).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"R = \frac{1}{\sqrt{d}} H B^\top", "holds"),
        (r"\frac{\partial E}{\partial B} = \frac{1}{\sqrt{d}} \left(\frac{\partial E}{\partial R}\right)^\top H", "holds"),
        (r"\frac{\partial E}{\partial B} = \frac{1}{d} \left(\frac{\partial E}{\partial R}\right)^\top H", "wrong"),
        (r"\frac{\partial E}{\partial B} = \frac{1}{\sqrt{d}} \frac{\partial E}{\partial R} H", "wrong"),
    ],
)
def test_a_size_that_the_equations_write(row, expected):
    assert verdict(row) == expected


def test_the_root_of_a_size_speaks_of_it_and_halves_of_none():
    model = derive.loads(SPEC.replace("k = 5", "k = 16, n = 2").replace("sqrt(5)", "4"))
    assert {str(size): value for size, value in written_sizes(model).items()} == {"k": 16}


def test_two_sizes_of_one_number_are_drawn():
    assert not written_sizes(derive.loads(SPEC.replace("k = 5", "k = 5, n = 5")))


def test_squares_and_cubes_speak_of_no_size():
    model = derive.loads(SPEC.replace("k = 5", "k = 3, n = 4").replace("/sqrt(5)", "**2"))
    assert not written_sizes(model)


def test_a_size_of_which_every_entry_is_named():
    area = 'name = "area"\n[model]\nparameters = { M = ["n", "n"] }\nsizes = { n = SIZE }\n'
    area += 'equations = "D = M[0,0]*M[1,1] - M[0,1]*M[1,0]"\n[notation]\n'
    two, three = (derive.loads(area.replace("SIZE", number)) for number in "23")
    assert {str(size): value for size, value in written_sizes(two).items()} == {"n": 2}
    assert not written_sizes(three)
    rows = [rf"\frac{{\partial D}}{{\partial M}} = {right}" for right in ("D (M^{-1})^T", "D^2 (M^{-1})^T")]
    assert [verdict(row, area.replace("SIZE", "2")) for row in rows] == ["holds", "wrong"]
