"""Descent for the tests of training: Adam with nothing but the emitted module's ``value_and_grad``."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

Batch = tuple[Any, ...]


class Adam:
    """Adam (Kingma and Ba 2014) on a named tuple of parameters."""

    def __init__(self, params: Any, rate: float, decay: tuple[float, float] = (0.9, 0.999)) -> None:
        self.rate, self.decay, self.count = rate, decay, 0
        self.mean = [np.zeros_like(p) for p in params]
        self.square = [np.zeros_like(p) for p in params]

    def step(self, params: Any, gradient: Any) -> Any:
        """The parameters after one step."""
        self.count += 1
        first, second = self.decay
        moved = []
        for i, (p, g) in enumerate(zip(params, gradient, strict=True)):
            self.mean[i] = first * self.mean[i] + (1 - first) * g
            self.square[i] = second * self.square[i] + (1 - second) * g**2
            mean, square = self.mean[i] / (1 - first**self.count), self.square[i] / (1 - second**self.count)
            moved.append(p - self.rate * mean / (np.sqrt(square) + 1e-8))
        return type(params)(*moved)


def trained(module: ModuleType, batches: Callable[[int], Batch], *, steps: int, rate: float, seed: int = 0) -> Any:
    """The parameters after some steps of Adam, with a rate that falls to a tenth; ``batches(step)`` gives the inputs."""
    params = module.init(seed)
    adam = Adam(params, rate)
    for step in range(steps):
        adam.rate = rate * 0.1 ** (step / steps)
        _, gradient = module.value_and_grad(params, *batches(step))
        params = adam.step(params, gradient)
    return params


def epochs(count: int, size: int, seed: int) -> Callable[[int], np.ndarray]:
    """Rows for each step: ``size`` of ``count`` examples at a time, in a new order for every epoch."""
    per = count // size
    orders = np.random.default_rng(seed)
    current: dict[int, np.ndarray] = {}

    def rows(step: int) -> np.ndarray:
        epoch, place = divmod(step, per)
        if epoch not in current:
            current.clear()
            current[epoch] = orders.permutation(count)
        return current[epoch][place * size : (place + 1) * size]

    return rows
