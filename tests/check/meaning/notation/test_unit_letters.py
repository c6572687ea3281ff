"""Networks in texts where the letter of a unit names its layer."""

from __future__ import annotations

import pytest

import derive
from derive.check.meaning.notation.unit_letters import unit_letters
from derive.check.reading import read

SPEC = """
[network]
input = "n_0"
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = "n_1", activation = "sigmoid" },
  { layer = "dense", units = "n_2", activation = "sigmoid" },
]
"""
FROM = (
    r"z_j = \sum_i w_{ji} x_i + b_j",
    r"h_j = \sigma(z_j)",
    r"z_k = \sum_j w_{kj} h_j + b_k",
    r"o_k = \sigma(z_k)",
    r"\delta_k = (o_k - t_k) o_k (1 - o_k)",
    r"\frac{\partial E}{\partial w_{kj}} = \delta_k h_j",
    r"\delta_j = h_j (1 - h_j) \sum_k w_{kj} \delta_k",
    r"\frac{\partial E}{\partial w_{ji}} = \delta_j x_i",
)
TO = (
    r"a_j = \sum_i w_{ij} z_i",
    r"z_j = \sigma(a_j)",
    r"a_k = \sum_j w_{jk} z_j + b_k",
    r"\frac{\partial E}{\partial w_{jk}} = \delta_k z_j",
    r"\frac{\partial E}{\partial w_{ij}} = z_i z_j (1 - z_j) \sum_k w_{jk} \delta_k",
)


def verdicts(rows, declared="", explain=False):
    found = derive.check(derive.loads(SPEC + declared), "\n".join(f"$$ {row} $$" for row in rows), explain=explain)
    return [row.verdict for row in found.rows]


def test_weights_that_lead_to_their_first_letter():
    assert set(verdicts(FROM)) == {"holds"}
    assert verdicts([*FROM, r"\frac{\partial E}{\partial w_{ji}} = \delta_k x_i"])[-1] == "wrong"
    assert verdicts([*FROM, r"\delta_j = h_j \sum_k w_{kj} \delta_k"])[-1] == "wrong"


def test_weights_that_lead_to_their_second_letter_and_activations_called_z():
    found = verdicts(TO)
    assert found[1:] == ["holds"] * 4
    assert verdicts([*TO, r"\frac{\partial E}{\partial w_{jk}} = \delta_j z_k"])[-1] not in ("holds", "holds under")


def test_declared_letters_mean_their_layer_too():
    rows = [
        r"o_k = \sigma(net_k)",
        r"h_j = \sigma(net_j)",
        r"\frac{\partial net_j}{\partial w_{ji}} = x_i",
        r"E = \sum_k (o_k - t_k)^2 w_{kj}",
    ]
    declared = '[notation]\n"net_k" = "z2[k]"\n"w_{kj}" = "W2[k,j]"\n'
    assert verdicts(rows, declared)[:3] == ["holds"] * 3


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (r"$$z_j = \sum_i w_{ij} x_i$$ $$z_k = \sum_j w_{jk} h_j$$", ("i", "j", "k")),
        (r"$$z_k = \sum_j w_{kj} h_j$$ $$q = w_{ji}$$", ("i", "j", "k")),
        (r"$$s_j = \sum_b o_b w_{bj}$$ $$\delta_j = w_{ij}$$", ()),
        (r"$$q = w_{ij} w_{jk}$$", ()),
        (r"$$q = w_{ij} w_{jk} t_k$$", ("i", "j", "k")),
    ],
)
def test_the_chain_of_letters(text, chain):
    assert unit_letters(read(text).rows).chain == chain


def test_the_cost_of_one_pattern():
    rows = (*FROM, r"\frac{\partial E_n}{\partial w_{ji}} = \delta_j x_i")
    own = [row.replace("{\\partial E}", "{\\partial E_n}") for row in rows]
    assert verdicts(own) == ["holds"] * len(own)
    both = verdicts([r"E = \sum_n E_n", *own])
    assert both[-1] not in ("holds", "holds under")


def test_weights_with_their_letters_in_another_order_than_the_others_are_a_slip():
    """In the output layer, whose weights stand nowhere else; its targets say which layer that is."""
    rows = [*FROM[:2], FROM[4], r"\delta_j = h_j (1 - h_j) \sum_k w_{kj} \delta_k", FROM[7]]
    assert verdicts(rows) == ["holds"] * 5
    assert verdicts([*rows[:3], r"\delta_j = h_j (1 - h_j) \sum_k w_{jk} \delta_k", rows[4]], explain=True)[3:] == [
        "wrong",
        "holds",
    ]
