"""The plain Python module as a user meets it: no dependency, names, saturation, NaN, errors, first values, descent."""

import ast
import math
import sys

import numpy as np
import pytest

import derive
from derive.emit import compile_module
from derive.emit.scalar import scalar_source, scalar_test_source
from derive.errors import Refused
from tests.conftest import proof_of
from tests.emit.emitted import derivation, formulas, layered


def plain(spec):
    return compile_module(scalar_source(derivation(spec)), "plain")


def gallery(name):
    return proof_of(name).compile(target="python")


def test_nothing_but_math_and_the_named_tuple_is_imported():
    for spec in (layered("gelu", "softmax", "cross_entropy"), layered("softplus", "sigmoid", "binary_cross_entropy")):
        tree = ast.parse(scalar_source(derivation(spec)))
        imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert imported <= {"math", "collections"}
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Import)]


def test_mazurs_numbers():
    module = gallery("mazur")
    cost, gradient = module.value_and_grad(module.init(), (0.05, 0.10), (0.01, 0.99))
    assert cost == pytest.approx(0.298371109, abs=1e-9)
    assert gradient.W2[0][0] == pytest.approx(0.082167041, abs=1e-9)


def test_descend_lowers_the_cost_of_xor():
    module = gallery("xor")
    x, y = [(0, 0), (0, 1), (1, 0), (1, 1)], [(0,), (1,), (1,), (0,)]
    params = module.init(seed=1)
    first = module.value(params, x, y)
    for _ in range(1500):
        _, gradient = module.value_and_grad(params, x, y)
        params = module.descend(params, gradient, 0.5)
    assert module.value(params, x, y) < 0.2 * first
    assert [round(row[0]) for row in module.predict(params, x)] == [0, 1, 1, 0]


def test_random_parameters_depend_on_the_seed_and_have_the_stated_spread():
    module = plain(layered("tanh", "tanh", "quadratic"))
    assert module.init(0) == module.init(0) != module.init(1)
    drawn = [w for seed in range(60) for row in module.init(seed).W1 for w in row]
    assert np.mean(drawn) == pytest.approx(0, abs=0.05)
    assert np.std(drawn) == pytest.approx(1 / math.sqrt(5), rel=0.1)
    assert module.init().b1 == (0.0,) * 4


def test_names_that_python_or_math_need_are_no_trouble():
    spec = formulas(
        'params = ["N", 2], lambda = ["N"]',
        "len = [2], W_1 = [], W = [1]",
        "u = sigmoid(params @ len + W_1*sum(W))\nC = mean(softplus(u*lambda))",
    )
    module = plain(spec)
    cost, gradient = module.value_and_grad(((0.1, 0.2), 0.3, (0.4,)), [(1.0, 2.0)], [0.5])
    z = 0.1 + 0.4 + 0.3 * 0.4
    u = 1 / (1 + math.exp(-z))
    assert cost == pytest.approx(math.log1p(math.exp(u * 0.5)))
    assert gradient._fields == module.Params._fields


@pytest.mark.parametrize("output", [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")])
def test_large_logits_give_finite_costs_and_gradients(output):
    module = plain(layered("identity", *output))
    params = module.init(3)
    big = module.descend(params, params, -1e4)  # parameters times 10,001
    cost, gradient = module.value_and_grad(big, [(1.0,) * 5], [(1.0, 0.0, 0.0, 0.0)])
    assert math.isfinite(cost)
    assert all(math.isfinite(w) for array in (gradient.W1, gradient.W2) for row in array for w in row)


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "sigmoid", "softplus", "hard_tanh"])
def test_not_a_number_in_the_data_is_never_lost(hidden):
    module = plain(layered(hidden, "softmax", "cross_entropy"))
    cost, _ = module.value_and_grad(module.init(), [(float("nan"), 0.1, 0.2, 0.3, 0.4)], [(1, 0, 0, 0)])
    assert math.isnan(cost)


