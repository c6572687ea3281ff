"""Scalar nodes as Python expressions and statements.

Input: the nodes that are wanted, and names for those that have one.  Output: lines, for before, inside and after the loop over
the examples.  A node that is used once stands where it is used; every other one is a variable.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from derive.emit.names import Names
from derive.emit.scalar.nodes import BEFORE, INSIDE, Node
from derive.errors import Refused

CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, POWER, ATOM = range(10)
Text = tuple[str, int]
WIDTH = 120
_LONG = 60
"""A sub-expression with more characters becomes a variable."""

_OPERATORS = {
    "subtract": ("-", SUM), "multiply": ("*", PRODUCT), "divide": ("/", PRODUCT), "floor_divide": ("//", PRODUCT), "modulo":
    ("%", PRODUCT), "equal": ("==", COMPARISON), "not_equal": ("!=", COMPARISON), "greater": (">", COMPARISON),
    "greater_equal": (">=", COMPARISON), "less": ("<", COMPARISON), "less_equal": ("<=", COMPARISON), "and": ("and", AND), "or":
    ("or", OR),
}  # fmt: skip
_CALLS = {
    op: f"_{op}"
    for op in (
        *("exp", "log", "log1p", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "atan", "erf"),
        *("log_softplus", "softplus_rate"),
    )
} | {"absolute": "abs", "power": "_pow"}
_TWICE = frozenset({"square", "sigmoid", "maximum", "minimum", "softplus", "logistic"})
"""Operations whose text mentions an argument twice."""


class Writer:
    """Writes the statements that compute some nodes.

    ``names`` names nodes that are variables in any case, ``notes`` the comment before the first line of a quantity (by the node
    that comes first in it).
    """

    def __init__(self, names: Mapping[Node, str], notes: Mapping[Node, str], taken: Iterable[str]) -> None:
        self._names, self._notes, self._taken = names, notes, Names(taken)
        self.lines: tuple[list[str], list[str], list[str]] = ([], [], [])
        self._texts: dict[Node, Text] = {}
        self._noted: set[str] = set()

    def write(self, wanted: Sequence[Node]) -> None:
        """Statements for the wanted nodes and for all that they need."""
        nodes = needed(wanted)
        uses: dict[Node, int] = {}
        for arg, times in ((a, 2 if node.op in _TWICE else 1) for node in nodes for a in node.args):
            uses[arg] = uses.get(arg, 0) + times
        for node in wanted:
            uses[node] = uses.get(node, 0) + 1
        readers = {arg: node.phase for node in nodes for arg in node.args}
        for node in nodes:
            moved = node.phase == BEFORE and readers.get(node) == INSIDE and bool(node.args)
            self._add(node, uses.get(node, 0) > 1 or moved)

    def text(self, node: Node) -> str:
        """The node where it is used."""
        return self._texts[node][0]

    def _add(self, node: Node, shared: bool) -> None:
        if node.op == "accumulate":
            self._accumulate(node)
            return
        text = self._written(node)
        variable = node in self._names or shared or len(text[0]) > _LONG
        if node.op in ("leaf", "constant") or not variable:
            self._texts[node] = text
            return
        self._texts[node] = self._name(node), ATOM
        self._line(node.phase, node, f"{self.text(node)} = {text[0]}")

    def _accumulate(self, node: Node) -> None:
        """Zero before the loop, and one more term in it."""
        name = self._name(node)
        self._texts[node] = name, ATOM
        self.lines[BEFORE].append(f"{name} = 0.0")
        self._line(INSIDE, node, f"{name} += {self.text(node.args[0])}")

    def _name(self, node: Node) -> str:
        return self._taken.fresh(self._names[node]) if node in self._names else self._taken.fresh(f"t{len(self._texts)}")

    def _line(self, phase: int, node: Node, line: str) -> None:
        note = self._notes.get(node, "")
        if note and note not in self._noted:
            self.lines[phase].append(f"# {note}")
            self._noted.add(note)
        self.lines[phase].extend(wrapped(line))

    def _at_least(self, node: Node, binding: int) -> str:
        text, own = self._texts[node]
        return text if own >= binding else f"({text})"

    def _written(self, node: Node) -> Text:
        if node.op == "constant":
            return number(node.detail)
        if node.op == "leaf":
            return str(node.detail), ATOM
        if node.op in _OPERATORS:
            sign, binding = _OPERATORS[node.op]
            first = binding + 1 if binding == COMPARISON else binding  # Python would chain two comparisons
            left, right = (self._at_least(arg, least) for arg, least in zip(node.args, (first, binding + 1), strict=True))
            return f"{left}{sign}{right}" if binding == PRODUCT else f"{left} {sign} {right}", binding
        if node.op in _CALLS:
            return f"{_CALLS[node.op]}({', '.join(self.text(arg) for arg in node.args)})", ATOM
        writer = getattr(self, f"_write_{node.op}", None)
        if writer is None:
            raise Refused(f"cannot write plain Python for the operation '{node.op}'", hint="Use --target numpy.")
        result: Text = writer(node)
        return result

    def _write_add(self, node: Node) -> Text:
        text = self._at_least(node.args[0], SUM)
        for arg in node.args[1:]:
            own, binding = self._texts[arg]
            minus = binding == UNARY and own.startswith("-")
            text += f" - {own[1:]}" if minus else f" + {self._at_least(arg, PRODUCT)}"
        return text, SUM

    def _write_negate(self, node: Node) -> Text:
        return f"-{self._at_least(node.args[0], UNARY + 1)}", UNARY

    def _write_not(self, node: Node) -> Text:
        return f"not {self._at_least(node.args[0], NOT)}", NOT

    def _write_square(self, node: Node) -> Text:
        u = self._at_least(node.args[0], ATOM)
        return f"{u}*{u}", PRODUCT

    def _write_sigmoid(self, node: Node) -> Text:
        z = self._at_least(node.args[0], ATOM)
        return f"1.0/(1.0 + _exp(_LARGEST if {z} < _LEAST else -{z}))", PRODUCT

    def _write_softplus(self, node: Node) -> Text:
        z = self._at_least(node.args[0], ATOM)
        return f"({z} if {z} > 0.0 else 0.0) + _log1p(_exp(-{z} if {z} > 0.0 else {z}))", SUM

    def _write_logistic(self, node: Node) -> Text:
        """Exact where y is 0 or 1: nothing cancels but z itself."""
        z, y = (self._at_least(arg, ATOM) for arg in node.args)
        return f"_log1p(_exp(-{z} if {z} > 0.0 else {z})) + (({z} if {z} > 0.0 else 0.0) - {y}*{z})", SUM

    def _write_maximum(self, node: Node) -> Text:
        return self._extreme(node, "<", ">")

    def _write_minimum(self, node: Node) -> Text:
        return self._extreme(node, ">", "<")

    def _extreme(self, node: Node, beyond: str, sign: str) -> Text:
        """The larger or the smaller of two; NaN, if one of them is."""
        constants = sorted(node.args, key=lambda arg: not arg.is_constant)
        u, v = (self._at_least(arg, ATOM) for arg in constants)
        if constants[0].is_constant:
            return f"{u} if {v} {beyond} {u} else {v}", CHOICE
        return f"{u} if {u} {sign} {v} or {u} != {u} else {v}", CHOICE

    def _write_select(self, node: Node) -> Text:
        condition, then, otherwise = node.args
        return f"{self._at_least(then, OR)} if {self._at_least(condition, OR)} else {self._at_least(otherwise, CHOICE)}", CHOICE

    def _write_pick(self, node: Node) -> Text:
        at, *choices = node.args
        return f"({', '.join(self.text(choice) for choice in choices)})[{self.text(at)}]", ATOM


def needed(wanted: Iterable[Node]) -> list[Node]:
    """The nodes that the wanted ones need, themselves included, in order."""
    found: set[Node] = set()
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.args)
    return sorted(found, key=lambda node: node.number)


def number(value: float | int | bool | str) -> Text:
    """A number as Python reads it back exactly."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")', ATOM
    text = repr(value)
    return text, UNARY if text.startswith("-") else ATOM


def wrapped(line: str) -> list[str]:
    """A statement on several lines, if it is long."""
    if len(line) <= WIDTH:
        return [line]
    if line.startswith("return "):
        target, sign, right = "return ", "", line.removeprefix("return ")
    else:
        target, sign, right = line.partition(" = ") if " = " in line else line.partition(" += ")
    return [f"{target}{sign}(", *(f"    {part}" for part in textwrap.wrap(right, WIDTH - 8, break_long_words=False)), ")"]


def wrapped_head(line: str) -> list[str]:
    """The head of a function on several lines, if it is long."""
    if len(line) <= WIDTH:
        return [line]
    name, _, rest = line.partition("(")
    return [f"{name}(", *(f"    {part}" for part in textwrap.wrap(rest.removesuffix("):"), WIDTH - 4)), "):"]
