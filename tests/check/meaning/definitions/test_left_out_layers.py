"""Texts that speak for themselves of layers of any number, and leave the cost open."""

from __future__ import annotations

from derive.check import check

ENTRIES = r"""$$ s^{l+1}_i = \sum_k v^l_{ik} r^l_k + c^l_i, \quad r^l_i = g(s^l_i) $$
$$ \eta^l = \frac{\partial E}{\partial s^l} $$
"""
NOTATION = {"g": "function", "cost": "E"}


def _verdicts(*rows: str, start: str = ENTRIES) -> list[str]:
    text = start + "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(None, text, NOTATION).rows[-len(rows) :]]


def test_weights_may_have_the_number_of_the_layer_below():
    right = (r"\frac{\partial E}{\partial v^l} = \eta^{l+1} (r^l)^T", r"\eta^l = (v^l)^T \eta^{l+1} \odot g'(s^l)")
    assert _verdicts(*right) == ["holds"] * 2
    assert _verdicts(*right, r"\eta^l = v^l \eta^{l+1} \odot g'(s^l)")[2:] == ["wrong"]
    assert _verdicts(*right, r"\frac{\partial E}{\partial c^l} = \eta^l")[2:] == ["wrong"]


def test_symbols_may_leave_the_layer_out():
    assert _verdicts(r"\nabla_r E = (v^l)^T \eta^{l+1}", r"\eta^l = \nabla_s E") == ["holds"] * 2
    assert _verdicts(r"\nabla_r E = (v^l)^T \eta^l") == ["wrong"]


def test_the_whole_and_its_entries_are_one():
    whole = ENTRIES + r"$$ s^{l+1} = v^l r^l + c^l, \quad r^l = g(s^l) $$" + "\n"
    assert _verdicts(r"\frac{\partial E}{\partial c^l} = \eta^{l+1}", start=whole) == ["holds"]
    assert _verdicts(r"\frac{\partial E}{\partial c^l} = \eta^l", start=whole) == ["wrong"]
