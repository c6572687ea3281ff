"""How long the commands and the derivation take."""

from __future__ import annotations

import subprocess
import sys
import tempfile

from derive.backprop import derive
from derive.frontends.network import Network
from tests.benchmarks.timing import seconds

Row = tuple[str, str]


def rows() -> list[Row]:
    """Cold commands, and derivations of deep and of wide networks."""
    with tempfile.TemporaryDirectory() as folder:
        timed = [
            ("derive --help, cold", seconds(lambda: run("--help"))),
            ("derive build nielsen, cold", seconds(lambda: run("build", "nielsen", "-o", folder), 3)),
        ]
    deep, wide = dense(100, 10), dense(3, 100_000)
    timed.append(("deriving 100 layers", seconds(lambda: derive(deep), 3)))
    timed.append(("deriving 3 layers of 100,000 units", seconds(lambda: derive(wide), 3)))
    return [(name, f"{time:.2f} s") for name, time in timed]


def run(*arguments: str) -> None:
    """Run ``derive`` in a process of its own."""
    subprocess.run([sys.executable, "-m", "derive", *arguments], check=True, capture_output=True)


def dense(depth: int, width: int):
    """A dense network of equal layers."""
    layers = [{"layer": "dense", "units": width, "activation": "tanh"}] * depth
    return Network(input=width, layers=layers, cost="quadratic", batch="mean", name="deep")
