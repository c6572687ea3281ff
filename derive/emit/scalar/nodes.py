"""Scalar operations: what every entry of every array becomes when the program is unrolled.

A node is one number of the computation.  Equal nodes are one; operations on constants are done at once, and what multiplies
by zero or adds it disappears.  With an open number of examples a node belongs to a phase: before the loop over the examples,
inside it, or after it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from derive.errors import Refused

MOST = 10_000
"""The largest number of scalar operations that is unrolled."""
BEFORE, INSIDE, AFTER = range(3)

_FOLDED: dict[str, Callable[..., float | int | bool]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "negate": operator.neg, "floor_divide":
    operator.floordiv, "modulo": operator.mod, "equal": operator.eq, "not_equal": operator.ne, "greater": operator.gt,
    "greater_equal": operator.ge, "less": operator.lt, "less_equal": operator.le, "and": operator.and_, "or": operator.or_,
    "not": operator.not_, "maximum": max, "minimum": min,
}  # fmt: skip
BOOLEAN = frozenset({"equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "and", "or", "not"})


@dataclass(frozen=True, eq=False)
class Node:
    """One scalar.

    ``op`` is ``constant`` (``detail`` is the number), ``leaf`` (``detail`` is its variable), ``example`` (the number of the
    current example plus ``detail``, a position only), ``accumulate`` (the sum over the examples), ``pick`` (the entry that the
    first argument names), ``add`` (of two or more), or an elementwise operation of the array program.
    """

    number: int
    op: str
    args: tuple[Node, ...]
    detail: float | int | bool | str
    phase: int

    @property
    def is_constant(self) -> bool:
        return self.op == "constant"

    @property
    def is_boolean(self) -> bool:
        return self.op in BOOLEAN or (self.is_constant and isinstance(self.detail, bool))


class Nodes:
    """Makes nodes, each once."""

    def __init__(self, model: str, size: str = "") -> None:
        """``size`` is the name of the number of examples, if that is open."""
        self._model, self._size = model, size
        self._known: dict[tuple[object, ...], Node] = {}

    def make(self, op: str, args: Sequence[Node] = (), detail: float | int | bool | str = "", phase: int | None = None) -> Node:
        """The node of an operation, as it stands.

        Raises:
            Refused: there are too many, or an example needs what is known only after all examples.
        """
        key = (op, *(arg.number for arg in args), type(detail), detail)
        if key not in self._known:
            self.check_count(len(self._known) + 1)
            number = len(self._known)
            self._known[key] = Node(number, op, tuple(args), detail, self._phase(args) if phase is None else phase)
        return self._known[key]

    def check_count(self, count: int) -> None:
        """Raises Refused if there would be so many nodes, or entries of one array, that the code helps nobody."""
        if count > MOST:
            raise Refused(
                f"'{self._model}' is too large for plain Python: it unrolls to more than {MOST:,} scalar operations",
                hint="Use --target numpy, or smaller layers.",
            )

    def _phase(self, args: Sequence[Node]) -> int:
        phases = {arg.phase for arg in args}
        if {INSIDE, AFTER} <= phases:
            raise Refused(
                f"the examples of '{self._model}' depend on one another: plain Python loops over them one by one",
                hint="Fix their number with --examples 4 (everything is unrolled then), or use --target numpy.",
            )
        return max(phases, default=BEFORE)

    def constant(self, number: float | int | bool) -> Node:
        """A number, or a truth value."""
        return self.make("constant", detail=number)

    def total(self, terms: Sequence[Node]) -> Node:
        """The sum of some terms, without zeros."""
        rest = [term for term in terms if not (term.is_constant and term.detail == 0)]
        if not rest:
            return self.constant(0.0)
        return rest[0] if len(rest) == 1 else self.make("add", rest)

    def product(self, factors: Sequence[Node]) -> Node:
        """The product of some factors, from the left."""
        result = factors[0]
        for factor in factors[1:]:
            result = self.apply("multiply", [result, factor])
        return result

    def accumulated(self, node: Node) -> Node:
        """The sum of a node over all examples."""
        if node.phase == INSIDE:
            return self.make("accumulate", [node], phase=AFTER)
        return self.apply("multiply", [self.make("leaf", detail=self._size, phase=BEFORE), node])

    def apply(self, op: str, args: Sequence[Node]) -> Node:
        """An elementwise operation, simplified."""
        if any(arg.op == "example" for arg in args):
            return self._number_of_example(op, args)
        if op in _FOLDED and all(arg.is_constant for arg in args):
            return self.constant(_FOLDED[op](*(arg.detail for arg in args)))
        simple = _SIMPLER.get(op)
        found = simple(self, list(args)) if simple else None
        return found or self.make(op, args)

    def _number_of_example(self, op: str, args: Sequence[Node]) -> Node:
        """Positions along the examples: only the current one is known, and how far from it another is."""
        shift = sum(int(arg.detail) for arg in args if arg.is_constant or arg.op == "example")
        numbers = [arg for arg in args if arg.op == "example"]
        if op == "add" and len(numbers) == 1 and all(arg.is_constant or arg is numbers[0] for arg in args):
            return self.make("example", detail=shift, phase=INSIDE)
        if op == "equal" and len(numbers) == len(args):
            return self.constant(len({arg.detail for arg in args}) == 1)
        raise Refused(
            f"'{self._model}' computes with the number of an example: this is not written in plain Python",
            hint="Fix the number of examples with --examples 4 (everything is unrolled then), or use --target numpy.",
        )


def _is(node: Node, number: float) -> bool:
    return node.is_constant and not isinstance(node.detail, bool) and node.detail == number


def _add(nodes: Nodes, args: list[Node]) -> Node | None:
    return nodes.total(args) if any(_is(arg, 0) for arg in args) else None


def _subtract(nodes: Nodes, args: list[Node]) -> Node | None:
    left, right = args
    return left if _is(right, 0) else nodes.apply("negate", [right]) if _is(left, 0) else None


def _multiply(nodes: Nodes, args: list[Node]) -> Node | None:
    for one, other in (args, args[::-1]):
        if one.is_boolean:
            return nodes.apply("select", [one, nodes.apply("real", [other]), nodes.constant(0.0)])
        if _is(one, 0):
            return nodes.constant(0.0)
        if _is(one, 1):
            return other
        if _is(one, -1):
            return nodes.apply("negate", [other])
    return None


def _divide(_: Nodes, args: list[Node]) -> Node | None:
    above, below = args
    return above if _is(below, 1) or _is(above, 0) else None


def _negate(_: Nodes, args: list[Node]) -> Node | None:
    return args[0].args[0] if args[0].op == "negate" else None


def _select(_: Nodes, args: list[Node]) -> Node | None:
    condition, then, otherwise = args
    if condition.is_constant:
        return then if condition.detail else otherwise
    return then if then is otherwise else None


def _real(nodes: Nodes, args: list[Node]) -> Node | None:
    (arg,) = args
    if arg.is_constant:
        return nodes.constant(float(arg.detail))
    return nodes.make("select", [arg, nodes.constant(1.0), nodes.constant(0.0)]) if arg.is_boolean else arg


def _both(nodes: Nodes, args: list[Node]) -> Node | None:
    rest = [arg for arg in args if not (arg.is_constant and arg.detail)]
    if any(arg.is_constant for arg in rest):
        return nodes.constant(False)
    return rest[0] if len(rest) == 1 else None


def _either(nodes: Nodes, args: list[Node]) -> Node | None:
    rest = [arg for arg in args if not arg.is_constant or arg.detail]
    if any(arg.is_constant for arg in rest):
        return nodes.constant(True)
    return rest[0] if len(rest) == 1 else None


_SIMPLER: dict[str, Callable[[Nodes, list[Node]], Node | None]] = {
    "add": _add, "subtract": _subtract, "multiply": _multiply, "divide": _divide, "negate": _negate, "select": _select,
    "real": _real, "and": _both, "or": _either,
}  # fmt: skip
