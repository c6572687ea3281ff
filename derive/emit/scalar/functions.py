"""The functions of a plain Python module: ``value``, ``value_and_grad``, ``predict``.

Each takes its arrays apart, computes with scalars, and puts nested tuples together.  With an open number of examples the
statements that depend on the example stand in a loop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from derive.algebra import Tensor
from derive.emit.scalar.nodes import AFTER, BEFORE, INSIDE, Node
from derive.emit.scalar.problem import Leaf, Problem
from derive.emit.scalar.shapes import nested, shape_words
from derive.emit.scalar.text import Writer, needed, wrapped, wrapped_head

FEW = 64
"""The largest number of arguments of ``flat``."""
_FEW_CLASSES = 16
"""Up to how many classes a tuple tells faster than a range whether an index is one of them."""
_Text = Callable[[Node], str]
_Result = Callable[[_Text], str]


class Functions:
    """Writes the functions of one module."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._graph = problem, problem.graph

    def value(self) -> str:
        """The cost alone."""
        (cost,) = self._problem.entries(self._graph.cost)
        return self._function("value", "The cost.", [cost], lambda text: f"return {text(cost)}")

    def value_and_grad(self) -> str:
        """The cost and all gradients."""
        (cost,) = self._problem.entries(self._graph.cost)
        gradients = {tensor: self._problem.entries(value) for tensor, value in self._graph.gradients.items()}
        listed = any(tensor.role == "input" for tensor in gradients)
        also = ", and an Inputs with those by the inputs" if listed else ""
        wanted = [cost, *(node for nodes in gradients.values() for node in nodes)]
        per_row = {t: nodes for t, nodes in gradients.items() if t.role == "input" and self._problem.leaves[t].rows}

        def result(text: _Text) -> str:
            parts = {
                t: f"tuple(_rows_{self._graph.spelt[t]})" if t in per_row else self._array(t, nodes, text)
                for t, nodes in gradients.items()
            }
            parameters = [part for tensor, part in parts.items() if tensor.role == "parameter"]
            inputs = [part for tensor, part in parts.items() if tensor.role == "input"]
            last = f", {_made('Inputs', inputs)}" if inputs else ""
            return f"return {text(cost)}, {_made('Params', parameters)}{last}"

        return self._function("value_and_grad", f"The cost and a Params with its derivatives{also}.", wanted, result, per_row)

    def flat(self) -> str:
        """The same with numbers in and out: no array is taken apart or put together.  For few numbers, and known examples."""
        leaves = [self._problem.leaves[tensor] for tensor in (*self._graph.parameters, *self._graph.model.inputs)]
        entries = [entry for leaf in leaves for entry in leaf.entries]
        if self._problem.size or len(entries) > FEW:
            return ""
        (cost,) = self._problem.entries(self._graph.cost)
        wanted = [cost, *(node for value in self._graph.gradients.values() for node in self._problem.entries(value))]
        read = {arg for node in needed(wanted) for arg in node.args}
        writer = self._writer(wanted, unnamed={node for node in wanted if node not in read})
        checks = self._checks([self._problem.leaves[tensor] for tensor in self._graph.model.inputs])
        words = '    """The cost and its derivatives, as numbers in a row: the fastest form."""'
        body = [*checks, *writer.lines[BEFORE], *wrapped(f"return {', '.join(map(writer.text, wanted))}")]
        return "\n".join([*wrapped_head(f"def flat({', '.join(entries)}):"), words, *_indented(body)])

    def predict(self) -> str:
        """The network's output, if it needs the first input only."""
        graph, problem = self._graph, self._problem
        if graph.output is None or problem.reads([graph.values[graph.output]], graph.model.inputs) != [graph.model.inputs[0]]:
            return ""
        nodes = problem.entries(graph.values[graph.output])
        first, name = graph.model.inputs[0], graph.spelt[graph.output]
        leaf = problem.leaves[first]
        if any(node.phase == AFTER for node in nodes) or (not leaf.rows and problem.size):
            return ""
        shape = tuple(n for n in graph.values[graph.output].shape if isinstance(n, int))
        writer = self._writer(nodes)
        inside = writer.lines[INSIDE] if leaf.rows else []
        whole = nested([writer.text(node) for node in nodes], shape)
        head = [
            f"def predict(params, {leaf.name}):",
            f'    """The network\'s output {name}."""',
            *_indented(self._unpacked([leaf])),
        ]
        if not leaf.rows:
            return "\n".join([*head, *_indented([*writer.lines[BEFORE], f"return {whole}"])])
        body = [*writer.lines[BEFORE], "_rows = []", f"for _row in {leaf.name}:"]
        body += _indented([*_taken(leaf, "_row"), *inside, f"_rows.append({whole})"])
        return "\n".join([*head, *_indented([*body, "return tuple(_rows)"])])

    def _array(self, tensor: Tensor, nodes: Sequence[Node], text: _Text) -> str:
        return nested([text(node) for node in nodes], self._problem.leaves[tensor].shape)

    def _writer(self, wanted: Sequence[Node], unnamed: Collection[Node] = ()) -> Writer:
        """What writes the nodes; ``unnamed`` ones are no variables unless they are needed twice."""
        problem = self._problem
        taken = [*(name for leaf in problem.leaves.values() for name in (leaf.name, *leaf.entries)), problem.size]
        names = {node: name for node, name in problem.names.items() if node not in unnamed}
        writer = Writer(names, problem.notes, [*taken, "params"])
        writer.write(wanted)
        return writer

    def _function(
        self,
        name: str,
        words: str,
        wanted: Sequence[Node],
        result: _Result,
        per_row: dict[Tensor, tuple[Node, ...]] | None = None,
    ) -> str:
        writer = self._writer(wanted)
        inputs = [self._problem.leaves[tensor] for tensor in self._graph.model.inputs]
        rows = [leaf for leaf in inputs if leaf.rows]
        body = self._unpacked(inputs)
        body += [f"_rows_{self._graph.spelt[tensor]} = []" for tensor in per_row or {}]
        body += writer.lines[BEFORE]
        if rows:
            inside = [*_taken_rows(rows), *self._checks(rows), *writer.lines[INSIDE]]
            for tensor, nodes in (per_row or {}).items():
                inside.append(f"_rows_{self._graph.spelt[tensor]}.append({self._array(tensor, nodes, writer.text)})")
            body += [_header(rows), *_indented(inside)]
        body += [*writer.lines[AFTER], result(writer.text)]
        arguments = ", ".join(["params", *(leaf.name for leaf in inputs)])
        return "\n".join([f"def {name}({arguments}):", f'    """{words}"""', *_indented(body)])

    def _unpacked(self, inputs: Sequence[Leaf]) -> list[str]:
        """Parameters, and the inputs without examples, as scalars; the number of examples."""
        parameters = [self._problem.leaves[tensor] for tensor in self._graph.parameters]
        lines = []
        if parameters:
            names = ", ".join(leaf.name for leaf in parameters) + ("," if len(parameters) == 1 else "")
            pattern = ", ".join(_pattern(leaf) for leaf in parameters) + ("," if len(parameters) == 1 else "")
            known = _known(parameters)
            taken = [f"{names} = params", *known, f"{pattern} = {names}"] if known else [f"{pattern} = params"]
            lines += _guarded(taken, f"params must hold {_listed(parameters)}")
        plain = [leaf for leaf in inputs if not leaf.rows]
        for leaf in plain:
            if leaf.shape:
                taken = [*_known([leaf]), f"{_pattern(leaf)} = {leaf.name}"]
                lines += _guarded(taken, f"{leaf.name} must be {shape_words(leaf.shape)}")
        lines += self._checks(plain)
        rows = [leaf for leaf in inputs if leaf.rows]
        if rows and len(inputs) == len(self._graph.model.inputs):
            first, *others = (leaf.name for leaf in rows)
            lines += [line for leaf in rows for line in _known([leaf])]
            lines.append(f"{self._problem.size} = len({first})")
            wrong = " or ".join([f"not {self._problem.size}", *(f"len({other}) != {self._problem.size}" for other in others)])
            lines += [f"if {wrong}:", f'    raise ValueError("{_alike([leaf.name for leaf in rows])}")']
        return lines

    def _checks(self, leaves: Sequence[Leaf]) -> list[str]:
        """Whole numbers must name an entry."""
        spelt = {self._graph.spelt[tensor]: tensor for tensor in self._graph.model.inputs if tensor.integer}
        lines = []
        for leaf in leaves:
            if leaf.name not in spelt or spelt[leaf.name] not in self._graph.limits:
                continue
            limit = self._graph.limits[spelt[leaf.name]]
            known = f"({', '.join(map(str, range(limit)))}{',' * (limit == 1)})" if limit <= _FEW_CLASSES else f"range({limit})"
            for entry in leaf.entries:
                lines.append(f"if {entry} not in {known}:")
                lines.append(f'    raise ValueError("{leaf.name} must hold whole numbers from 0 to {limit - 1}")')
        return lines


