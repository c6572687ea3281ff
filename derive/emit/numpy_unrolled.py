"""Networks so small that calling NumPy costs more than the arithmetic: unrolled into Python's own floats.

Arrays come apart by ``tolist``, the gradients are packed into one block of memory, which the result's arrays show.  Python's
floats are doubles: for ``float32`` every result is rounded once.  Where Python's arithmetic raises an error (it overflows, or
divides by zero), the NumPy lines are the answer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from math import prod

from derive.emit.graph import Graph
from derive.emit.numpy_checks import arguments
from derive.emit.numpy_header import shape
from derive.emit.numpy_overflow import CALL, PREPARE
from derive.emit.scalar.problem import Leaf, Problem
from derive.emit.scalar.shapes import nested
from derive.emit.scalar.text import WIDTH, Writer, needed, wrapped
from derive.errors import Refused

ENTRIES = 128
"""The largest number of entries of all arguments together."""
OPERATIONS_PER_CALL = 12
"""How many operations on floats take as long as one line of NumPy (0.022 microseconds; the line takes 0.35)."""
NAME = "_value_and_grad_unrolled"
_OTHERWISE_HERE = ("_softplus(", "_log_softplus(", "_softplus_rate(")
"""Helper functions that are called otherwise in the plain Python module."""
_MATH = ("atan", "cos", "cosh", "exp", "expm1", "log", "log1p", "pow", "sin", "sinh", "sqrt", "tan", "tanh")


class Unrolled:
    """The function that computes in floats, and the block that takes its results."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._graph = problem, problem.graph
        graph = problem.graph
        (cost,) = problem.entries(graph.cost)
        self._gradients = [node for value in graph.gradients.values() for node in problem.entries(value)]
        taken = [name for leaf in problem.leaves.values() for name in (leaf.name, *leaf.entries)]
        self._writer = Writer(problem.names, problem.notes, [*taken, "params", "buffers", "workspace", "np"])
        self._writer.write([cost, *self._gradients])
        self._cost = cost
        self.operations = sum(1 for node in needed([cost, *self._gradients]) if node.args)

    def text(self, results: str, *, quiet: bool = False) -> str:
        """The function; ``results`` is the text of the gradients' tuples; ``quiet``: the arrays instead of it may overflow."""
        inputs = [self._graph.spelt[tensor] for tensor in self._graph.model.inputs]
        given = ", ".join(["buffers", "params", *inputs])
        leaves = [self._problem.leaves[tensor] for tensor in (*self._graph.parameters, *self._graph.model.inputs)]
        packed = ", ".join(["buffers.block", "0", *map(self._writer.text, self._gradients)])
        body = [*self._apart(leaves), *self._writer.lines[0], *_call(f"buffers.pack({packed})")]
        body += [*wrapped(f"return {self._writer.text(self._cost)}, {results}")]
        lines = [
            f"def {NAME}(buffers, params{arguments(self._graph)}):",
            '    """value_and_grad in floats: at this size, calling NumPy would cost more than the arithmetic."""',
            "    try:",
            *(f"        {line}" for line in body),
            "    except (ArithmeticError, AttributeError, TypeError, ValueError):  # arrays hold inf there, or give the error",
            *(f"        {line}" for line in _in_arrays(given, quiet)),
        ]
        return _spelt_here("\n".join(lines))

    def _apart(self, leaves: Sequence[Leaf]) -> list[str]:
        """Every array as names of its entries."""
        names = [leaf.name for leaf in leaves[: len(self._graph.parameters)]]
        lines = [f"{', '.join(names)}{',' * (len(names) == 1)} = params"] if names else []
        limits = {self._graph.spelt[t]: self._graph.limits.get(t, 2**31) for t in self._graph.model.inputs if t.integer}
        for leaf in leaves:
            if leaf.name in limits:
                lines += [f'if type({leaf.name}) is not np.ndarray or {leaf.name}.dtype.kind not in "iu":']
                lines += ['    raise ValueError("no indices")']
            lines += wrapped(f"{nested(leaf.entries, leaf.shape)} = {leaf.name}.tolist()")
            for entry in leaf.entries if leaf.name in limits else ():
                lines += [f"if not 0 <= {entry} < {limits[leaf.name]}:", '    raise ValueError("no such entry")']
        return lines

    @property
    def count(self) -> int:
        """How many numbers the block holds."""
        return len(self._gradients)

    def starts(self) -> list[int]:
        """Where each gradient begins in the block."""
        lengths = [len(self._problem.entries(value)) for value in self._graph.gradients.values()]
        return [sum(lengths[:number]) for number in range(len(lengths))]


def unrolled(graph: Graph, citations: dict[str, str]) -> Unrolled | None:
    """The model in floats, if it is small; None if it is not."""
    tensors = [*graph.parameters, *graph.model.inputs]
    lengths = [length for tensor in tensors for length in shape(graph, tensor)]
    if graph.sizes or not all(isinstance(length, int) for length in lengths):
        return None
    if sum(prod(map(int, shape(graph, tensor))) for tensor in tensors) > ENTRIES:
        return None
    try:
        found = Unrolled(Problem(graph, citations))
    except Refused:
        return None
    text = found.text("")
    return None if any(word in text for word in _OTHERWISE_HERE) else found


def imports(text: str) -> list[str]:
    """What the function needs of the standard library."""
    if NAME not in text:
        return []
    names = [f"{name} as _{name}_of" for name in _MATH if f"_{name}_of(" in text]
    names += ["erf as _erf_of"] if "_erf_of(" in text else []
    return [*([f"from math import {', '.join(names)}"] if names else []), "from struct import Struct"]


def _in_arrays(given: str, quiet: bool) -> list[str]:
    """The call of the function for arrays."""
    if not quiet:
        return [f"return _value_and_grad_into({given})"]
    return [f"buffers.{PREPARE}", f"return buffers.{CALL}(_value_and_grad_into, {given})"]


def _call(line: str) -> list[str]:
    """A call on several lines, if it is long."""
    if len(line) <= WIDTH:
        return [line]
    head, _, rest = line.partition("(")
    return [f"{head}(", *(f"    {part}" for part in textwrap.wrap(rest.removesuffix(")"), WIDTH - 8)), ")"]


def _spelt_here(text: str) -> str:
    """The names that this module has for the plain Python module's."""
    words = {"_LARGEST": "709.0", "_LEAST": "-709.0"} | {f"_{name}": f"_{name}_of" for name in ("erf", *_MATH)}
    return re.sub(r"(?<![\w.])_[A-Za-z]\w*", lambda found: words.get(found[0], found[0]), text)
