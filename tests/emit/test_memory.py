"""How much memory the plan of the buffers takes, against what has to be kept at once."""

from math import prod

import pytest

from derive.emit.buffers import plan, root
from derive.emit.graph import graph
from derive.emit.numpy_operations import needs_scratch
from derive.emit.passes import improved
from tests.emit.emitted import derivation
from tests.emit.test_workspace import KINDS, SPECS

EXAMPLES = 50
IMAGES = """
name = "i"
[network]
input = [1, 16, 16]
cost = "nll"
layers = [
  { layer = "conv2d", channels = 4, kernel = 3, activation = "relu" },
  { layer = "max_pool2d", kernel = 2 },
  { layer = "conv2d", channels = 6, kernel = 3, stride = 2, activation = "tanh" },
  { layer = "avg_pool2d", kernel = 3 },
  { layer = "flatten" },
  { layer = "dense", units = 3, activation = "log_softmax" },
]
"""


def entries(shape):
    return prod(length if isinstance(length, int) else EXAMPLES for length in shape)


def planned(spec):
    """The values that a call computes, the results, and the plan."""
    found = improved(graph(derivation(spec)))
    values = [v for v in found.program.needed([found.cost, *found.gradients.values()]) if not v.is_number]
    results = [v for v in found.gradients.values() if not v.is_number]
    return values, results, plan(values, results, needs_scratch)


def most_at_once(values, results, made):
    """The largest number of entries that are alive while some value is computed."""
    last = {root(arg): number for number, value in enumerate(values) for arg in value.args}
    last |= {root(value): len(values) for value in results}
    alive, most = set(), 0
    for number, value in enumerate(values):
        alive |= {value} & made.buffer.keys()
        most = max(most, sum(entries(v.shape) for v in alive))
        alive = {v for v in alive if last.get(v, -1) > number}
    return most


@pytest.mark.parametrize("spec", [*SPECS.values(), IMAGES], ids=[*SPECS, "images"])
def test_the_plan_takes_little_more_than_what_is_alive_at_once(spec):
    values, results, made = planned(spec)
    taken = sum(entries(shape) for shape, _ in made.kinds)
    most = most_at_once(values, results, made)
    assert most <= taken <= 2 * most


@KINDS
def test_no_buffer_is_larger_than_a_value_in_it(spec):
    _, _, made = planned(spec)
    for value, number in made.buffer.items():
        assert made.kinds[number] == (value.shape, value.kind)
    assert set(made.buffer.values()) | set(made.scratch.values()) == set(range(len(made.kinds)))  # none is for nothing