def test_wrong_shapes_are_named():
    module = gallery("xor")
    params = module.init()
    with pytest.raises(ValueError, match=r"params must hold W1 \(2 x 2 numbers\)"):
        module.value(params[:3], [(0, 1)], [(1,)])
    with pytest.raises(ValueError, match="each example of x must be 2 numbers"):
        module.value_and_grad(params, [(0, 1, 2)], [(1,)])
    with pytest.raises(ValueError, match="x and y must hold the same number of examples"):
        module.value_and_grad(params, [(0, 1), (1, 1)], [(1,)])
    with pytest.raises(ValueError, match="at least one"):
        module.value(params, [], [])


def test_a_class_index_outside_is_refused():
    module = plain(layered("tanh", "log_softmax", "nll"))
    for wrong in (4, -1, 0.5):
        with pytest.raises(ValueError, match="y must hold whole numbers from 0 to 3"):
            module.value(module.init(), [(0.0,) * 5], [wrong])


def test_what_math_may_lack_is_there_all_the_same():
    source = scalar_source(derivation(layered("gelu", "sigmoid", "binary_cross_entropy")))
    poorer = source.replace("from math import expm1 as _expm1, log1p as _log1p", "raise ImportError")
    poorer = poorer.replace("from math import erf as _erf", "raise ImportError")
    assert poorer.count("raise ImportError") == 2
    rich, poor = compile_module(source, "rich"), compile_module(poorer, "poor")
    x, y = [(0.3, -1.0, 4.0, 0.01, -6.0)], [(0.2, 0.5, 1.0, 0.0)]
    expected, found = (m.value_and_grad(rich.init(), x, y) for m in (rich, poor))
    assert found[0] == pytest.approx(expected[0], rel=1e-13)
    for a, b in zip(found[1], expected[1], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-15)
    for z in (-5.0, -2.9, -0.3, 0.0, 1e-9, 0.7, 2.99, 3.01, 5.5, 30.0):
        assert poor._erf(z) == pytest.approx(math.erf(z), rel=1e-13)


def test_the_generated_test_passes_and_can_fail(monkeypatch):
    spec, name = derivation(layered("tanh", "softmax", "cross_entropy")), "plain_under_test"
    source = scalar_source(spec)
    wrong = source.replace("db2_1 += ", "db2_1 += 0.01 + ")
    assert wrong != source
    for text in (source, wrong):
        monkeypatch.setitem(sys.modules, name, compile_module(text, "under_test"))
        test = compile_module(scalar_test_source(spec, module=name) + f"# {len(text)}\n", "generated_test")
        if text == wrong:
            with pytest.raises(AssertionError):
                test.test_every_entry_agrees_with_central_differences()
        else:
            test.test_every_entry_agrees_with_central_differences()
            test.test_a_step_downhill_lowers_the_cost()


def test_refusals_say_what_to_do():
    with pytest.raises(
        Refused, match=r"'nielsen' is too large for plain Python: it unrolls to more than 10,000 .* --target numpy"
    ):
        proof_of("nielsen").source(target="python")
    with pytest.raises(Refused, match=r"leaves the size T open\. Plain Python is unrolled: give it a number"):
        proof_of("bptt-elman").source(target="python")
    with pytest.raises(Refused, match=r"depend on one another.*--examples 4"):
        plain(formulas('X = ["N", 2]', "w = [2]", "z = X @ w\nm = mean(z)\nC = sum((z - m)**4)"))
    with pytest.raises(Refused, match="Python's own floats, not with float32"):
        proof_of("xor").source(target="python", dtype="float32")
    with pytest.raises(Refused, match=r"unknown target 'pyton'\. Did you mean 'python'"):
        proof_of("xor").source(target="pyton")
    with pytest.raises(Refused, match="has no axis of examples"):
        proof_of("mazur").source(target="python", examples=3)


