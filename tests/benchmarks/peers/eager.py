"""PyTorch, eager: NumPy's names for its functions, so that it differentiates the same forward formulas as the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from tests.benchmarks.peers.forward import FORWARD
from tests.benchmarks.problems import Problem

torch.set_num_threads(1)


def _tensor(x: Any) -> Any:
    return x if isinstance(x, torch.Tensor) else torch.as_tensor(x)


class _Names:
    """The functions of ``numpy`` that the forward formulas call."""

    eye, zeros, exp, log, tanh, sqrt, matmul = (
        torch.eye,
        torch.zeros,
        torch.exp,
        torch.log,
        torch.tanh,
        torch.sqrt,
        torch.matmul,
    )
    reshape, swapaxes, stack, mean, sum = torch.reshape, torch.swapaxes, torch.stack, torch.mean, torch.sum

    @staticmethod
    def dot(a: Any, b: Any) -> Any:
        return torch.matmul(_tensor(a), _tensor(b))

    @staticmethod
    def logaddexp(a: Any, b: Any) -> Any:
        b = _tensor(b)
        return torch.logaddexp(torch.full_like(b, a) if isinstance(a, (int, float)) else a, b)

    @staticmethod
    def max(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return torch.amax(a, dim=() if axis is None else axis, keepdim=keepdims)

    @staticmethod
    def maximum(a: Any, b: Any) -> Any:
        return torch.clamp(a, min=b) if isinstance(b, (int, float)) else torch.maximum(a, b)

    @staticmethod
    def transpose(a: Any, axes: Any) -> Any:
        return torch.permute(a, tuple(axes))


def both(problem: Problem) -> Callable[[], tuple[Any, Any]]:
    """A call that gives the cost and all gradients, as arrays."""
    forward = FORWARD[problem.name]
    params = [torch.tensor(np.asarray(p), requires_grad=True) for p in problem.params]
    x = torch.as_tensor(problem.x)
    y = torch.as_tensor(problem.y)

    def call() -> tuple[Any, Any]:
        cost = forward(_Names, params, x, y)
        return cost.item(), tuple(g.numpy() for g in torch.autograd.grad(cost, params))

    return call
