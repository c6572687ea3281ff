"""A lowered model as scalar nodes: its leaves, its open number of examples, and the nodes of what is wanted.

Input: a lowered derivation.  Output: a ``Problem``, which the module's functions are written from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from derive.algebra import Tensor
from derive.emit.formula import Formulas
from derive.emit.graph import Graph
from derive.emit.names import Names, comment, identifier
from derive.emit.numpy_header import shape
from derive.emit.passes.exponentials import without_repeated_exponentials
from derive.emit.passes.logistic import cross_entropies
from derive.emit.program import Value
from derive.emit.scalar import loops, selections  # noqa: F401 - they register what operations mean
from derive.emit.scalar.blocks import Block
from derive.emit.scalar.nodes import BEFORE, INSIDE, Node, Nodes
from derive.emit.scalar.shapes import suffixes
from derive.emit.scalar.unroll import Unroller
from derive.errors import Refused


@dataclass(frozen=True)
class Leaf:
    """A parameter or an input: its entries' names, and its shape as the caller sees it (of one example, if it has examples)."""

    name: str
    shape: tuple[int, ...]
    entries: tuple[str, ...]
    rows: bool


class Problem:
    """The unrolled program of one model."""

    def __init__(self, graph: Graph, cited: dict[str, str]) -> None:
        graph = cross_entropies(without_repeated_exponentials(graph))
        self.graph = graph
        self.size = _open_size(graph)
        self.nodes = Nodes(graph.model.name, self.size)
        self._taken = Names([*graph.spelt.values(), self.size, "params"])
        self.leaves = {tensor: self._leaf(tensor) for tensor in (*graph.parameters, *graph.model.inputs)}
        blocks = {graph.values[tensor]: self._block(tensor, leaf) for tensor, leaf in self.leaves.items()}
        self._unroller = Unroller(graph.model.name, self.size, blocks, self.nodes)
        self._formulas, self._cited = Formulas(graph.spelt), cited
        for value in graph.program.needed([graph.cost, *graph.gradients.values()]):
            self._unroller.block(value)
        self._label()

    def entries(self, value: Value) -> tuple[Node, ...]:
        """The nodes of a value, row by row."""
        return self._unroller.block(value).nodes

    def _leaf(self, tensor: Tensor) -> Leaf:
        lengths = shape(self.graph, tensor)
        rows = bool(self.size) and self.size in lengths
        if rows and lengths[0] != self.size:
            raise Refused(
                f"the examples of the input '{tensor.name}' of '{self.graph.model.name}' do not stand in its first axis",
                hint="Use --target numpy.",
            )
        inner = tuple(length for length in lengths[int(rows) :])
        if not all(isinstance(length, int) for length in inner):
            raise Refused(
                f"'{self.graph.model.name}' leaves the size {next(n for n in inner if not isinstance(n, int))} open",
                hint="Plain Python is unrolled: give it a number (sizes = { d = 5 }), or use --target numpy.",
            )
        own = tuple(int(length) for length in inner)
        self.nodes.check_count(prod(own))
        name = self.graph.spelt[tensor]
        entries = tuple(self._taken.fresh(name + suffix) if suffix else name for suffix in suffixes(own))
        return Leaf(name, own, entries, rows)

    def _block(self, tensor: Tensor, leaf: Leaf) -> Block:
        phase = INSIDE if leaf.rows else BEFORE
        found = tuple(self.nodes.make("leaf", detail=name, phase=phase) for name in leaf.entries)
        inside = tuple(n if isinstance(n, int) else 1 for n in self.graph.values[tensor].shape)
        return Block(inside, found)

    def _label(self) -> None:
        """Names and notes for the nodes of the quantities that have a name."""
        self.names: dict[Node, str] = {}
        self.notes: dict[Node, str] = {}
        for value in self.graph.program.needed([self.graph.cost, *self.graph.gradients.values()]):
            name = self.graph.program.names.get(value)
            if name is None or value.is_number:
                continue
            block = self._unroller.block(value)
            inner = tuple(n for n, size in zip(block.shape, value.shape, strict=True) if size != self.size)
            note = self._note(value)
            for node, suffix in zip(block.nodes, suffixes(inner), strict=True):
                if node.args and node not in self.names:
                    self.names[node] = name + suffix
                    self.notes[node] = note

    def _note(self, value: Value) -> str:
        if value not in self.graph.equations:
            return ""
        equation, key = self.graph.equations[value]
        theorem = self._cited.get(key)
        return comment(self._formulas.equation(equation)) + (f"  ({theorem})" if theorem else "")

    def reads(self, wanted: Iterable[Value], inputs: Sequence[Tensor]) -> list[Tensor]:
        """The inputs that some values need."""
        values = set(self.graph.program.needed(wanted))
        return [tensor for tensor in inputs if self.graph.values[tensor] in values]


def _open_size(graph: Graph) -> str:
    """The name of the number of examples, if it is open.

    Raises:
        Refused: another size is open.
    """
    if not graph.sizes:
        return ""
    example = identifier(graph.model.example_size.name) if graph.model.example_size is not None else ""
    for size in graph.sizes:
        if size.name != example:
            raise Refused(
                f"'{graph.model.name}' leaves the size {size.name} open",
                hint="Plain Python is unrolled: give it a number (sizes = { d = 5 }), or use --target numpy.",
            )
    return example
