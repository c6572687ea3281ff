"""The workloads: specifications in ``specs/``, and for each random parameters and data in the module's own layout."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import derive

SPECS = Path(__file__).parent / "specs"
EXAMPLES = {"b": 10, "c": 128, "d": 128, "e": 32, "f": 1000, "g1": 16, "g2": 16, "h": 32, "i": 8, "j": 128}
"""The number of examples; ``a`` has one, and no axis for it."""
SHAPES = {
    "a": ((2,), (2,)), "b": ((784,), (10,)), "c": ((784,), (10,)), "d": ((784,), None), "e": ((64,), None), "f": ((200,), ()),
    "g1": ((20, 32), None), "g2": ((20, 32), None), "h": ((1, 28, 28), None), "i": ((32, 64), (32, 64)), "j": ((256,), None),
}  # fmt: skip
"""The shapes of one example's input and target; None for a class out of ten."""
NAMES = tuple(SHAPES)


@dataclass(frozen=True)
class Problem:
    """One workload in one dtype."""

    name: str
    title: str
    module: ModuleType
    params: Any
    x: np.ndarray
    y: np.ndarray

    @property
    def sizes(self) -> tuple[int, ...]:
        """What the workspace asks for."""
        return (EXAMPLES[self.name],) if self.name in EXAMPLES else ()


@cache
def module_of(name: str) -> tuple[ModuleType, str]:
    """The emitted module of a workload, and its title."""
    model = derive.load(SPECS / f"{name}.toml")
    return derive.derive(model).compile(), model.title


def problem(name: str, dtype: Any = np.float64) -> Problem:
    """The workload with data drawn anew from a fixed seed."""
    module, title = module_of(name)
    rng = np.random.default_rng(7)
    params = module.Params(*(p + 0.1 * rng.standard_normal(p.shape).astype(dtype) for p in module.init(seed=1, dtype=dtype)))
    lead = (EXAMPLES[name],) if name in EXAMPLES else ()
    shape, target = SHAPES[name]
    x = rng.standard_normal(lead + shape).astype(dtype)
    if target is None:
        y = rng.integers(0, 10, lead)
    elif name in "bc":
        y = np.eye(10, dtype=dtype)[rng.integers(0, 10, lead)]
    elif name == "f":
        y = rng.choice([-1.0, 1.0], lead).astype(dtype)
    else:
        y = rng.random(lead + target).astype(dtype)
    return Problem(name, title, module, params, x, y)
