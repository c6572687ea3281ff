"""The functions of an emitted module: ``value``, ``value_and_grad``, the workspace, ``predict``.

Without a workspace the code is written in expressions, one line per quantity, as a person would; with a workspace it calls
one NumPy function a line, into buffers. Both come from the same program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from derive.algebra import Tensor
from derive.emit.formula import Formulas
from derive.emit.graph import Graph
from derive.emit.loops import Store
from derive.emit.names import comment
from derive.emit.numpy_checks import arguments, call_checks, input_checks, parameter_checks, size_names
from derive.emit.numpy_header import example_axes, shape
from derive.emit.numpy_lines import Lines
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_overflow import CALL, PREPARE
from derive.emit.numpy_text import Expressions
from derive.emit.numpy_unrolled import Unrolled
from derive.emit.passes.views import is_turned
from derive.emit.program import Value
from derive.emit.sizes import mentions

LOCALS = ("params", "dtype", "np", "buffers", "workspace")


class Functions:
    """Writes the functions of one module."""

    def __init__(self, graph: Graph, citations: Mapping[str, str], unrolled: Unrolled | None = None) -> None:
        self.graph, self.citations, self.unrolled = graph, citations, unrolled
        self._formulas = Formulas(graph.spelt)

    def value(self) -> str:
        """The cost alone."""
        cost = self.graph.cost
        lines, text = self._lines([cost])
        return self._function("value", "The cost.", [*lines, f"return {self.scalar(text.text(cost), cost)}"])

    def scalar(self, text: str, cost: Value) -> str:
        """A Python number, complex if the parameters are."""
        return f"float({text})" if cost.is_number else f"({text}).item()" if not text.isidentifier() else f"{text}.item()"

    def value_and_grad(self, computes: str = "_value_and_grad_into", *, quietly: bool = False) -> str:
        """The cost and all gradients, in the caller's workspace or in one of the module's own; by the function ``computes``,
        with overflow ignored if it is to run ``quietly``."""
        given, sizes = arguments(self.graph), size_names(self.graph)
        inputs = [self.graph.spelt[tensor] for tensor in self.graph.model.inputs]
        real = [self.graph.spelt[tensor] for tensor in self.graph.model.inputs if not tensor.integer]
        also = ", and an Inputs with those by the inputs" if any(t.role == "input" for t in self.graph.gradients) else ""
        other = " or ".join(f"workspace.{name} != {name}" for name in ["dtype", *sizes])
        there = ", ".join(["{workspace.dtype}", *(f"{size} = {{workspace.{size}}}" for size in sizes)])
        here = ", ".join(["{dtype}", *(f"{size} = {{{size}}}" for size in sizes)])
        prepare = [f"workspace.{PREPARE}"] if quietly else []
        called = ", ".join([*([computes] if quietly else []), "workspace", "params", *inputs])
        checks, fit = call_checks(self.graph), f"workspace.fits({', '.join(['params', *real])})"
        return "\n".join([
            f"def value_and_grad(params{given}, workspace=None):",
            f'    """The cost and a Params with its derivatives{also}.',
            "",
            "    With a workspace nothing is allocated, and the next call overwrites the result.",
            '    """',
            "    if workspace is None:  # one of our own for each thread, with new arrays for the result",
            '        workspace = getattr(_OWN, "workspace", None)',
            f"        if workspace is None or not {fit}:",
            *(f"            {line}" for line in checks),
            f"            if workspace is None or {other}:",
            f"                workspace = _OWN.workspace = Workspace({', '.join([*sizes, 'dtype'])})",
            *(f"            {line}" for line in prepare),
            "        workspace.renew()",
            "    elif type(workspace) is not Workspace:",
            '        raise ValueError(f"workspace should be a Workspace of this module, not {type(workspace).__name__}")',
            f"    elif not {fit}:",
            *(f"        {line}" for line in checks),
            f"        if {other}:",
            f'            raise ValueError(f"the workspace is for {there}; the arguments are of {here}")',
            *(f"        {line}" for line in prepare),
            f"    return {f'workspace.{CALL}' if quietly else computes}({called})",
        ])  # fmt: skip

    def predict(self) -> str:
        """The network's output, if the model has layers and their output needs no target."""
        output = self.graph.output
        if output is None:
            return ""
        value = self.graph.values[output]
        inputs = [t for t in self.graph.model.inputs if self.graph.values[t] in self.graph.program.needed([value])]
        if len(inputs) != 1 or inputs[0] != self.graph.model.inputs[0]:
            return ""
        if example_axes(self.graph) and inputs[0] not in example_axes(self.graph):
            return ""
        lines, text = self._lines([value])
        name = self.graph.spelt[inputs[0]]
        called = "" if self.graph.spelt[output] == "output" else f" {self.graph.spelt[output]}"
        head = [f"def predict(params, {name}):", f'    """The network\'s output{called}."""']

        body = [
            *input_checks(self.graph, inputs),
            *self.unpack(inputs),
            *lines,
            f"return {self._as_given(output, text.text(value))}",
        ]
        unread = [size.name for size in self.graph.sizes if size.tensor.role == "input" and size.tensor not in inputs]
        if any(mentions(line, size) for line in body for size in unread):
            return ""
        return "\n".join([*head, *(f"    {line}" for line in [parameter_checks(self.graph, [name]), *body])])

    def leaves(self) -> dict[Value, str]:
        """Inputs and parameters are variables from the start."""
        graph = self.graph
        return {graph.values[tensor]: graph.spelt[tensor] for tensor in (*graph.parameters, *graph.model.inputs)}

    def _lines(self, wanted: Iterable[Value]) -> tuple[list[str], Expressions]:
        """The lines that compute the wanted values, and what prints these."""
        notes = self.note, self.store_note
        found = Lines(self.graph, self.leaves(), [*LOCALS, *size_names(self.graph)], notes)
        found.write(wanted)
        return found.lines, found.text

    def store_note(self, store: Store) -> str:
        """The formula of one assignment of a loop, and the theorem that proves it."""
        cited = self.citations.get(store.equation.label)
        theorem = f"  ({cited})" if cited else ""
        return comment(self._formulas.equation(store.equation)) + theorem

    def note(self, value: Value) -> str:
        """The formula of a quantity, and the theorem that proves it; the order of its axes, if it is stored in another."""
        shown = self._turned.get(value, value)
        if shown not in self.graph.equations:
            return ""
        equation, key = self.graph.equations[shown]
        cited = self.citations.get(key)
        theorem = f"  ({cited})" if cited else ""
        if shown is not value:
            indices = [equation.lhs.indices[label] for label in shown.axes[0]]
            theorem += f"  stored as [{','.join(map(self._formulas.expression, indices))}]"
        return comment(self._formulas.equation(equation)) + theorem

    @cached_property
    def _turned(self) -> dict[Value, Value]:
        """Values without a formula of their own that are stored for quantities whose axes have another order."""
        known = self.graph.equations
        return {shown.args[0]: shown for shown in known if is_turned(shown) and shown.args[0] not in known}

    def results(self, gradients: Iterable[tuple[Tensor, str]]) -> dict[str, str]:
        """The tuples that are returned, those of parameters and of inputs (if there are any)."""
        pairs = [(tensor, self._as_given(tensor, text)) for tensor, text in gradients]
        found = {role: [text for tensor, text in pairs if tensor.role == role] for role in ("parameter", "input")}
        parts = {"parameter": f"Params({', '.join(found['parameter'])})"}
        return parts | ({"input": f"Inputs({', '.join(found['input'])})"} if found["input"] else {})

    def _as_given(self, tensor: Tensor, text: str) -> str:
        """A gradient in the shape of the caller's array."""
        return f"{text}.reshape({shape_text(shape(self.graph, tensor))})" if tensor.is_merged else text

    def unpack(self, inputs: Iterable[Tensor] | None = None) -> list[str]:
        """Parameters as variables, and the inputs (all, unless they are given) with the axes of the formulas."""
        lines: list[str] = []
        if self.graph.parameters:
            names = ", ".join(self.graph.spelt[tensor] for tensor in self.graph.parameters)
            lines = [f"({names},) = params" if len(self.graph.parameters) == 1 else f"{names} = params"]
        given = self.graph.model.inputs if inputs is None else inputs
        merged = [tensor for tensor in (*self.graph.parameters, *given) if tensor.is_merged]
        for tensor in merged:
            name = self.graph.spelt[tensor]
            lines.append(f"{name} = {name}.reshape({shape_text(self.graph.values[tensor].shape)})")
        return lines

    def _function(self, name: str, words: str, body: list[str]) -> str:
        lines = [*call_checks(self.graph), *self.unpack(), *body]
        return "\n".join([
            f"def {name}(params{arguments(self.graph)}):",
            f'    """{words}"""',
            *(f"    {line}" for line in lines),
        ])  # fmt: skip
