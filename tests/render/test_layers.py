"""Periods of networks and progressions of layers."""

import derive
from derive.render.layers import period, progressions, shared_sizes


def test_progressions_spare_at_least_three_layers():
    """Four layers in a row, or two that are three apart."""
    assert progressions([2, 3, 4, 5, 9], 1) == [[2, 3, 4, 5]]
    assert progressions([2, 3, 4], 1) == []
    assert progressions([3, 6, 10, 13, 17], 7) == [[3, 10, 17], [6, 13]]


def test_the_period_is_that_of_the_longest_repetition():
    """Equal layers have the period 1, pairs of layers 2; too little repeats in three layers."""
    relu = {"units": 4, "activation": "relu"}
    tanh = {"units": 4, "activation": "tanh"}
    assert period(derive.Network(input=4, layers=[relu] * 6, cost="quadratic")) == 1
    assert period(derive.Network(input=4, layers=[relu, tanh] * 4, cost="quadratic")) == 2
    assert period(derive.Network(input=4, layers=[relu] * 3, cost="quadratic")) == 0


def test_a_width_belongs_to_its_layer_unless_many_share_it():
    """The features of residual blocks are one size."""
    chain = derive.Network(input=4, layers=[{"units": 4}] * 6, cost="quadratic")
    assert shared_sizes(chain, 1) == frozenset()
    layers = [{"units": 4, "name": "first"}]
    for number in range(5):
        layers += [
            {"units": 3},
            {"units": 4},
            {"layer": "residual", "from": "first" if not number else f"r{number - 1}", "name": f"r{number}"},
        ]
    shared = shared_sizes(derive.Network(input=4, layers=layers, cost="quadratic"), 3)
    assert {str(size) for size in shared} == {"n_1"}
