"""The passes for real numbers: what a workspace computes."""

import dataclasses

import numpy as np
import pytest

from derive.emit.loops import Loop, inside
from derive.emit.passes import REAL_PASSES, real
from derive.emit.passes.joined import covered, joined_parts
from derive.emit.program import Program
from tests.emit.emitted import emitted, formulas, layered, problem
from tests.emit.passes.programs import improved, lowered, network, operations

LABELS = lowered('x = ["N", 3], y = ["N"]', "w = [3]", "m = y*(x @ w)\nC = sum(log(1 + exp(-m)))")


def test_a_sigmoid_and_a_cross_entropy_share_an_exponential():
    found = improved(network('layer = "dense", units = 4, activation = "sigmoid"', cost="binary_cross_entropy"))
    assert {"sigmoid", "logistic"} <= set(operations(found))
    ops = operations(real(found))
    assert ops.count("odds") == ops.count("log1p") == 1
    assert not {"sigmoid", "logistic"} & set(ops)
    assert ops.count("sum") == 2, "the sum over all entries, and that of the bias"


def test_a_sigmoid_and_a_softplus_of_the_opposite_share_one_too():
    ops = operations(real(improved(LABELS)))
    assert ops.count("exp") == 1
    assert not {"sigmoid_neg", "softplus_neg"} & set(ops)


def test_a_sigmoid_alone_stays_what_it_is():
    found = improved(network('layer = "dense", units = 4, activation = "sigmoid"'))
    assert operations(real(found)) == operations(found)


@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
def test_paired_exponentials_are_exact_at_any_size(y):
    spec = formulas('x = ["N"], y = ["N"]', "w = []", "p = sigmoid(w*x)\nC = -sum(y*log(p) + (1 - y)*log(1 - p))")
    module = emitted(spec)
    z = np.array([-1e4, -40.0, -3.0, -1e-9, 0.0, 1e-9, 3.0, 40.0, 1e4])
    cost, (slope,) = module.value_and_grad(module.Params(np.asarray(1.0)), z, np.full(9, y))
    wanted = (1 - y) * np.logaddexp(0, z) + y * np.logaddexp(0, -z)
    sigmoid = np.where(z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
    assert cost == pytest.approx(wanted.sum(), rel=1e-14)
    assert slope == pytest.approx(((sigmoid - y) * z).sum(), rel=1e-13)


def test_nan_in_a_logit_comes_out_again():
    module, params, (x, y) = problem(layered("tanh", "sigmoid", "binary_cross_entropy"))
    x = np.array(x)
    x[0, 0] = np.nan
    cost, gradients = module.value_and_grad(params, x, y)
    assert np.isnan(cost)
    assert np.isnan(gradients.b2).all()


@pytest.mark.parametrize(("steps", "copies"), [(3, 0), (12, 1)])
def test_a_matrix_of_a_long_recurrence_is_stored_as_the_product_reads_it(steps, copies):
    found = improved(network('layer = "rnn", units = 5', shape=f"[{steps}, 2]"))
    after = real(found)
    packs = operations(after).count("pack") - operations(found).count("pack")
    assert packs == copies
    loops = [loop for value in after.program.values for loop in value.detail if isinstance(loop, Loop)]
    within = [v for loop in loops for s in loop.segments for v in inside(store.value for store in s.stores)]
    assert all(v.op != "pack" for v in within), "it is copied before the loop"


def test_parts_that_do_not_overlap_are_put_together():
    found = improved(network('layer = "gru", units = 3', shape="[4, 2]"))
    assert operations(found).count("place") == 3
    after = real(found)
    (joined,) = [value for value in after.program.needed(after.gradients.values()) if value.op == "join"]
    assert covered(joined)
    assert "place" not in operations(after)


def test_parts_that_overlap_are_added():
    program = Program()
    part = program.make("input", detail=("a",), shape=(2,), out=(0,))
    one, two, apart = (program.make("place", [part], [(0,)], (0,), detail=(at,), shape=(5,)) for at in (0, 1, 2))
    for other, op in ((two, "add"), (apart, "join")):
        total = program.make("sum", [program.make("add", [one, other], [(0,), (0,)], (0,))], [(0,)], ())
        found = dataclasses.replace(LABELS, program=program, cost=total, gradients={}, equations={}, values={}, output=None)
        (value,) = [v for v in joined_parts(found).program.values if v.op in ("add", "join")]
        assert value.op == op
        assert op == "add" or not covered(value), "the last place is left out"


@pytest.mark.parametrize("run", REAL_PASSES, ids=lambda run: run.__name__)
def test_every_pass_leaves_what_it_does_not_know(run):
    found = network('layer = "dense", units = 4', cost="mse")
    assert operations(run(found)) == operations(found)
