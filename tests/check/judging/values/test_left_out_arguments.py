"""Slopes without their argument: ``g'`` is taken where the text calls g."""

from __future__ import annotations

import derive
from derive.check import check

UNIT = """
[model]
inputs = { u = [] }
parameters = { m = [], c = [] }
equations = '''
s = m*u + c
r = sigmoid(s)
'''
"""
TEXT = r"""$$ s = m u + c $$
$$ r = g(s) $$
"""
DECLARED = {"g": "function sigmoid"}


def _last(row: str, model: str = UNIT) -> str:
    return check(derive.loads(model), f"{TEXT}$$ {row} $$", DECLARED, explain=False).rows[-1].verdict


def test_a_slope_along_a_chain_is_taken_where_the_text_calls_its_function():
    chain = r"\frac{\partial r}{\partial u} = \frac{\partial r}{\partial s} \cdot \frac{\partial s}{\partial u}"
    assert _last(f"{chain} = g' \\cdot m") == "holds"
    assert _last(r"\frac{\partial r}{\partial c} = g'") == "holds"


def test_another_factor_beside_the_slope_is_wrong():
    chain = r"\frac{\partial r}{\partial m} = \frac{\partial r}{\partial s} \cdot \frac{\partial s}{\partial m}"
    assert _last(f"{chain} = g' \\cdot u") == "holds"
    assert _last(f"{chain} = g' \\cdot m") == "wrong"
    assert _last(r"\frac{\partial r}{\partial c} = g") == "wrong"


def test_a_letter_that_stands_alone_with_a_prime_only_is_a_function():
    text = TEXT + r"$$ \frac{\partial r}{\partial u} = g' m $$" + "\n" + r"$$ \frac{\partial r}{\partial m} = g' m $$"
    assert [row.verdict for row in check(None, text, explain=False).rows[2:]] == ["holds", "wrong"]
