"""How formulas call layers: the arrays, numbers and options of each function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr

from derive.errors import SpecError
from derive.frontends.values import Value

Given = Mapping[str, Value]


@dataclass(frozen=True)
class Function:
    """How a layer reads a call.

    ``arrays`` are the letters of the arrays in order; the first ``needed`` cannot be left out.  ``wires`` are inputs,
    the others parameters.  ``own``: how many axes at the end of the inputs belong to the layer (None: all but the first).
    ``number`` is an option that follows the arrays, ``options`` those that keywords give; ``shapes`` reads options off the
    arrays.  ``axis``: whether the layer's axes can be chosen.
    """

    arrays: tuple[str, ...]
    shape: str
    needed: int = 1
    own: int | None = None
    wires: tuple[str, ...] = ("x",)
    number: str = ""
    options: tuple[str, ...] = ()
    shapes: Callable[[Given], dict[str, Any]] = lambda given: {}
    axis: bool = False

    @property
    def letters(self) -> str:
        """The arguments in order: ``x, W, b``."""
        number = [self.number] if self.number else []
        return ", ".join([*self.arrays[: self.needed], *number, *self.arrays[self.needed :]])

    def usage(self, name: str) -> str:
        """As the reference prints it: ``conv2d(x, W, b, stride=, padding=)``."""
        keywords = [f"{option}=" for option in (*self.options, *(["axis"] if self.axis else []))]
        return f"{name}({', '.join([self.letters, *keywords])})"


def _kernel(channels: int) -> Callable[[Given], dict[str, Any]]:
    """The size of the kernel and the number of channels of the result, from the shape of W."""

    def read(given: Given) -> dict[str, Any]:
        sizes = given["W"].sizes
        if not all(size.is_Integer for size in sizes[2:]):
            hint = "Write the rows and columns of the kernel as numbers in the shape of W."
            raise SpecError(f"the kernel W has shape {given['W'].shape}: its size should be a number", hint=hint)
        kernel = tuple(map(int, sizes[2:]))
        return {"channels": _number(sizes[channels]), "kernel": kernel if len(kernel) > 1 else kernel[0] if kernel else 1}

    return read


def _number(size: Expr) -> Any:
    return int(size) if size.is_Integer else size


def _affine(given: Given) -> dict[str, Any]:
    return {"affine": "gamma" in given}


def _mode(given: Given) -> dict[str, Any]:
    return {"affine": "gamma" in given, "mode": "evaluation" if "mu" in given else "training"}


_STEPS = ("stride", "padding", "dilation")
_CONVOLUTION = (*_STEPS, "groups")
_NORM: Any = {"options": ("eps",), "shapes": _affine, "axis": True}
FUNCTIONS: dict[str, Function] = {
    "conv1d": Function(("x", "W", "b"), "x [.., C, T], W [D, C, k]", 2, 2, options=_CONVOLUTION, shapes=_kernel(0)),
    "conv2d": Function(("x", "W", "b"), "x [.., C, H, W], W [D, C, k, l]", 2, 3, options=_CONVOLUTION, shapes=_kernel(0)),
    "conv_transpose2d": Function(
        ("x", "W", "b"), "x [.., C, H, W], W [C, D, k, l]", 2, 3, options=(*_STEPS, "output_padding"), shapes=_kernel(1)
    ),
    "max_pool1d": Function(("x",), "x [.., C, T]", 1, 2, number="kernel", options=_STEPS),
    "max_pool2d": Function(("x",), "x [.., C, H, W]", 1, 3, number="kernel", options=_STEPS),
    "avg_pool1d": Function(("x",), "x [.., C, T]", 1, 2, number="kernel", options=_STEPS[:2]),
    "avg_pool2d": Function(("x",), "x [.., C, H, W]", 1, 3, number="kernel", options=_STEPS[:2]),
    "global_avg_pool": Function(("x",), "x [N, C, ..]"),
    "flatten": Function(("x",), "x [N, ..]"),
    "batch_norm": Function(("x", "gamma", "beta", "mu", "v"), "x [N, C, ..]; the batch's statistics, or mu and v", 1,
                           options=("eps",), shapes=_mode),
    "layer_norm": Function(("x", "gamma", "beta"), "along axis=-1, or several", 1, 1, **_NORM),
    "rms_norm": Function(("x", "gamma"), "along axis=-1", 1, 1, **_NORM),
    "group_norm": Function(("x", "gamma", "beta"), "x [N, C, ..]", 1, number="groups", options=("eps",), shapes=_affine),
    "instance_norm": Function(("x", "gamma", "beta"), "x [N, C, ..]", 1, options=("eps",), shapes=_affine),
    "attention": Function(("Q", "K", "V"), "each [.., T, d]", 3, 2, ("Q", "K", "V"), options=("causal",)),
    "rotary": Function(("x",), "x [.., T, d]", 1, 2, options=("base",)),
    "positional": Function(("x",), "x [.., T, d]", 1, 2, options=("base",)),
    "embedding": Function(("E", "x"), "E [K, d], x holds integers", 2, 0,
                          shapes=lambda given: dict(zip(("classes", "units"), map(_number, given["E"].sizes), strict=False))),
    "glu": Function(("x",), "the halves of the last axis", 1, 1),
    "swiglu": Function(("x",), "the halves of the last axis", 1, 1),
    "dropout": Function(("x", "r"), "r [as x] holds zeros and ones", 2, 1, options=("rate",)),
}  # fmt: skip
"""The layers that formulas know."""

_RECURRENCE = "Write the recurrence: h[t,j] = tanh(sum(W[j,k]*x[t,k], k) + sum(U[j,k]*h[t-1,k], k))."
ELSEWHERE = {
    "dense": "Write x @ W.T + b.",
    "linear": "Write x @ W.T + b.",
    "rnn": _RECURRENCE,
    "lstm": _RECURRENCE,
    "gru": _RECURRENCE,
    "multi_head_attention": "Write attention(Q, K, V) of arrays [.., heads, T, d].",
    "residual": "Write a sum.",
    "concat": "It is a layer of [network] only.",
    "split": "Write x[:d] and x[d:].",
    "reshape": "It is a layer of [network] only; flatten(x) exists.",
}
"""What to write for layers that are no functions."""