def by_hand(w1, w2, w3, w4, b1, b2, w5, w6, w7, w8, b3, b4, x1, x2, t1, t2, exp=math.exp):
    """The 2-2-2 network of sigmoids, unrolled by hand: the cost and the twelve derivatives."""
    h1 = 1.0 / (1.0 + exp(-(w1 * x1 + w2 * x2 + b1)))
    h2 = 1.0 / (1.0 + exp(-(w3 * x1 + w4 * x2 + b2)))
    o1 = 1.0 / (1.0 + exp(-(w5 * h1 + w6 * h2 + b3)))
    o2 = 1.0 / (1.0 + exp(-(w7 * h1 + w8 * h2 + b4)))
    e1, e2 = o1 - t1, o2 - t2
    d1, d2 = e1 * o1 * (1.0 - o1), e2 * o2 * (1.0 - o2)
    c1, c2 = (d1 * w5 + d2 * w7) * h1 * (1.0 - h1), (d1 * w6 + d2 * w8) * h2 * (1.0 - h2)
    cost = 0.5 * (e1 * e1 + e2 * e2)
    return cost, c1 * x1, c1 * x2, c2 * x1, c2 * x2, c1, c2, d1 * h1, d1 * h2, d2 * h1, d2 * h2, d1, d2


def test_a_call_agrees_with_code_unrolled_by_hand():
    """With arrays, and with numbers, in and out; the times of both stand in the benchmarks."""
    module = gallery("mazur")
    params, x, y = module.init(), (0.05, 0.10), (0.01, 0.99)
    flat = np.array([*np.ravel(params.W1), *params.b1, *np.ravel(params.W2), *params.b2])
    given, wanted, out = np.array(x), np.array(y), np.empty(12)

    def hand():
        cost, *slopes = by_hand(*flat.tolist(), *given.tolist(), *wanted.tolist())
        out[:] = slopes
        return cost

    assert module.value(params, x, y) == pytest.approx(hand(), rel=1e-15)
    numbers = [*flat.tolist(), *x, *y]
    cost, gradient = module.value_and_grad(params, x, y)
    assert module.flat(*numbers) == (
        cost,
        *gradient.W1[0],
        *gradient.W1[1],
        *gradient.b1,
        *gradient.W2[0],
        *gradient.W2[1],
        *gradient.b2,
    )


def test_flat_is_for_few_numbers_and_known_examples():
    assert not hasattr(gallery("xor"), "flat")
    square = formulas("x = [{n}]", "A = [{n}, {n}]", "C = sum(x*(A @ x))")
    assert hasattr(plain(square.replace("{n}", "7")), "flat")
    assert not hasattr(plain(square.replace("{n}", "8")), "flat")  # 72 numbers


def test_lines_cite_the_theorems_of_the_proof():
    proof = proof_of("xor")
    number = proof.document().theorem_numbers["grad W1"]
    assert f"(Theorem {number})" in proof.source(target="python")


def test_public_name():
    assert derive.derive(derive.load("xor")).compile(target="python").Params._fields == ("W1", "b1", "W2", "b2")


@pytest.mark.parametrize(("z", "y"), [(40.0, 1.0), (-40.0, 0.0), (800.0, 1.0), (-800.0, 1.0), (0.3, 0.25), (-36.0, 0.0)])
def test_the_cross_entropy_of_a_logit_is_exact_and_never_overflows(z, y):
    module = plain(formulas("x = [], y = []", "w = []", "p = sigmoid(w*x)\nC = -(y*log(p) + (1 - y)*log(1 - p))"))
    cost, _ = module.value_and_grad(module.Params(1.0), z, y)
    small = math.log1p(math.exp(-abs(z)))
    assert cost == pytest.approx((1 - y) * (max(z, 0) + small) + y * (max(-z, 0) + small), rel=1e-14)


def test_probabilities_take_one_exponential_each():
    source = scalar_source(derivation(layered("identity", "log_softmax", "nll")))
    body = source[source.index("def value_and_grad") : source.index("def predict")]
    assert body.count("_exp(") == 4
    assert "if y not in (0, 1, 2, 3):" in body
