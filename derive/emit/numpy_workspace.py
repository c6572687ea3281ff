"""The workspace of an emitted module: its class, and the function that computes into it.

One NumPy function a line, into buffers; constants and views are made once, with the buffers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.algebra import Tensor
from derive.emit import numpy_names, numpy_overflow
from derive.emit.graph import Graph
from derive.emit.names import Names
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_checks import arguments, index_checks, size_names
from derive.emit.numpy_functions import LOCALS, Functions
from derive.emit.numpy_header import shape
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_operations import takes_lines
from derive.emit.numpy_statements import Statements
from derive.emit.numpy_text import Expressions
from derive.emit.numpy_unrolled import OPERATIONS_PER_CALL, Unrolled
from derive.emit.program import Value


class WorkspaceCode:
    """Writes the class and the function, from one plan of the buffers."""

    def __init__(self, functions: Functions) -> None:
        self.functions, self.graph = functions, functions.graph
        graph = self.graph
        self._sizes = size_names(graph)
        wanted = [graph.cost, *graph.gradients.values()]
        values = graph.program.needed(wanted)
        names = functions.leaves() | {v: n for v, n in graph.program.names.items() if v in set(values)}
        locals_ = Names([*names.values(), *LOCALS, *self._sizes, *graph.spelt.values()])
        bound = Bound(self._sizes)
        self._statements = Statements(graph.program, names, locals_, bound, note=functions.store_note)
        self._statements.write(values, [value for value in graph.gradients.values() if not value.is_number])
        self._results = self._gradients()
        self._unrolled = self._in_floats()
        self._index_checks = index_checks(graph, bound)

    @property
    def overflows(self) -> bool:
        """Whether an exponential may overflow to infinity, of which only the reciprocal is used."""
        return self._statements.bound.overflows

    @property
    def in_floats(self) -> bool:
        """Whether there is a function that computes in floats."""
        return self._unrolled is not None

    def text(self, dtype: str) -> str:
        """The class and the functions."""
        unrolled = [self._unrolled.text(self._results, quiet=self.overflows)] if self._unrolled else []
        return "\n\n\n".join([self._class(dtype), *unrolled, self._function()])

    def _in_floats(self) -> Unrolled | None:
        """The function in floats, where it pays."""
        texts = [self._statements.made(value).removeprefix("self.") for value in self.graph.gradients.values()]
        small = self.functions.unrolled
        if small is None or not self._results or small.operations > OPERATIONS_PER_CALL * len(self._statements.lines):
            return None
        return small if self._statements.bound.share_block(texts, small.starts(), small.count) else None

    def _gradients(self) -> str:
        """The tuple of gradients, made once."""
        texts = [(tensor, self._statements.made(value)) for tensor, value in self.graph.gradients.items()]
        if not texts or any(not text for _, text in texts):
            return ""
        self._statements.bound.results = {text.removeprefix("self.").split(".")[0] for _, text in texts}
        parts = self.functions.results(texts)
        return ", ".join(self._statements.bound.derived(f"{name}_gradients", text) for name, text in parts.items())

    def _class(self, dtype: str) -> str:
        bound, tests = self._statements.bound, self._inputs_fit()
        sizes = "".join(f"{size}, " for size in self._sizes)
        words = f": for the sizes {', '.join(self._sizes)}" if self._sizes else ""
        body = [
            *(f"self.{size} = {size}" for size in self._sizes),
            "self.dtype = np.dtype(dtype)",
            'if self.dtype.char not in "fd":',
            '    raise ValueError(f"value_and_grad computes in float32 or float64, not in {self.dtype}")',
            f"self.expected = {self._shapes()}",
            "self.params = None",
            *(["self.around = None"] if self.overflows else []),
            *bound.lines(),
            "self.renew()",
        ]
        return "\n".join([
            "class Workspace:",
            f'    """Buffers for value_and_grad{words}; not for two threads at once."""',
            "",
            f"    def __init__(self, {sizes}dtype=np.{dtype}):",
            *(f"        {line}" for line in body),
            "",
            "    def renew(self):",
            '        """New arrays for the results."""',
            *(f"        {line}" for line in self._renewed()),
            "",
            f"    def fits({', '.join(['self', 'params', *self._arrays('input')])}):",
            '        """Whether the arrays have the shapes and the dtype of the buffers, so that no more is to be checked."""',
            "        try:",
            "            if params is not self.params:",
            "                if [(type(array), array.shape, array.dtype) for array in params] != self.expected:",
            "                    return False",
            "                self.params = params if type(params) is Params else None  # known the next time",
            *(f"            {line}" for line in _all_of(tests)),
            f"        except {'Exception' if self._asks else 'AttributeError'}:",
            "            return False",
            *(f"    {line}" if line else "" for line in numpy_overflow.METHOD if self.overflows),
        ])  # fmt: skip

    def _renewed(self) -> list[str]:
        """The lines of ``renew``, with the sizes that they use."""
        lines = self._statements.bound.renewed()
        words = set(re.findall(r"\w+", "\n".join(lines)))
        return [*(f"{size} = self.{size}" for size in self._sizes if size in words), *(lines or ["pass"])]

    def _arrays(self, role: str) -> list[str]:
        return [self.graph.spelt[tensor] for tensor in _float_arrays(self.graph) if tensor.role == role]

    def _inputs_fit(self) -> list[str]:
        """The comparisons of the inputs' types, shapes and dtypes with those of the buffers."""
        tests = []
        for tensor in _float_arrays(self.graph):
            if tensor.role == "input":
                name, lengths = self.graph.spelt[tensor], shape_text(shape(self.graph, tensor))
                made = self._statements.bound.constant("shape", lengths).replace("buffers.", "self.")
                plain = self._statements.bound.plain().replace("buffers.", "self.")
                tests.append(f"type({name}) is {plain} and {name}.shape == {made} and {name}.dtype == self.dtype")
        return [*tests, *([numpy_overflow.KNOWN] if self._asks else [])]

    @property
    def _asks(self) -> bool:
        """Whether every call asks for the context around it; floats do not overflow silently."""
        return self.overflows and not self.in_floats

    def _shapes(self) -> str:
        """The shapes and dtypes of all parameters, as text."""
        shapes = [shape_text(shape(self.graph, tensor)) for tensor in self.graph.parameters]
        return f"[(np.ndarray, shape, self.dtype) for shape in ({', '.join(shapes)}{',' * (len(shapes) == 1)})]"

    def _function(self) -> str:
        graph, statements = self.graph, self._statements
        lines = [
            f"def _value_and_grad_into(buffers, params{arguments(graph)}):",
            '    """value_and_grad, line by line into the buffers of a workspace."""',
        ]
        body = [*self._index_checks, *self.functions.unpack()]
        computed: list[str] = []
        noted: set[Value] = set()
        last = {value: number for number, (value, _) in enumerate(statements.lines)}
        for number, (value, line) in enumerate(statements.lines):
            named = value not in graph.equations or statements.names[value] == graph.program.names.get(value)
            note = self.functions.note(value) if named and value not in noted else ""
            if note and (number == last[value] or takes_lines(value)):
                computed.append(f"# {note}")
                noted.add(value)
            computed.append(line)
        text = Expressions(statements.names)
        texts = [(tensor, text.text(value)) for tensor, value in graph.gradients.items()]
        results = self._results or ", ".join(self.functions.results(texts).values())
        computed.append(f"return float({text.text(graph.cost)}), {results}")
        used = set(re.findall(r"\w+", "\n".join([*body, *computed])))
        body = [*(f"{name} = buffers.{name}" for name in [*self._sizes, "dtype"] if name in used), *body]
        after = [numpy_overflow.WITHOUT_CONTEXTS] if self.overflows else []
        whole = numpy_names.bound("\n".join(f"    {line}" for line in [*body, *computed]))
        return "\n".join([*lines, whole, *after])


def _all_of(tests: Sequence[str]) -> list[str]:
    """Lines that return whether all tests hold; one of them a line."""
    if len(tests) < 2:
        return [f"return {tests[0] if tests else True}"]
    return ["return (", f"    {tests[0]}", *(f"    and {test}" for test in tests[1:]), ")"]


def _float_arrays(graph: Graph) -> list[Tensor]:
    return [*graph.parameters, *(tensor for tensor in graph.model.inputs if not tensor.integer)]
