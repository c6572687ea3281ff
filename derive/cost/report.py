"""What the derivation costs: operations and memory of each quantity, of reverse mode, and of forward mode.

Input: a derivation.  Output: a ``Cost``.  Reverse mode is the forward pass and the backward pass, once for all derivatives.
Forward mode is the forward pass, and one tangent pass for each parameter: a pass gives the derivative in one direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy
from sympy import Expr, Integer, Symbol

from derive.algebra import Tensor
from derive.cost import programs
from derive.cost.counts import Count, total
from derive.cost.polynomials import text
from derive.cost.walk import Row, Walk
from derive.derivation import Derivation
from derive.errors import Refused, SpecError, near_misses
from derive.model import Model

BYTES = 8
"""The size of a float64."""


@dataclass(frozen=True)
class Cost:
    """Counts as polynomials in the sizes of the model, and the numbers at which they are evaluated.

    ``forward`` and ``backward`` are the quantities of both passes; ``tangent`` is one tangent pass beyond the forward pass;
    ``parameters`` is how many there are.  ``kept`` are the numbers that the forward pass keeps for the backward pass, the peaks
    the most numbers alive at once (parameters and inputs aside, nothing overwritten).
    """

    model: Model
    forward: tuple[Row, ...]
    backward: tuple[Row, ...]
    tangent: Count
    parameters: Expr
    kept: Expr
    peak_forward: Expr
    peak_reverse: Expr
    peak_tangent: Expr
    numbers: Mapping[Symbol, int]

    @cached_property
    def forward_total(self) -> Count:
        """The forward pass."""
        return total(row.count for row in self.forward)

    @cached_property
    def backward_total(self) -> Count:
        """The backward pass, all gradients included."""
        return total(row.count for row in self.backward)

    @property
    def reverse_mode(self) -> Count:
        """All derivatives by reverse mode."""
        return self.forward_total + self.backward_total

    @cached_property
    def forward_mode(self) -> Count:
        """All derivatives by forward mode; the product with the number of parameters is not multiplied out."""
        one, per = self.forward_total, self.tangent
        operations, functions = (
            one.operations + self.parameters * per.operations,
            one.functions + self.parameters * per.functions,
        )
        return Count(operations, functions)

    def number(self, expr: Expr) -> int | None:
        """A polynomial at the numbers; None if some size has none."""
        value = expr.xreplace({symbol: Integer(value) for symbol, value in self.numbers.items()})
        return int(value) if value.is_Integer else None

    def ratio(self, above: Count, below: Count) -> float | None:
        """How many times as many operations, at the numbers."""
        one, other = self.number(above.operations), self.number(below.operations)
        return None if one is None or not other else one / other

    def to_json(self) -> dict[str, Any]:
        """Everything as plain data: polynomials as text, numbers where they are known."""
        return {
            "model": self.model.name,
            "sizes": {str(symbol): value for symbol, value in self.numbers.items()},
            "bytes_per_number": BYTES,
            "forward": [self._row(row) for row in self.forward],
            "backward": [self._row(row) for row in self.backward],
            "parameters": self._value(self.parameters),
            "totals": {
                "forward": self._count(self.forward_total),
                "backward": self._count(self.backward_total),
                "reverse_mode": self._count(self.reverse_mode),
                "tangent_pass": self._count(self.tangent),
                "forward_mode": self._forward_mode(),
            },
            "memory": {
                "kept_for_backward": self._value(self.kept),
                "peak_forward": self._value(self.peak_forward),
                "peak_reverse_mode": self._value(self.peak_reverse),
                "peak_tangent_pass": self._value(self.peak_tangent),
            },
        }

    def _row(self, row: Row) -> dict[str, Any]:
        return {"quantity": quantity(row.tensor), **self._count(row.count), "entries": self._value(row.entries)}

    def _count(self, count: Count) -> dict[str, Any]:
        return {"operations": self._value(count.operations), "functions": self._value(count.functions)}

    def _forward_mode(self) -> dict[str, Any]:
        words, mode = "forward + parameters * tangent_pass", self.forward_mode
        numbers = {"operations": self.number(mode.operations), "functions": self.number(mode.functions)}
        return {name: {"formula": words, "number": number} for name, number in numbers.items()}

    def _value(self, expr: Expr) -> dict[str, Any]:
        return {"formula": text(expr), "number": self.number(expr)}


def quantity(tensor: Tensor) -> str:
    """``z1``, ``dC/dz1``."""
    return f"dC/d{tensor.of.name}" if tensor.of is not None else tensor.name


def cost_of(derivation: Derivation, at: Mapping[str, int] | None = None) -> Cost:
    """Count the operations and the memory of a derivation.

    ``at`` gives numbers to sizes that the model leaves open, by name; the number of examples is one unless it says otherwise.

    Raises:
        Refused: the model leaves its depth, a function or its cost open.
        SpecError: a name in ``at`` is no size of the model.
    """
    model = derivation.model
    if model.is_symbolic:
        raise Refused(
            f"'{model.name}' leaves a depth, a function or the cost open: its operations cannot be counted",
            hint="Its gallery relatives with numbers (`derive cost digits`) can.",
        )
    numbers = sizes_in_numbers(model, at or {})
    reverse, tangent = programs.reverse(derivation), programs.tangent(derivation)
    walk, pass_ = Walk(reverse), Walk(tangent)
    forward = tuple(row for row in walk.rows() if row.tensor.of is None)
    backward = tuple(row for row in walk.rows() if row.tensor.of is not None)
    known: dict[Expr, Expr] = {size: Integer(value) for size, value in numbers.items()}
    own = set(model.tensors.values())
    cost = reverse.of(model.cost)
    assert cost is not None  # a model ends in its cost
    return Cost(
        model,
        forward,
        backward,
        total(row.count for row in pass_.rows() if row.tensor not in own),
        _parameters(model),
        walk.kept(row.tensor for row in forward),
        walk.peak(known, [cost]),
        walk.peak(known),
        pass_.peak(known),
        numbers,
    )


def sizes_in_numbers(model: Model, at: Mapping[str, int]) -> dict[Symbol, int]:
    """The number of each size that has one."""
    names = {size.name: size for size in model.sizes}
    for name, value in at.items():
        if name not in names:
            raise SpecError(f"'{name}' is no size of '{model.name}'", hint=near_misses(name, names))
        given = model.sizes[names[name]]
        if given is not None and given != value:
            raise SpecError(f"the size '{name}' of '{model.name}' is {given}", hint="Change it in the specification.")
    found = {size: value for size, value in model.sizes.items() if value is not None}
    if model.example_size is not None and model.example_size not in found:
        found[model.example_size] = 1
    return found | {names[name]: value for name, value in at.items()}


def _parameters(model: Model) -> Expr:
    counts: Iterable[Expr] = (sympy.Mul(*(hi - lo + 1 for lo, hi in tensor.ranges)) for tensor in model.parameters)
    return sympy.expand(sympy.Add(*counts))
