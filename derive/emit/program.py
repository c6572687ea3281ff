"""The array program: what a target prints.  Static single assignment, operations on labelled axes, known shapes.

Input: calls of the builder's methods (by ``derive.emit.lower``).  Output: values, numbered in the order of computation; equal
operations are one value. An operation labels the axes of its arguments and of its result with small integers, printed as
letters: ``contract ij,kj->ik``. No target's words stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from string import ascii_lowercase

Size = int | str
"""The length of an axis: a number, or the text of an expression in sizes that are read at run time (``N``, ``T - 1``)."""

Axes = tuple[int, ...]
COMMUTATIVE = frozenset({"add", "multiply", "maximum", "minimum", "equal", "not_equal", "and", "or"})
GUESS = 64
"""The number of examples that an estimate of cost assumes."""

ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide"})


@dataclass(frozen=True, eq=False)
class Value:
    """One result.  ``axes`` labels the axes of each argument, ``out`` those of the result; ``detail`` depends on the operation.

    Operations: ``input`` (name), ``constant`` (number), ``size`` (name), ``positions`` (0, 1, ... along an axis),
    ``contract`` (product of two operands summed over the labels that ``out`` lacks), ``sum`` and ``max`` (likewise, one
    operand), ``slice`` (start and count per axis, or a position), ``gather`` (indices for some axes), ``place`` (into zeros,
    at starts), ``join`` (several such, that do not overlap), ``arrange`` (permute and repeat axes), ``shifted`` (each row less
    any number that keeps its exponentials in range); everything else is elementwise.  ``kind`` is real, integer or boolean.
    """

    number: int
    op: str
    args: tuple[Value, ...]
    axes: tuple[Axes, ...]
    out: Axes
    detail: tuple[object, ...]
    shape: tuple[Size, ...]
    kind: str

    @property
    def rank(self) -> int:
        return len(self.shape)

    @property
    def is_number(self) -> bool:
        """Whether this is a number known before any array is seen, up to the number of examples."""
        return self.op in ("constant", "size") or (self.op in ARITHMETIC and all(arg.is_number for arg in self.args))

    @property
    def elements(self) -> int:
        """How many entries it has, by guess if the number of examples is open."""
        return prod(length if isinstance(length, int) else GUESS for length in self.shape)

    def __repr__(self) -> str:
        letters = ",".join("".join(ascii_lowercase[i] for i in axes) for axes in self.axes)
        labels = f" {letters}->{''.join(ascii_lowercase[i] for i in self.out)}" if self.args else ""
        words = [f"%{arg.number}" for arg in self.args] + [str(item) for item in self.detail]
        return f"{self.op}{labels}({', '.join(words)}) : {self.kind}[{', '.join(map(str, self.shape))}]"


@dataclass
class Program:
    """Values in order, and those of them that have a name or are wanted."""

    values: list[Value] = field(default_factory=list)
    names: dict[Value, str] = field(default_factory=dict)
    outputs: dict[str, Value] = field(default_factory=dict)
    known: dict[tuple[object, ...], Value] = field(default_factory=dict)

    def make(
        self,
        op: str,
        args: Sequence[Value] = (),
        axes: Sequence[Axes] = (),
        out: Axes = (),
        *,
        detail: tuple[object, ...] = (),
        shape: Sequence[Size] | None = None,
        kind: str = "real",
    ) -> Value:
        """The value of an operation: an existing one if it was computed before (value numbering)."""
        if shape is None:
            shape = shape_of(args, axes, out)
        key = _key(op, args, axes, out, detail, shape, kind)
        if key not in self.known:
            value = Value(len(self.values), op, tuple(args), tuple(axes), out, detail, tuple(shape), kind)
            self.values.append(value)
            self.known[key] = value
        return self.known[key]

    def found(self, op: str, args: Sequence[Value], axes: Sequence[Axes], out: Axes, *, kind: str = "real") -> Value | None:
        """The value of an operation without details, if it has been made."""
        return self.known.get(_key(op, args, axes, out, (), shape_of(args, axes, out), kind))

    def elementwise(self, op: str, operands: Sequence[tuple[Value, Axes]], out: Axes, kind: str = "real") -> Value:
        """An elementwise operation; labels of any kind are counted anew, so that the result's are 0, 1, ..."""
        place = {label: i for i, label in enumerate(out)}
        axes = [tuple(place[label] for label in own) for _, own in operands]
        return self.make(op, [value for value, _ in operands], axes, tuple(range(len(out))), kind=kind)

    def constant(self, number: float) -> Value:
        return self.make("constant", detail=(float(number),))

    def name(self, value: Value, name: str) -> None:
        """Name a value, unless it is an input or has a name already."""
        if value.op not in ("input", "constant", "size") and value not in self.names:
            self.names[value] = name

    def needed(self, wanted: Iterable[Value]) -> list[Value]:
        """The values that the wanted ones need, themselves included, in order: everything else is dead."""
        found: set[Value] = set()
        open_values = list(wanted)
        while open_values:
            value = open_values.pop()
            if value not in found:
                found.add(value)
                open_values.extend(value.args)
                if value.op == "loop":  # its states are filled together
                    open_values.extend(value.detail[0].states)  # type: ignore[attr-defined]  # a Loop
        return sorted(found, key=lambda value: value.number)

    def __str__(self) -> str:
        lines = []
        for value in self.needed(self.outputs.values()):
            name = f"  # {self.names[value]}" if value in self.names else ""
            lines.append(f"%{value.number} = {value!r}{name}")
        lines += [f"output {name} = %{value.number}" for name, value in self.outputs.items()]
        return "\n".join(lines)


def _key(
    op: str,
    args: Sequence[Value],
    axes: Sequence[Axes],
    out: Axes,
    detail: tuple[object, ...],
    shape: Sequence[Size],
    kind: str,
) -> tuple[object, ...]:
    """What makes two operations equal: names of axes do not, and commutative operations may have their operands turned."""
    short: dict[int, int] = {}
    operands = [(arg.number, labels) for arg, labels in zip(args, axes, strict=True)]
    if op in COMMUTATIVE:
        operands.sort()
    plain = [(number, tuple(short.setdefault(label, len(short)) for label in labels)) for number, labels in operands]
    return op, tuple(plain), tuple(short.setdefault(label, len(short)) for label in out), detail, tuple(shape), kind


def shape_of(args: Sequence[Value], axes: Sequence[Axes], out: Axes) -> tuple[Size, ...]:
    """The shape of a result from the labels of its arguments."""
    lengths: dict[int, Size] = {}
    for arg, labels in zip(args, axes, strict=True):
        for label, length in zip(labels, arg.shape, strict=True):
            if lengths.setdefault(label, length) != length:
                raise ValueError(f"axis {ascii_lowercase[label]} has the lengths {lengths[label]} and {length}")
    return tuple(lengths[label] for label in out)
