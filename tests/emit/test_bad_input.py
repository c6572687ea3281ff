"""Arguments that are no plain arrays of floats: the right numbers, or an error that names the argument."""

from functools import cache

import numpy as np
import pytest

from tests.emit import emitted
from tests.emit.emitted import formulas, layered, workspace
from tests.emit.scalar.test_scalar_module import plain

SPECS = {
    "indices": layered("relu", "log_softmax", "nll"),
    "targets": layered("sigmoid", "softmax", "cross_entropy"),
    "in floats": formulas("x = [2], y = [2]", "W = [2, 2], b = [2]", "a = sigmoid(W @ x + b)\nC = sum((a - y)**2)"),
}


@cache
def derived(spec):
    return emitted.problem(spec)


def problem(spec):
    """The module, parameters and inputs; the list of inputs is new each time."""
    module, params, inputs = derived(spec)
    return module, params, list(inputs)


class Shaped:
    """Something with the shape and the dtype of an array, and nothing else of one."""

    def __init__(self, array):
        self.shape, self.dtype = array.shape, array.dtype


class Own(np.ndarray):
    """A subclass that multiplies otherwise."""

    def __mul__(self, other):
        raise AssertionError

    dot = __array_ufunc__ = __rmul__ = __mul__


def backwards(array):
    whole = (slice(None, None, -1),) * array.ndim
    return array[whole].copy()[whole]


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


RIGHT = {
    "list": np.ndarray.tolist, "tuple": tuple, "rows": list, "Fortran": np.asfortranarray, "backwards": backwards,
    "read only": read_only, "subclass": lambda a: a.copy().view(Own), "other bytes": lambda a: a.astype(a.dtype.newbyteorder()),
    "long": lambda a: a.astype(np.longdouble if a.dtype.kind == "f" else np.uint8),
}  # fmt: skip
WRONG = {
    "masked": np.ma.array, "text": lambda a: a.astype(str), "object": lambda a: a.astype(object), "none": lambda a: None,
    "dates": lambda a: a.astype("M8[s]"), "shaped": Shaped, "ragged": lambda a: [[1.0, 2.0], [3.0]], "number": lambda a: 1.0,
    "column": lambda a: a[..., None], "set": lambda a: {1.0, 2.0}, "empty": lambda a: a[:0],
}  # fmt: skip


def calls(spec, which, change):
    """Functions of no arguments, each with one argument changed: without a workspace, with one, with one that was used."""
    module, params, inputs = problem(spec)
    space = workspace(module)
    module.value_and_grad(params, *inputs, space)
    if which in params._fields:
        params = params._replace(**{which: change(getattr(params, which))})
    else:
        place = module.INPUTS.index(which)
        inputs[place] = change(inputs[place])
    return [lambda s=s: module.value_and_grad(params, *inputs, s) for s in (None, workspace(module), space)]


ARGUMENTS = [(name, which) for name in SPECS for which in ("x", "y", "W" if name == "in floats" else "W1")]


@pytest.mark.parametrize("kind", RIGHT)
@pytest.mark.parametrize(("name", "which"), ARGUMENTS)
def test_the_right_numbers_come_from_any_array_of_them(name, which, kind):
    if kind == "long" and which.startswith("W"):
        return  # wider parameters are refused: their dtype is that of the result
    module, params, inputs = problem(SPECS[name])
    cost, gradient = module.value_and_grad(params, *inputs)
    for call in calls(SPECS[name], which, RIGHT[kind]):
        found, other = call()
        assert found == pytest.approx(cost, rel=1e-13)
        for one, two in zip(other, gradient, strict=True):
            assert type(one) is np.ndarray
            np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize(("name", "which"), ARGUMENTS)
def test_anything_else_is_refused_by_name(name, which, kind):
    for call in calls(SPECS[name], which, WRONG[kind]):
        with pytest.raises(ValueError, match=rf"^{which} "):
            call()


def test_a_masked_array_is_told_how_to_fill_it():
    for call in calls(SPECS["targets"], "y", lambda y: np.ma.array(y, mask=False)):
        with pytest.raises(
            ValueError, match=r"y is a masked array, and its mask would be lost; fill it first: y.filled\(...\)"
        ):
            call()


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_matrices_give_the_numbers_of_arrays():
    """A matrix of one row stays one: where a vector is expected it is refused."""
    module, params, inputs = problem(SPECS["targets"])
    cost, _ = module.value_and_grad(params, *inputs)
    for call in calls(SPECS["targets"], "y", np.matrix):
        assert call()[0] == pytest.approx(cost)
    for call in calls(SPECS["indices"], "y", np.matrix):
        with pytest.raises(ValueError, match=r"y has the shape \(1, 6\); expected \(6,\)"):
            call()


def test_plain_python_reads_other_arrays_as_numbers():
    """Arrays of few bits would compute in as few; a set has no order."""
    module = plain(SPECS["in floats"])
    rows = module.Params(((1.0, -2.0), (0.5, 0.25)), (0.0, 1.0))
    x, y = (3.0, 200.0), (0.0, 1.0)
    cost, gradient = module.value_and_grad(rows, x, y)
    for kind in (np.float16, np.float32, np.float64):
        others = module.Params(np.array(rows.W, kind), [kind(b) for b in rows.b])
        found, slopes = module.value_and_grad(others, np.array(x, kind), [kind(v) for v in y])
        assert (type(found), found, slopes) == (float, cost, gradient)
    assert module.value(rows, np.array(x, np.uint8), y) == cost
    for wrong in ({3.0, 200.0}, {3.0: 1, 200.0: 2}, ((3.0, 200.0),), 3.0, None, "abc", np.zeros((2, 1, 1))):
        with pytest.raises((ValueError, TypeError)):
            module.value_and_grad(rows, wrong, y)
    with pytest.raises(TypeError):
        module.value_and_grad(rows, "ab", y)
