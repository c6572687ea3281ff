"""The kinds of the ladder in other sizes: ``python -m tests.benchmarks variants [NAMES...]``.

The hand-optimised versions are those of the ladder, which hold for any sizes.  Nothing is tuned to the ladder: these say so.
Kinds that the ladder lacks (gated units, attention in heads, residual nets) have versions by hand of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

import derive
from tests.benchmarks import ladder
from tests.benchmarks.peers import fast_heads, idiomatic
from tests.benchmarks.peers.fast_units import UNITS
from tests.benchmarks.peers.optimised import OPTIMISED
from tests.benchmarks.problems import NAMES as NAMES_OF_LADDER
from tests.benchmarks.problems import Problem

Row = dict[str, Any]


def dense(units: int, activation: str = "identity", **more: Any) -> Row:
    return {"layer": "dense", "units": units, "activation": activation, **more}


CLASSES = dense(10, "log_softmax")
HEADS: list[Row] = [
    {"layer": "multi_head_attention", "heads": fast_heads.HEADS, "causal": True}, {"layer": "residual", "from": "x"},
]  # fmt: skip
LENET: list[Row] = [
    {"layer": "conv2d", "channels": 6, "kernel": 5, "padding": 2, "activation": "tanh"}, {"layer": "avg_pool2d", "kernel": 2},
    {"layer": "conv2d", "channels": 16, "kernel": 5, "activation": "tanh"}, {"layer": "avg_pool2d", "kernel": 2},
    {"layer": "flatten"}, dense(120, "tanh"), dense(84, "tanh"), CLASSES,
]  # fmt: skip
VARIANTS: dict[str, tuple[str, int, Sequence[int], str, list[Row], Sequence[int] | None]] = {
    "wide sigmoid": ("b", 64, [100], "quadratic", [dense(200, "sigmoid"), dense(10, "sigmoid")], [10]),
    "narrow cross-entropy": ("c", 32, [20], "binary_cross_entropy", [dense(15, "sigmoid"), dense(10, "sigmoid")], [10]),
    "softmax regression": ("d", 256, [784], "nll", [CLASSES], None),
    "small softmax regression": ("d", 16, [30], "nll", [CLASSES], None),
    "deep relu": ("d", 64, [200], "nll", [*(dense(n, "relu") for n in (300, 200, 100, 50)), CLASSES], None),
    "small relu": ("d", 16, [20], "nll", [dense(32, "relu"), dense(16, "relu"), CLASSES], None),
    "two tanh layers": ("e", 128, [64], "nll", [dense(256, "tanh"), CLASSES], None),
    "long RNN": ("g1", 8, [40, 8], "nll", [{"layer": "rnn", "units": 128, "output": "last"}, CLASSES], None),
    "small LSTM": ("g2", 32, [12, 16], "nll", [{"layer": "lstm", "units": 32, "output": "last"}, CLASSES], None),
    "batch normalisation": (
        "j", 64, [100], "nll",
        [dense(128, bias=False), {"layer": "batch_norm"}, {"layer": "activation", "activation": "relu"}, CLASSES], None,
    ),
    "larger kernels": (
        "h", 20, [1, 32, 32], "nll",
        [
            {"layer": "conv2d", "channels": 12, "kernel": 5, "activation": "relu"}, {"layer": "max_pool2d", "kernel": 2},
            {"layer": "flatten"}, CLASSES,
        ], None,
    ),
    "wider block": (
        "i", 4, [48, 96], "mse",
        [
            {"layer": "layer_norm"}, {"layer": "multi_head_attention", "heads": 1},
            {"layer": "residual", "from": "x", "name": "middle"}, {"layer": "layer_norm"}, dense(384, "gelu_tanh"), dense(96),
            {"layer": "residual", "from": "middle"},
        ],
        [48, 96],
    ),
    "GRU": ("gru", 16, [20, 32], "nll", [{"layer": "gru", "units": 64, "output": "last"}, CLASSES], None),
    "small GRU": ("gru", 32, [10, 16], "nll", [{"layer": "gru", "units": 24, "output": "last"}, CLASSES], None),
    "attention in heads": ("heads", 8, [32, 64], "mse", HEADS, [32, 64]),
    "small attention": ("heads", 4, [12, 32], "mse", HEADS, [12, 32]),
    "LeNet": ("lenet", 32, [1, 28, 28], "nll", LENET, None),
    "residual": (
        "residual", 64, [64], "nll",
        [
            dense(64, "relu", name="first"), dense(64, "relu"), dense(64),
            {"layer": "residual", "from": "first", "activation": "relu"}, CLASSES,
        ], None,
    ),
    "strides": (
        "strided", 16, [3, 16, 16], "nll",
        [*({"layer": "conv2d", "channels": n, "kernel": 3, "stride": 2, "padding": 1, "activation": "relu"} for n in (8, 16)),
         {"layer": "flatten"}, CLASSES],
        None,
    ),
    "layer normalisation": (
        "rows", 32, [50], "nll",
        [dense(80), {"layer": "layer_norm"}, {"layer": "activation", "activation": "tanh"}, CLASSES], None,
    ),
    "embedding": (
        "embedded", 32, [8], "nll",
        [{"layer": "embedding", "classes": 100, "units": 16}, {"layer": "flatten"}, dense(40, "tanh"), CLASSES], None,
    ),
    **{f"units {unit}": ("units", 16, [20], "nll", [dense(32, unit), dense(16, unit), CLASSES], None) for unit in UNITS},
    "logits of softplus": (
        "units", 32, [30], "binary_cross_entropy_logits", [dense(20, "softplus"), dense(10)], [10],
    ),
}  # fmt: skip
"""Kind of the ladder, examples, shape of an input, cost, layers, shape of a target (None: a class out of ten)."""
NAMES = tuple(VARIANTS)


@cache
def module_of(name: str) -> ModuleType:
    """The emitted module."""
    _, _, shape, cost, layers, _ = VARIANTS[name]
    network = derive.Network(input=shape[0] if len(shape) == 1 else shape, layers=layers, cost=cost, name="variant")
    return derive.derive(network).compile()


def problem(name: str, dtype: Any = np.float64) -> Problem:
    """The network with random parameters and data; called as its kind is."""
    kind, examples, shape, _, _, target = VARIANTS[name]
    module, rng = module_of(name), np.random.default_rng(5)
    params = module.Params(*(p + 0.1 * rng.standard_normal(p.shape).astype(dtype) for p in module.init(seed=1, dtype=dtype)))
    x = (
        rng.integers(0, 100, (examples, *shape))
        if kind == "embedded"
        else rng.standard_normal((examples, *shape)).astype(dtype)
    )
    y = rng.integers(0, 10, examples) if target is None else rng.random((examples, *target)).astype(dtype)
    return Problem(kind, name, module, params, x, y)


def candidates(given: Problem) -> dict[str, ladder.Call]:
    """The emitted module and the versions by hand."""
    module, params, x, y = given.module, given.params, given.x, given.y
    workspace = module.Workspace(len(x), dtype=params[0].dtype)
    calls: dict[str, ladder.Call] = {
        "workspace": lambda: module.value_and_grad(params, x, y, workspace),
        "plain": lambda: module.value_and_grad(params, x, y),
        "optimised": OPTIMISED[given.name](given),
    }
    if given.name in NAMES_OF_LADDER:
        by_hand = idiomatic.of(given.name)
        calls["idiomatic"] = lambda: by_hand(params, x, y)
    return calls


def run(names: Sequence[str] = (), rounds: int = 15, block: float = 0.002) -> str:
    """Measure, print, and give back the table."""
    lines = ["| network | dtype | hand-optimised NumPy | workspace | plain | idiomatic |", f"|{'---|' * 6}"]
    print("\n".join(lines), flush=True)
    for name in names or NAMES:
        for dtype in ladder.TOLERANCE:
            calls = candidates(problem(name, np.dtype(dtype).type))
            error = ladder.disagreement(calls)
            if error > ladder.TOLERANCE[dtype]:
                raise AssertionError(f"'{name}' in {dtype}: the candidates differ by {error:.1e}")
            times = ladder.measured(calls, rounds, block)
            peers = ("workspace", "plain", "idiomatic")
            ratios = [f"{ladder.ratio(times, peer):.2f}" if peer in times else "-" for peer in peers]
            lines.append(f"| {name} | {dtype} | {ladder.in_words(times['optimised'])} | {' | '.join(ratios)} |")
            print(lines[-1], flush=True)
    return "\n".join(lines)
