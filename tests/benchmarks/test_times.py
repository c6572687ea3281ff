"""The figures that the README states, measured in processor time, so that other work on the machine does not count."""

from __future__ import annotations

import resource
import subprocess
import sys

import numpy as np

import derive
from tests.conftest import ROOT, proof_of, run_derive


def best_of(times: int, run) -> float:
    """The least of several processor times, in seconds, of this process and the processes it waits for."""

    def once() -> float:
        start = processor_time()
        run()
        return processor_time() - start

    return min(once() for _ in range(times))


def processor_time() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def layered(depth: int, width: int) -> str:
    layer = f'{{ layer = "dense", units = {width}, activation = "tanh" }}'
    return f"""
name = "deep"
[network]
input = {width}
cost = "quadratic"
batch = "mean"
layers = [{", ".join([layer] * depth)}]
"""


def test_help_answers_at_once():
    """`derive --help` in 0.2 s, cold."""
    assert best_of(5, lambda: run_derive("--help")) < 0.2


def test_import_costs_nothing():
    """`import derive` adds next to nothing to Python's own start."""
    plain = best_of(5, lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    ours = best_of(5, lambda: subprocess.run([sys.executable, "-c", "import derive"], cwd=ROOT, check=True))
    assert ours - plain < 0.1


def test_nielsen_is_built_in_three_seconds(tmp_path):
    """The whole main job, cold: proof in three formats, module, test."""

    def build():
        assert run_derive("build", "nielsen", "-o", str(tmp_path)).status == 0

    assert best_of(2, build) < 3


def test_a_hundred_layers_in_five_seconds():
    """Local derivations are made once for each kind of layer: depth costs little."""
    model = derive.loads(layered(100, 8))
    assert best_of(1, lambda: derive.derive(model)) < 5


def test_time_does_not_depend_on_widths():
    """Widths are symbols: a thousand units derive as fast as two."""
    narrow, wide = (derive.loads(layered(3, width)) for width in (2, 1000))
    derive.derive(narrow)
    assert best_of(3, lambda: derive.derive(wide)) < 2 * best_of(3, lambda: derive.derive(narrow)) + 0.05


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def one_example(weights, biases, x, y):
    """Gradient and cost of one example, into arrays of their own."""
    gradient_w, gradient_b = [np.zeros(w.shape) for w in weights], [np.zeros(b.shape) for b in biases]
    activations, zs = [x], []
    for w, b in zip(weights, biases, strict=True):
        zs.append(np.dot(w, activations[-1]) + b)
        activations.append(sigmoid(zs[-1]))
    delta = (activations[-1] - y) * slope(zs[-1])
    for layer in reversed(range(len(weights))):
        gradient_b[layer] = delta
        gradient_w[layer] = np.dot(delta, activations[layer].transpose())
        if layer:
            delta = np.dot(weights[layer].transpose(), delta) * slope(zs[layer - 1])
    return gradient_w, gradient_b, 0.5 * np.linalg.norm(activations[-1] - y) ** 2


def loop_over_examples(weights, biases, x, y):
    """Gradient and cost of a mini-batch, example by example, as introductory programs compute them (Nielsen, chapter 1)."""
    cost = 0.0
    sum_w, sum_b = [np.zeros(w.shape) for w in weights], [np.zeros(b.shape) for b in biases]
    for row, target in zip(x, y, strict=True):
        new_w, new_b, new_cost = one_example(weights, biases, row.reshape(-1, 1), target.reshape(-1, 1))
        cost += new_cost
        sum_w = [total + new for total, new in zip(sum_w, new_w, strict=True)]
        sum_b = [total + new for total, new in zip(sum_b, new_b, strict=True)]
    return [w / len(x) for w in sum_w], [b / len(x) for b in sum_b], cost / len(x)


def test_the_module_is_much_faster_than_a_loop_over_examples():
    """`nielsen`, a mini-batch of 10: same numbers in a fraction of the time (an eighth, on an idle machine)."""
    module = proof_of("nielsen").compile()
    params = module.init(seed=0)
    rng = np.random.default_rng(0)
    x, y = rng.random((10, 784)), np.eye(10)[rng.integers(0, 10, 10)]
    weights, biases = [params.W1, params.W2], [params.b1.reshape(-1, 1), params.b2.reshape(-1, 1)]
    by_loop, _, cost_by_loop = loop_over_examples(weights, biases, x, y)
    workspace = module.Workspace(10)
    cost, gradient = module.value_and_grad(params, x, y, workspace)
    np.testing.assert_allclose(cost, cost_by_loop, rtol=1e-12)
    np.testing.assert_allclose(gradient.W1, by_loop[0], rtol=1e-10)
    ours = best_of(20, lambda: [module.value_and_grad(params, x, y, workspace) for _ in range(20)]) / 20
    theirs = best_of(10, lambda: loop_over_examples(weights, biases, x, y))
    assert theirs > 5 * ours
