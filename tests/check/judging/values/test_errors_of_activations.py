"""``\\delta o`` of a gate: the gradient by the gate, or by what stands in its function."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[network]
input = ["T", "d"]
cost = "quadratic"
batch = "none"
layers = [{ layer = "lstm", units = "m" }]
"""
FORWARD = r"""
$$i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)$$
$$f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)$$
$$o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o)$$
$$g_t = \tanh(W_g x_t + U_g h_{t-1} + b_g)$$
$$c_t = f_t \odot c_{t-1} + i_t \odot g_t$$
$$h_t = o_t \odot \tanh(c_t)$$
"""


def verdicts(*rows: str) -> list[str]:
    text = FORWARD + "\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(SPEC), text, explain=False).rows][6:]


def test_the_error_of_a_gate_is_the_gradient_by_its_argument():
    assert verdicts(
        r"\delta o_t = \delta h_t \odot \tanh(c_t) \odot o_t \odot (1 - o_t)",
        r"\delta f_t = \delta c_t \odot c_{t-1} \odot f_t \odot (1 - f_t)",
        r"\delta g_t = \delta c_t \odot i_t \odot (1 - g_t^2)",
        r"\delta g_t = \delta c_t \odot i_t \odot (1 - g_t)",
        r"\frac{\partial C}{\partial W_f} = \sum_t \delta f_t x_t^T",
        r"\frac{\partial C}{\partial U_f} = \sum_t \delta f_t h_t^T",
    ) == ["holds under", "holds under", "holds under", "wrong", "holds under", "wrong"]


def test_the_gradient_by_the_gate_itself_holds_as_before():
    assert verdicts(
        r"\delta o_t = \delta h_t \odot \tanh(c_t)",
        r"\delta f_t = \delta c_t \odot c_{t-1}",
        r"\delta f_t = \delta c_t \odot c_t",
    ) == ["holds under", "holds under", "wrong"]


def test_a_d_in_front_of_a_gate_is_the_gradient_by_the_gate():
    rows = r"do_t = dh_t \odot \tanh(c_t)", r"do_t = dh_t \odot \tanh(c_t) \odot o_t \odot (1 - o_t)"
    assert verdicts(*rows)[1] not in ("holds", "holds under")


def test_one_symbol_for_both_gradients_cannot_be_told():
    """A derivative of the gate's function was lost, in the first row or in the second."""
    assert verdicts(r"\delta f_t = \delta c_t \odot c_{t-1}", r"\frac{\partial C}{\partial W_f} = \sum_t \delta f_t x_t^T") == [
        "holds under",
        "cannot tell",
    ]
