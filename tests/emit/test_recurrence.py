"""Recurrences: loops over steps, with everything that does not depend on the step before outside."""

import numpy as np
import pytest

from derive.emit.graph import graph
from derive.emit.loops import inside
from tests.emit.emitted import derivation, problem, text_of_module
from tests.emit.test_numpy_module import check


def sequence(row, steps="5"):
    return f"""
name = "r"
[network]
input = [{steps}, 4]
cost = "quadratic"
layers = [
  {{ {row} }},
  {{ layer = "dense", units = 2 }},
]
"""


CELLS = {
    "elman": 'layer = "rnn", units = 3, output = "last"',
    "lstm": 'layer = "lstm", units = 3, output = "last"',
    "gru": 'layer = "gru", units = 3, output = "last"',
}


@pytest.mark.parametrize("steps", ["5", '"T"'])
@pytest.mark.parametrize("row", CELLS.values(), ids=CELLS)
def test_gradients_of_recurrent_layers(row, steps):
    check(sequence(row, steps))


def test_only_what_depends_on_the_step_before_is_inside():
    """The product with the inputs comes before the loop, the weights' gradients after it."""
    source = text_of_module(sequence(CELLS["elman"])).split("def _value_and_grad_into")[1].split("def predict")[0]
    lines = [line.strip() for line in source.splitlines() if not line.strip().startswith("#")]
    forward, backward = (lines.index(line) for line in lines if line.startswith("for "))
    assert lines[forward] == "for h1_before, t1_t, h1_t2 in buffers.steps:"
    assert [line.split("(")[0] for line in lines[forward + 1 : forward + 4]] == ["h1_before.dot", "_add", "_tanh"]
    assert [line.split("(")[0] for line in lines[backward + 1 : backward + 3]] == ["delta1_after.dot", "_multiply"]
    assert all("W1" not in line for line in lines[forward + 1 : forward + 4])
    assert next(i for i, line in enumerate(lines) if line.startswith("dU1 = ")) > backward


def test_the_number_of_steps_may_be_read_from_the_data():
    module, params, (x, y) = problem(sequence(CELLS["elman"], '"T"'))
    short, long = module.value(params, x[:, :1], y), module.value(params, np.repeat(x, 3, axis=1), y)
    assert np.isfinite([short, long]).all()
    assert short != long


def test_what_a_step_reads_belongs_to_one_loop_only():
    """Two loops that read their own states at the same place don't share what they read, whatever the memory looks like."""
    lowered = graph(derivation(sequence(CELLS["gru"])))
    owners = {}
    for value in lowered.program.values:
        if value.op == "loop":
            stored = [store.value for segment in value.detail[0].segments for store in segment.stores]
            for row in (v for v in inside(stored) if v.op == "row" and isinstance(v.detail[0], int)):
                owners.setdefault(row, set()).add(value)
    assert len(owners) > 2
    assert all(len(loops) == 1 for loops in owners.values())
    assert all("0x" not in str(row.detail) and str(id(row)) not in str(row.detail) for row in owners)
