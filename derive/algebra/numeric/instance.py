"""An instance: numbers for everything that an expression may mention; and the scope in which it is evaluated.

Input: an expression, an instance, arrays for the indices in scope.  Output: an array that broadcasts over the scope: it has
an axis for each index, of length one where nothing depends on that index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Basic, Expr, Symbol

from derive.algebra.nodes import Entry, Tensor
from derive.algebra.sums import Bound
from derive.errors import Refused

Array = NDArray[Any]
STEP = 1e-100
"""The complex step: far below rounding, so that the derivative has no truncation error (Squire and Trapp 1998); also beside an
intermediate value of 1e-40, such as the density of what is unlikely."""

NUDGE = Symbol("_nudge", integer=True)
"""The number of a perturbation: an index in scope like any other, and the first axis of every array that it changes."""

Scope = dict[Symbol, Array]
"""The arrays of the indices in scope: each has as many axes as there are indices, and varies along its own."""


@dataclass(frozen=True)
class Instance:
    """Numbers for everything that an expression may mention.

    ``values`` holds an array per tensor, with index ``lo`` of an axis at position 0, and NaN where a ragged tensor has
    no entry; ``symbols`` holds sizes and constants; ``functions`` maps a name to (variable, formula); ``opaque`` maps
    the name of an unknown cost to a stand-in; ``rules`` gives the equations (left side, right side) of each
    intermediate, for partial derivatives: several where its first steps have equations of their own.
    """

    values: Mapping[Tensor, Array]
    symbols: Mapping[Symbol, float]
    functions: Mapping[str, tuple[Symbol, Expr]] = field(default_factory=dict)
    opaque: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    rules: Mapping[Tensor, tuple[tuple[Entry, Expr], ...]] = field(default_factory=dict)

    def with_value(self, tensor: Tensor, value: Array) -> Instance:
        return replace(self, values={**self.values, tensor: value})


Handler = Callable[[Any, Instance, Scope], Array]
HANDLERS: dict[type, Handler] = {}
"""How each kind of node is evaluated; the modules beside this one fill it."""


def handles(*kinds: type) -> Callable[[Handler], Handler]:
    """Register a function as the meaning of these kinds of nodes."""

    def register(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(kinds, function))
        return function

    return register


def value_in_scope(expr: Basic, instance: Instance, scope: Scope) -> Array:
    """The value of an expression, as an array that broadcasts over the indices in scope.

    Raises:
        Refused: a kind of node that has no numerical meaning here.
    """
    kind: type = type(expr)
    handler = _handler(kind)
    if handler is None:
        raise Refused(f"cannot evaluate {type(expr).__name__}: {expr}")
    return np.asarray(handler(expr, instance, scope))


@cache
def _handler(kind: type) -> Handler | None:
    return next((HANDLERS[base] for base in kind.__mro__ if base in HANDLERS), None)


def extend(scope: Scope, bound: Bound, instance: Instance) -> tuple[Scope, Array, int]:
    """The scope with one more index, a mask of its range, and the number of its values."""
    k, lo, hi = bound
    first = value_in_scope(lo, instance, scope).real.astype(int)
    last = value_in_scope(hi, instance, scope).real.astype(int)
    size = max(int(last.max() - first.min()) + 1, 0)
    values = first.min() + np.arange(size)
    mask = (values >= first[..., None]) & (values <= last[..., None])
    deeper = {i: array[..., None] for i, array in scope.items()}
    return deeper | {k: values.reshape((1,) * len(scope) + (size,))}, mask, size


def lengths(scope: Scope) -> tuple[int, ...]:
    """The number of values of each index in scope."""
    return np.broadcast_shapes(*(array.shape for array in scope.values()))
