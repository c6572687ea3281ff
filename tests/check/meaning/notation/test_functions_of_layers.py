"""Activations with the layer below their letter: ``g_l(u^l)``."""

from __future__ import annotations

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
