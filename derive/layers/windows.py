"""Windows over positions: what convolution and pooling share.

Output position i reads the input positions ``s*i + d*u - p`` for the offsets u of a window; outside the input stands
nothing (padding), which the bracket ``[0 <= s*i + d*u - p <= W - 1]`` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Integer, Mul

from derive.algebra.contract import within
from derive.errors import SpecError
from derive.layers.builder import Builder
from derive.layers.wires import Axis, Part, Wire

LETTERS = {1: ("i",), 2: ("i", "k"), 3: ("i", "k", "l")}
OFFSETS = ("u", "v", "w")


@dataclass(frozen=True)
class Window:
    """Along one axis of positions: the input's, the window's length, its step, the padding, the distance of its entries."""

    source: Part
    kernel: int
    stride: int
    padding: int
    dilation: int

    @property
    def span(self) -> int:
        return self.dilation * (self.kernel - 1) + 1

    def offsets(self, letter: str) -> Part:
        return Part(Integer(0), Integer(self.kernel - 1), letter)

    def position(self, i: Expr, u: Expr) -> Expr:
        """The input position that output i reads at offset u."""
        return sympy.expand(self.source.lo + self.stride * i + self.dilation * u - self.padding)


def windows(b: Builder, x: Wire, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
            ) -> tuple[tuple[Window, ...], tuple[Axis, ...]]:  # fmt: skip
    """The windows along the axes of positions, and the axes of the result.

    Raises:
        SpecError: the wrong number of axes, or a window that is larger than the padded input.
    """
    check_rank(b, x, len(kernel))
    found = tuple(
        Window(axis[0], k, s, p, d) for axis, k, s, p, d in zip(x.axes[1:], kernel, stride, padding, dilation, strict=True)
    )
    axes: list[Axis] = []
    for number, window in enumerate(found):
        padded = window.source.size + 2 * window.padding
        value = b.sizes.value(padded)
        if value is not None and value < window.span:
            raise _too_large(b, x, window, value)
        try:
            size = b.sizes.outputs(padded, window.span, window.stride)
        except SpecError as error:
            raise b.error(error.message, "stride", hint=error.hint) from None
        axes.append((b.positions(size, LETTERS[len(found)][number]),))
    return found, tuple(axes)


def check_rank(b: Builder, x: Wire, positions: int) -> None:
    """Refuse an input without channels and the right number of axes of positions."""
    if x.rank != positions + 1 or any(len(axis) != 1 for axis in x.axes[1:]):
        wanted = {1: "[channels, positions]", 2: "[channels, rows, columns]"}[positions]
        raise b.error(f"the layer needs an input of shape {wanted}, but {x.source} has shape {b.shape(x)}")


def _too_large(b: Builder, x: Wire, window: Window, padded: int) -> Exception:
    spread = f", spread over {window.span} by the dilation {window.dilation}," if window.dilation > 1 else ""
    padding = f" with a padding of {window.padding}" if window.padding else ""
    message = f"the kernel of {window.kernel}{spread} is larger than the padded input of {padded}"
    hint = f"{x.source[:1].upper()}{x.source[1:]} has shape {b.shape(x)}{padding}."
    return b.error(message, hint=hint)


def inside(windows: Sequence[Window], outputs: Sequence[Part], at: Sequence[Expr], offsets: Sequence[Expr]) -> Expr:
    """The brackets that keep the windows inside the input: one where no padding can be met."""
    brackets = []
    for window, part, i, u in zip(windows, outputs, at, offsets, strict=True):
        ranges = {i: part.span, u: (Integer(0), Integer(window.kernel - 1))}
        brackets.append(within(window.position(i, u), window.source.lo, window.source.hi, ranges))
    return Mul(*brackets)
