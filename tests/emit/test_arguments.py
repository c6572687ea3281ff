"""Operands that are repeated along an axis: written into an array of the result's shape first, where that is faster."""

import numpy as np
import pytest

from derive.emit.numpy_arguments import CACHED, repeated
from derive.emit.program import Program
from tests.emit.emitted import emitted_anew, layered, problem


def value(shape, small, kind="real", op="multiply"):
    program = Program()
    whole = program.make("input", detail=("a",), shape=shape, out=tuple(range(len(shape))))
    axes = tuple(range(len(shape) - len(small), len(shape)))
    part = program.make("input", detail=("b",), shape=small, out=tuple(range(len(small))), kind=kind)
    out = tuple(range(len(shape)))
    return program.make(op, [whole, part], [out, axes], out)


def test_rows_and_masks_are_repeated_first():
    assert repeated(value((10, 4), (4,))) == 1
    assert repeated(value((10, 4), (10, 4), "boolean")) == 1
    assert repeated(value((10, 4), (10, 4))) is None
    assert repeated(value((10, 4), ())) is None, "a number without axes is read at once"
    assert repeated(value((CACHED, 2), (2,))) is None, "large arrays leave the cache"
    assert repeated(value((10, 4), (4,), op="power")) is None


def test_what_does_not_lie_in_one_piece_is_written_first():
    program = Program()
    gates = program.make("input", detail=("z",), shape=(10, 4, 5), out=(0, 1, 2))
    plan = (("from", 0, 10, 1), ("at", 2, 1, 1), ("from", 0, 5, 1))
    gate = program.make("slice", [gates], [(0, 1, 2)], (0, 2), detail=plan, shape=(10, 5))
    assert repeated(program.make("tanh", [gate], [(0, 1)], (0, 1))) == 0
    assert repeated(program.make("tanh", [gates], [(0, 1, 2)], (0, 1, 2))) is None


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "hard_sigmoid"])
def test_a_mask_and_a_bias_that_are_written_first_change_nothing(hidden, monkeypatch):
    module, params, inputs = problem(layered(hidden, "sigmoid", "quadratic"))
    monkeypatch.setattr("derive.emit.numpy_arguments.CACHED", 0)
    other = emitted_anew(layered(hidden, "sigmoid", "quadratic"))
    assert other.__name__ != module.__name__, "the code differs"
    (cost, found), (wanted, gradients) = (m.value_and_grad(m.Params(*params), *inputs) for m in (module, other))
    assert cost == wanted
    assert all(np.array_equal(one, two) for one, two in zip(found, gradients, strict=True))
