"""Operation counts of a network of symbolic depth: of each quantity of layer l, and sums over the layers.

Input: a derivation whose layers are numbered by an index.  Output: a ``DepthCost``.  The equation of one layer is lowered as a
program of its own, in which the layers that it mentions (l, l - 1, l + 1, L) are different arrays with sizes of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Basic, Expr, S, Symbol

from derive.algebra import Apply, Entry, Opaque, Sum, Tensor, replace, rewrite
from derive.algebra.nodes import AXIS
from derive.algebra.sums import Bound
from derive.cost.counts import Count, count_of, total
from derive.cost.polynomials import text
from derive.cost.tangents import tangents
from derive.derivation import Derivation
from derive.emit.lower import Lowering
from derive.emit.primitives import Primitive
from derive.errors import Refused
from derive.model import Equation, Model


@dataclass(frozen=True)
class LayerRow:
    """A quantity, the layers for which the count holds (none: there is one such quantity), and its operations."""

    tensor: Tensor
    layer: Expr | None
    bound: Bound | None
    count: Count


@dataclass(frozen=True)
class DepthCost:
    """Counts with the widths ``n[l]`` as symbols; ``left_open`` if the cost itself is any function, and is not counted."""

    model: Model
    forward: tuple[LayerRow, ...]
    backward: tuple[LayerRow, ...]
    tangent: tuple[LayerRow, ...]
    parameters: Expr
    left_open: bool

    def to_json(self) -> dict[str, Any]:
        """The rows as plain data."""
        parts = {"forward": self.forward, "backward": self.backward, "tangent_pass": self.tangent}
        return {
            "model": self.model.name,
            **{name: [_row(row) for row in rows] for name, rows in parts.items()},
            "parameters": str(self.parameters),
            "cost_function_counted": not self.left_open,
        }


def named(row: LayerRow) -> str:
    """``z[l]`` or ``dC/dz[l]``, and for which layers."""
    tensor = row.tensor.of or row.tensor
    name, tangent, _ = tensor.name.partition(" tangent")
    inner = (name if row.layer is None else f"{name}[{row.layer}]") + (", tangent" if tangent else "")
    return inner if row.tensor.of is None else f"dC/d{inner}"


def layers(row: LayerRow) -> str:
    """``l = 1..L``."""
    return "" if row.bound is None else f"{row.bound[0]} = {row.bound[1]}..{row.bound[2]}"


def _row(row: LayerRow) -> dict[str, str]:
    counts = {"operations": text(row.count.operations), "functions": text(row.count.functions)}
    return {"quantity": named(row), "layers": layers(row), **counts}


def cost_of_depth(derivation: Derivation) -> DepthCost:
    """Count the operations of a network of symbolic depth.

    Raises:
        Refused: the model leaves something else open, too.
    """
    model = derivation.model
    if not any(tensor.layered for tensor in model.tensors.values()):
        raise Refused(f"'{model.name}' leaves a size or a function open: its operations cannot be counted")
    closed = [equation for equation in model.equations if not equation.rhs.has(Opaque)]
    moved, _ = tangents(dataclasses.replace(model, equations=tuple(closed)))
    return DepthCost(
        model,
        _rows(model, [e for e in closed if not isinstance(e.rhs, Entry)]),
        _rows(model, derivation.adjoints),
        _rows(model, [e for e in moved if not isinstance(e.rhs, Entry)]),
        sum_over_layers(_entries(tensor) for tensor in model.parameters),
        len(closed) < len(model.equations),
    )


def sum_over_layers(terms: Iterable[tuple[Expr, Bound | None]]) -> Expr:
    """The sum of terms, those of a layer over their layers; equal ranges share one sum."""
    found: dict[Bound | None, Expr] = {}
    for expr, bound in terms:
        found[bound] = sympy.expand(found.get(bound, S.Zero) + expr)
    return sympy.Add(*(expr if bound is None else Sum(expr, bound) for bound, expr in found.items()))


def in_all(rows: Sequence[LayerRow]) -> Expr:
    """The operations of some rows, over all layers."""
    return sum_over_layers((row.count.operations, row.bound) for row in rows)


def _entries(tensor: Tensor) -> tuple[Expr, Bound | None]:
    if not tensor.layered:
        return sympy.Mul(*(hi - lo + 1 for lo, hi in tensor.ranges)), None
    layer = Symbol("l", integer=True)
    lengths = [tensor.range_at(axis, (layer,)) for axis in range(1, tensor.rank)]
    return sympy.Mul(*(hi - lo + 1 for lo, hi in lengths)), (layer, *tensor.ranges[0])


def _rows(model: Model, equations: Sequence[Equation]) -> tuple[LayerRow, ...]:
    return tuple(_layer(model, equation) for equation in equations)


def _layer(model: Model, equation: Equation) -> LayerRow:
    layered = equation.tensor.layered
    layer = equation.lhs.indices[0] if layered else None
    bound = next((b for b in equation.bounds if b[0] == layer), None)
    return LayerRow(equation.tensor, layer, bound, _Flat(model).count(equation))


class _Flat:
    """One equation with its layers as tensors of their own."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tensors: dict[tuple[Tensor, Expr], Tensor] = {}
        self._widths: dict[Expr, Symbol] = {}

    def count(self, equation: Equation) -> Count:
        """The operations of one layer."""
        layer = equation.lhs.indices[0] if equation.tensor.layered else None
        bounds = tuple((k, self._size(lo), self._size(hi)) for k, lo, hi in equation.bounds if k != layer)
        lhs, rhs = self._flat(equation.lhs), self._flat(equation.rhs)
        inputs = tuple(tensor for tensor in self._tensors.values() if tensor != lhs.tensor)
        others = tuple(t for t in rhs.atoms(Tensor) if t not in inputs)
        sizes = dict.fromkeys(self._widths.values())
        model = Model("one layer", (), (*inputs, *others), (), sizes=sizes, functions=self._model.functions,
                      constants=self._model.constants)  # fmt: skip
        lowering = Lowering(model)
        value = lowering.equation(Equation(lhs, rhs, bounds))
        found = total(map(count_of, lowering.program.needed([value])))
        back = {symbol: entry for entry, symbol in self._widths.items()}
        return Count(found.operations.xreplace(back), found.functions.xreplace(back))

    def _flat(self, expr: Expr) -> Any:
        def rule(node: Expr) -> Expr | None:
            if isinstance(node, Apply) and self._model.functions[node.function.name].formula is None:
                return Primitive(f"function {node.function}", node.argument)
            if isinstance(node, Entry):
                return Entry(self._tensor(node), *node.indices[1 if node.tensor.layered else 0 :])
            return None

        widths = {e: self._width(e) for e in sympy.preorder_traversal(expr) if isinstance(e, Entry) and e.tensor.role == "size"}
        return rewrite(replace(expr, widths), rule)

    def _tensor(self, node: Entry) -> Tensor:
        """The tensor of one layer, or a plain one with its sizes as symbols."""
        tensor, layer = node.tensor, node.indices[0] if node.tensor.layered else S.Zero
        if (tensor, layer) not in self._tensors:
            first = 1 if tensor.layered else 0
            ends = [tensor.range_at(axis, node.indices) for axis in range(first, tensor.rank)]
            ranges = [(self._size(lo), self._size(hi)) for lo, hi in ends]
            self._tensors[tensor, layer] = Tensor(f"{tensor} {layer}", ranges, integer=tensor.integer)
        return self._tensors[tensor, layer]

    def _size(self, expr: Basic) -> Any:
        """An end of a range, with a symbol for each width."""
        assert not expr.free_symbols & set(AXIS)
        return expr.xreplace({entry: self._width(entry) for entry in expr.atoms(Entry)})

    def _width(self, entry: Entry) -> Symbol:
        return self._widths.setdefault(entry, Symbol(f"width{len(self._widths)}", integer=True))