def _pattern(leaf: Leaf) -> str:
    return nested(leaf.entries, leaf.shape)


def _guarded(lines: Sequence[str], words: str) -> list[str]:
    """Taking an array apart, with an error that says what was expected."""
    return ["try:", *_indented(lines), "except (TypeError, ValueError):", f'    raise ValueError("{words}")']


def _known(leaves: Sequence[Leaf]) -> list[str]:
    """The lines that make lists of arrays: tuples, the usual case, are known by one test."""
    names = [leaf.name for leaf in leaves if leaf.shape or leaf.rows]
    if not names:
        return []
    test = f"type({names[0]}) is not tuple"
    if len(names) > 1:
        test = f"not ({' is '.join(f'type({name})' for name in names)} is tuple)"
    made = ", ".join(f"_plain({name})" for name in names)
    return [f"if {test}:", f"    {', '.join(names)} = {made}"]


def _made(kind: str, parts: Sequence[str]) -> str:
    """A named tuple, without the call of its constructor."""
    return f"_new({kind}, ({', '.join(parts)}{',' * (len(parts) == 1)}))"


def _listed(leaves: Sequence[Leaf]) -> str:
    return ", ".join(f"{leaf.name} ({shape_words(leaf.shape)})" for leaf in leaves)


def _alike(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} must hold the same number of examples, at least one"


def _header(rows: Sequence[Leaf]) -> str:
    if len(rows) == 1:
        return f"for {_row(rows[0])} in {rows[0].name}:"
    return f"for {', '.join(map(_row, rows))} in zip({', '.join(leaf.name for leaf in rows)}):"


def _row(leaf: Leaf) -> str:
    return f"_row_{leaf.name}" if leaf.shape else leaf.entries[0]


def _taken_rows(rows: Sequence[Leaf]) -> list[str]:
    return [line for leaf in rows if leaf.shape for line in _taken(leaf, _row(leaf))]


def _taken(leaf: Leaf, row: str) -> list[str]:
    if not leaf.shape:
        return [f"{leaf.entries[0]} = {row}"]
    words = f"each example of {leaf.name} must be {shape_words(leaf.shape)}"
    return _guarded([f"{_pattern(leaf)} = {row}"], words)


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
