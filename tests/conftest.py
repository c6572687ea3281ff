"""What many tests share: running the command line, a small specification, derivations made once."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Before NumPy is loaded: its arrays are small here, and threads that wait for a busy processor take ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("derive", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("derive")

SMALL_SPEC = """\
name = "small"
[network]
input = 3
cost = "quadratic"
batch = "mean"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""


class Outcome(NamedTuple):
    """What a run of the command left."""

    status: int
    out: str
    err: str


def run_derive(*arguments: str, cwd: Path | None = None, **environment: str) -> Outcome:
    """Run ``derive`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "derive", *arguments],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


@cache
def proof_of(name: str):
    """The proof of a network of the gallery, derived once per run."""
    import derive

    return derive.derive(derive.load(name))


@pytest.fixture
def cli(capfd, monkeypatch):
    """Run ``derive`` in this process: ``cli("show", "mazur")`` gives status, output and errors."""
    from derive.cli import main

    monkeypatch.setattr("signal.signal", lambda *args: None)

    def run(*arguments: str) -> Outcome:
        capfd.readouterr()
        status = main(arguments)
        return Outcome(status, *capfd.readouterr())

    return run


@pytest.fixture
def small_spec(tmp_path) -> Path:
    """A file with a small network."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL_SPEC)
    return path
