"""Mistakes in a table ``[notation]``: said once, by name and place, or in the notes of the report."""

from __future__ import annotations

import re

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.errors import DeriveError

MODEL = """
[model]
inputs = { x = ["D"]%s }
parameters = { W = ["V", "D"] }
equations = '''
u = W @ x
C = sum(u**2)
'''
[notation]
"""


def understood(notation: str, inputs: str = "") -> str:
    spec = MODEL % inputs + notation
    report = check(derive.loads(spec), r"$$u_j = \sum_i W_{ji} x_i$$", read_declarations(spec), explain=False)
    return " ".join(report.understood)


@pytest.mark.parametrize(
    ("notation", "said"),
    [
        ('"x_j" = "x_j"', "declared by itself"),
        ('"\\\\hat{u}" = "\\\\frac{1}{2} \\\\hat{u}"', "declared by itself"),
        ('"a" = "b_1 + x_1"\n"b" = "a_1 + x_2"', r"'b_1 \+ x_1' is declared by itself, through 'a_1 \+ x_2'"),
    ],
)
def test_what_cannot_be_meant_is_set_aside(notation: str, said: str):
    assert re.search(f"not used: .*{said}", understood(notation))


def test_a_misspelt_key_is_refused():
    with pytest.raises(DeriveError, match=r"unknown key 'layot'\. Did you mean 'layout'"):
        understood('layot = "numerator"')


def test_a_class_that_picks_nothing_is_refused_once():
    with pytest.raises(DeriveError, match="'k' indexes nothing"):
        understood("", ', k = { shape = ["K"], integer = true, below = "V" }')


def test_symbols_that_the_text_does_not_have_are_named():
    assert "declared, but not in the text: h, \\bar{q}" in understood('"h" = ["n"]\n"\\\\bar{q}" = "grad u"\n"u_j" = "u[j]"')
    assert "not in the text" not in understood('"W_{ji}" = "W[j,i]"')


def test_a_formula_in_latex_may_speak_of_names_of_the_model():
    spec = (
        MODEL.replace("u = W", "long = W").replace("u**2", "long**2") % "" + '"r" = "\\\\frac{2 long}{3}"\n"q" = "grad long"\n'
    )
    report = check(derive.loads(spec), r"$$r = \frac{1}{3} q$$ $$r = q$$", read_declarations(spec), explain=False)
    assert [row.verdict for row in report.rows] == ["holds", "wrong"]


def test_a_part_of_an_axis_is_not_understood_and_named():
    said = understood('"V_1" = "W[:2]"\n"w_i" = "W[:,i]"')
    assert (
        "V_{1}: 'W[:2]' is a part of an axis, which is not understood (<spec>:10); write the model with a symbol for each part"
        in said
    )
    assert "W[:,i]" not in said


def test_a_part_of_an_axis_has_no_other_meaning():
    spec = MODEL % "" + '"z" = "u[1:]"\n"V_1" = "W[:2]"\n'
    report = check(derive.loads(spec), r"$$z = u$$ $$V_1 = W$$ $$u = W x$$", read_declarations(spec), explain=False)
    assert [row.verdict for row in report.rows] == ["cannot tell", "cannot tell", "holds"]
    assert "the symbol 'u[1:]' is not known" in report.rows[0].reason


def test_a_symbol_may_be_declared_by_others_of_its_letter():
    """``m_1`` is no entry of ``m``, and a text without a model has no circles, either."""
    text = r"$$ f = m m_1 m_2 $$ $$ f = (m_1 + m_2) m_1 m_2 $$"
    declared = {"m_1": [], "m_2": [], "m": "m_1 + m_2"}
    assert [row.verdict for row in check(None, text, declared).rows][1:] == ["holds"]
    assert "declared by itself, through" in check(None, text, {"a": "b_1", "b": "a_1"}).understood[0]
