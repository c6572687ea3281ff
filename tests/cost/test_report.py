"""The report: formulas as text, numbers at sizes, JSON, symbolic depth, refusals."""

import json

import pytest
from sympy import symbols

import derive
from derive.cost.polynomials import short, text

N, n, m = symbols("N n m", integer=True)


def test_polynomials_are_printed_with_the_highest_degree_first():
    assert text(4 * n - 3 + 2 * N * n * m - N * n**2) == "2 N m n - N n^2 + 4 n - 3"
    assert text(symbols("x") * 0) == "0"
    assert text(-n) == "-n"


def test_a_long_polynomial_shows_the_terms_that_decide():
    long = sum((k + 10) * N**k * n for k in range(9)) + 5 * m
    assert short(long) == "18 N^8 n + 5 m + ..."


def test_numbers_need_all_sizes():
    model = derive.load("bptt-elman")
    cost = derive.cost(model)
    assert cost.number(cost.forward_total.operations) is None
    cost = derive.cost(model, {"T": 10, "d": 3, "n": 4, "m": 2})
    assert cost.number(cost.parameters) == 3 * 4 + 4 * 4 + 4 + 2 * 4 + 2 + 4  # with the first state
    assert cost.ratio(cost.forward_mode, cost.reverse_mode) > 10


def test_a_size_that_is_none_is_named():
    with pytest.raises(derive.SpecError, match="'n_9' is no size of 'digits'"):
        derive.cost(derive.load("digits"), {"n_9": 3})
    with pytest.raises(derive.SpecError, match="the size 'n_1' of 'digits' is 30"):
        derive.cost(derive.load("digits"), {"n_1": 3})


def test_the_json_is_plain_data_and_adds_up():
    data = json.loads(json.dumps(derive.cost(derive.load("digits"), {"N": 10}).to_json()))
    rows = [*data["forward"], *data["backward"]]
    total = data["totals"]["reverse_mode"]["operations"]["number"]
    assert sum(row["operations"]["number"] for row in rows) == total
    assert data["sizes"] == {"n_0": 64, "n_1": 30, "n_2": 10, "N": 10}
    assert rows[0] == {
        "quantity": "z1",
        "operations": {"formula": "2 N n_0 n_1", "number": 38400},
        "functions": {"formula": "0", "number": 0},
        "entries": {"formula": "N n_1", "number": 300},
    }


def test_layer_l_of_a_network_of_any_depth():
    cost = derive.cost(derive.load("softmax-depth-L"))
    data = cost.to_json()
    assert data["forward"][0] == {"quantity": "z[l]", "layers": "l = 1..L", "operations": "2 n[l - 1] n[l]", "functions": "0"}
    assert [row["operations"] for row in data["forward"]][2] == "5 n[L] - 2"
    assert data["backward"][1]["operations"] == "2 n[l + 1] n[l] + 2 n[l]"
    assert data["cost_function_counted"]


def test_any_cost_is_left_aside():
    cost = derive.cost(derive.load("nielsen-depth-L"))
    assert cost.left_open
    assert not any(row.tensor.base == "C" for row in cost.forward)


@pytest.mark.parametrize("name", ["conv-digits", "word2vec-skipgram", "lstm-many-to-one"])
def test_the_gradient_costs_a_few_forward_passes(name):
    """Griewank and Walther: at most about five; forward mode grows with the parameters."""
    cost = derive.cost(derive.load(name))
    assert 1 < cost.ratio(cost.reverse_mode, cost.forward_total) < 5
    assert 1 < cost.ratio(cost.tangent + cost.forward_total, cost.forward_total) < 4
    assert cost.ratio(cost.forward_mode, cost.reverse_mode) > 0.2 * cost.number(cost.parameters)


def test_a_model_is_asked_for():
    with pytest.raises(derive.SpecError, match=r"derive\.cost takes a model"):
        derive.cost("digits")
