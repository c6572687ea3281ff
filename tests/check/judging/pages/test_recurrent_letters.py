"""Recurrent networks in their usual letters, of which nothing is declared."""

from __future__ import annotations

import pytest

import derive

RNN = """
[network]
input = ["T", "d"]
cost = "cross_entropy"
batch = "none"
layers = [ { layer = "rnn", units = "n", activation = "tanh" }, { layer = "dense", units = "k", activation = "softmax" } ]
"""
LSTM = """
[network]
input = ["T", "d"]
cost = "quadratic"
batch = "none"
layers = [{ layer = "lstm", units = "n" }]
"""


def verdicts(spec, *rows):
    found = derive.check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows), explain=False)
    return [row.verdict for row in found.rows], found.understood


def test_labels_say_from_where_to_where():
    rows = (
        r"h_t = \tanh(W_{xh} x_t + W_{hh} h_{t-1} + b_h)",
        r"o_t = W_{hy} h_t + b_y",
        r"\hat y_t = \mathrm{softmax}(o_t)",
        r"\frac{\partial o_t}{\partial h_t} = W_{hy}",
        r"\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(1 - h_t^2) W_{hh}",
        r"\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(1 - h_t^2) W_{xh}",
    )
    found, words = verdicts(RNN, *rows)
    assert all(verdict in ("holds", "holds under") for verdict in found[:5])
    assert found[5] not in ("holds", "holds under")
    assert any("one bias where the model has two" in said for said in words)


@pytest.mark.parametrize("candidate", [r"\tilde c", "g"])
def test_gates_by_their_letters(candidate):
    rows = (
        r"f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)",
        r"i_t = \sigma(W_{xi} x_t + W_{hi} h_{t-1} + b_i)",
        r"o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o) = \sigma(\hat o_t)",
        rf"{candidate}_t = \tanh(W_c x_t + U_c h_{{t-1}} + b_c)",
        rf"c_t = f_t \odot c_{{t-1}} + i_t \odot {candidate}_t",
        r"h_t = o_t \odot \tanh(c_t)",
        r"\frac{\partial L}{\partial o_t} = \frac{\partial L}{\partial h_t} \odot \tanh(c_t)",
        r"\delta \hat o_t = \delta o_t \odot o_t \odot (1 - o_t)",
        r"f_t = \sigma(W_i x_t + U_f h_{t-1} + b_f)",
    )
    found, _ = verdicts(LSTM, *rows)
    assert all(verdict in ("holds", "holds under") for verdict in found[:-1])
    assert found[-1] not in ("holds", "holds under")


def test_two_biases_stay_two():
    row = r"i_t = \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi})"
    assert not any("one bias" in said for said in verdicts(LSTM, row)[1])


def test_a_gradient_by_what_leads_nowhere_is_no_zero():
    rows = (r"q_t = \tanh(x_t)", r"\delta q_t = x_t", r"\frac{\partial L}{\partial q_t} = x_t")
    assert verdicts(LSTM, *rows)[0][1:] == ["cannot tell"] * 2
