"""Gradients by frameworks: HIPS autograd, and JAX if it is installed, of the same forward formulas."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

from tests.benchmarks.peers.forward import FORWARD
from tests.benchmarks.problems import Problem

Call = Callable[[], tuple[Any, Any]]


def autograd(problem: Problem) -> Call | None:
    """HIPS autograd."""
    if importlib.util.find_spec("autograd") is None:
        return None
    import autograd
    import autograd.numpy as xp

    both = autograd.value_and_grad(lambda params: FORWARD[problem.name](xp, params, problem.x, problem.y))
    params = tuple(problem.params)
    return lambda: both(params)


def jax(problem: Problem) -> Call | None:
    """JAX, compiled; the call waits for the result."""
    if importlib.util.find_spec("jax") is None:
        return None
    import jax
    import jax.numpy as xp

    jax.config.update("jax_enable_x64", True)
    forward = FORWARD[problem.name]
    both = jax.jit(jax.value_and_grad(lambda params, x: forward(xp, params, x, problem.y)))
    params, x = jax.device_put((tuple(problem.params), problem.x))
    return lambda: jax.block_until_ready(both(params, x))


def torch(problem: Problem) -> Call | None:
    """PyTorch, eager, if it is installed."""
    if importlib.util.find_spec("torch") is None:
        return None
    from tests.benchmarks.peers.eager import both  # torch is heavy: only where it is installed

    return both(problem)
