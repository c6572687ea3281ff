"""The generated test: it passes on the emitted module, and fails on a wrong one."""

import subprocess
import sys

import pytest

from derive.emit import module_source, test_source
from tests.emit.emitted import derivation, layered


def run(folder, spec, change=("", "")):
    found = derivation(spec)
    (folder / "gradient.py").write_text(module_source(found).replace(*change))
    (folder / "test_gradient.py").write_text(test_source(found))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


@pytest.mark.parametrize("spec", [layered("gelu", "log_softmax", "nll"), layered("tanh", "softmax", "cross_entropy", "none")])
def test_it_passes(tmp_path, spec):
    done = run(tmp_path, spec)
    assert done.returncode == 0, done.stdout


def test_it_finds_a_wrong_gradient(tmp_path):
    done = run(tmp_path, layered("tanh", "sigmoid", "quadratic"), ("_subtract(buffers.one,", "_add(buffers.one,"))
    assert done.returncode == 1
    assert "numerically" in done.stdout and "test_gradient[W1]" in done.stdout


def test_large_networks_are_checked_on_a_sample():
    source = test_source(derivation(layered("tanh", "sigmoid", "quadratic").replace("input = 5", "input = 5000")))
    assert "SAMPLE = 100" in source and "100 entries of each array, drawn with a fixed seed (there are 20,024 in all)" in source
