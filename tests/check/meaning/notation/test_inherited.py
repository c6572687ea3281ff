"""Symbols of a whole text in a part with a model of its own."""

from __future__ import annotations

import pytest

import derive

TWO = """
[model]
inputs = { A = ["m", "p"], t = ["m"] }
parameters = { u = ["p"] }
equations = "F = sum((t - A @ u)**2)"
[notation]
"\\\\underline{t}" = "t"
"\\\\underline{u}" = "u"
[[notation.part]]
begins = "With a penalty"
"\\\\kappa" = "kappa"
"G" = "F"
[notation.part.model]
inputs = { A = ["m", "p"], t = ["m"] }
parameters = { u = ["p"] }
constants = { kappa = 0.4 }
equations = "F = sum((t - A @ u)**2) + kappa*sum(u**2)"
"""


@pytest.mark.parametrize(("factor", "verdict"), [("2 \\kappa", "holds"), ("\\kappa", "wrong")])
def test_what_both_models_have_keeps_its_symbol(factor, verdict):
    first = r"$$\nabla_{\underline{u}} F = 2 A^T (A \underline{u} - \underline{t})$$"
    second = rf"$$\nabla_{{\underline{{u}}}} G = 2 A^T (A \underline{{u}} - \underline{{t}}) + {factor} \underline{{u}}$$"
    rows = derive.check(derive.loads(TWO), f"{first}\n\nWith a penalty:\n\n{second}").rows
    assert [row.verdict for row in rows] == ["holds", verdict]


def test_a_symbol_of_another_shape_is_another_one():
    spec = TWO.replace('t = ["m"] }\nparameters = { u = ["p"] }\nconstants', 't = [] }\nparameters = { u = ["p"] }\nconstants')
    spec = spec.replace('inputs = { A = ["m", "p"], t = [] }', 'inputs = { A = ["p"], t = [] }').replace(
        "F = sum((t - A @ u)**2) + kappa", "F = (t - sum(A*u))**2 + kappa"
    )
    text = "$$F = \\|\\underline{t} - A \\underline{u}\\|^2$$\n\nWith a penalty:\n\n$$\\underline{t} = 1$$"
    assert derive.check(derive.loads(spec), text).rows[1].verdict == "not a claim"


@pytest.mark.parametrize("zero", [r"\underline{0}", r"\vec{0}", r"\mathbf{0}", "0"])
def test_zeros_with_the_mark_of_a_vector(zero):
    rows = (rf"\nabla_{{\underline{{u}}}} F = 2 A^T A \underline{{u}} {sign} 2 A^T \underline{{t}} = {zero}" for sign in "-+")
    found = [derive.check(derive.loads(TWO.split("[[")[0]), f"$${row}$$").rows[0].verdict for row in rows]
    assert found == ["holds under", "wrong"]
