"""Activations with the layer below their letter: ``g_l(u^l)``."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

DEEP = """
[network]
depth = "L"
cost = "C"
layers = [ { layer = "dense", units = "n_l", activation = "f" } ]
"""
NOTATION = {"u^l": "z[l]", "r^l": "a[l]", "u_i^l": "z[l,i]", "r_i^l": "a[l,i]", "V^l": "w[l]", "\\eta^l": "grad z[l]"}


def _verdicts(*rows: str) -> list[str]:
    return [row.verdict for row in check(derive.loads(DEEP), "\n".join(f"$$ {row} $$" for row in rows), NOTATION).rows]


def test_a_layer_below_the_letter_of_a_function():
    assert (
        _verdicts(
            r"r_i^l = f_l(u_i^l)",
            r"\frac{\partial C}{\partial u_i^l} = \frac{\partial C}{\partial r_i^l} f_l'(u_i^l)",
            r"\eta^l = (V^{l+1})^T \eta^{l+1} \odot f_l'(u^l)",
        )
        == ["holds"] * 3
    )


def test_its_value_is_not_its_slope():
    assert _verdicts(r"r_i^l = f_l(u_i^l)", r"\eta^l = (V^{l+1})^T \eta^{l+1} \odot f_l(u^l)") == ["holds", "wrong"]
    assert _verdicts(r"\eta^l = (V^{l+1})^T \eta^{l+1} \odot f_l(u^l)")[0] != "holds"


@pytest.mark.parametrize("written", [r"g^{\prime[l]}", r"g^{[l]\prime}", r"g'^{[l]}"])
def test_the_mark_of_a_layer_is_no_power(written):
    model = derive.loads("""
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 5, activation = "sigmoid" }, { layer = "dense", units = 3, activation = "sigmoid" }]
""")
    table = {r"\delta^{[l]}": "grad z[l]", "z^{[l]}": "z[l]", "W^{[l]}": "W[l]", "g": "function sigmoid"}
    row = rf"\delta^{{[l]}} = (W^{{[l+1]}})^T \delta^{{[l+1]}} \odot {written}(z^{{[l]}})"
    both = (row, row.replace("'", "").replace(r"\prime", ""))
    found = [check(model, f"$$ {each} $$", table, explain=False).rows[0].verdict for each in both]
    assert found == ["holds", "wrong"]
