"""One operation of the program as NumPy calls that write into a given array.

Input: a value, the name that its result has in the code, and where it is to be written.  Output: lines of code.  Every line
calls one function of NumPy, whose last argument is the array for the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.emit.numpy_arguments import argument, level, repeated
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand, call, times
from derive.emit.numpy_indices import added, taken
from derive.emit.numpy_literals import places, shape_text
from derive.emit.numpy_logistic import LOGISTIC, SCRATCH, logistic, total
from derive.emit.numpy_pools import route, spread
from derive.emit.numpy_reductions import Reductions
from derive.emit.numpy_scatter import BLOCKS, block, scratch_shape
from derive.emit.numpy_selects import select
from derive.emit.numpy_shifts import shifted
from derive.emit.numpy_text import FUNCTIONS, Expressions
from derive.emit.passes.joined import covered
from derive.emit.program import Value

UFUNCS = FUNCTIONS | {
    "add": "np.add", "subtract": "np.subtract", "multiply": "np.multiply", "divide": "np.divide", "floor_divide":
    "np.floor_divide", "modulo": "np.remainder", "negate": "np.negative", "square": "np.square", "equal": "np.equal",
    "not_equal": "np.not_equal", "greater": "np.greater", "greater_equal": "np.greater_equal", "less": "np.less",
    "less_equal": "np.less_equal", "and": "np.logical_and", "or": "np.logical_or", "not": "np.logical_not",
}  # fmt: skip
_MANY_LINES = BLOCKS | LOGISTIC | {"contract", "join", "place", "select", "pack", "shifted", "spread"}
CLIPPED = 4096
"""From how many entries on a comparison with a number is faster as ``clip`` (which is vectorised) than as ``maximum``."""
COPIED = ("real", "copy", "gather", "first", "take")
"""Operations without a function that takes an array for its result."""


Viewer = Callable[[Value, str], Operand]
"""Gives an operand whose views may be ready."""


def takes_lines(value: Value) -> bool:
    """Whether an operation may take several lines: its comment stands before the first."""
    return value.op in _MANY_LINES or repeated(value) is not None


def needs_scratch(value: Value, in_place: bool) -> bool:
    """Whether an operation needs an array of its result's shape besides."""
    return value.op in SCRATCH or (in_place and repeated(value) is not None)


class Operations:
    """Writes operations; ``names`` grows while the function is written."""

    def __init__(self, names: Mapping[Value, str], bound: Bound, operand: Viewer) -> None:
        self.names, self.bound = names, bound
        self.text = Expressions(names, bind=operand)
        self._reductions = Reductions(bound)

    def scalar(self, value: Value) -> str:
        """A better text for a number than its expression; empty if there is none."""
        if value.op == "contract":
            return self.scalar_product(value)
        if value.op == "logistic_total":
            return total(self.text, self.bound, value)
        return self._reductions.scalar(value, self.text.operand(value.args[0])) if value.op == "sum" else ""

    def lines(self, value: Value, name: str, target: Operand, scratch: str) -> list[str]:
        """The lines after which ``name`` holds the value, written into the target."""
        start = [f"{name} = {target.text}"] if name != target.text else []
        several = self._several(value, name, target, scratch)
        if several is not None:
            in_place = value.op in ("select", "change") and any(self.names.get(arg) == name for arg in value.args)
            return several if in_place else [*start, *several]
        rows = taken(self.text, value, target) if value.op == "take" else ""
        if rows:
            return [*start, rows]
        if value.op in COPIED:
            source = self._source(value)
            return [f"{target.text}[...] = {source}", *start] if source == name else [*start, f"{name}[...] = {source}"]
        moved, room = repeated(value), scratch or target.text
        before = [] if moved is None else [f"{room}[...] = {self._aligned(value, moved)}"]
        written = self._call(value, target, {} if moved is None else {moved: room})
        own = f"{target.text})"
        if any(axes == value.out and self.names.get(arg) == name for arg, axes in zip(value.args, value.axes, strict=True)):
            return [*before, f"{written.removesuffix(own)}{name})"]
        # NumPy may return a scalar for a result without axes: the buffer itself goes on.
        if not start or value.rank == 0 or not written.endswith(own):
            return [*before, written, *start]
        return [*before, f"{name} = {written}"]

    def _several(self, value: Value, name: str, target: Operand, scratch: str) -> list[str] | None:
        """The lines of an operation that no single function writes into ``name``; None for others."""
        if value.op == "select":
            return select(self.text, self.bound, value, name)
        if value.op == "add_at":
            return [f"{name}.fill(0)", *added(self.text, self.bound, value, target)]
        if value.op in BLOCKS:
            return [f"{name}.fill(0)", *self._block(value, name)]
        if value.op == "pack":
            return [f"{name}[...] = {self.text.transposed(value)}"]
        if value.op == "route":
            return route(self.text, self.bound, value, name, target)
        if value.op == "spread":
            return spread(self.text, value, name, target)
        if value.op == "shifted":
            return shifted(self.text, self.bound, value, name, target)
        if value.op == "change":
            return self._change(value, name, target)
        if value.op == "place":
            return [f"{name}.fill(0)", f"{name}[{places(value)}] = {self.text.text(value.args[0])}"]
        if value.op == "join":
            zeros = [] if covered(value) else [f"{name}.fill(0)"]
            return [*zeros, *(f"{name}[{places(value, i)}] = {self.text.text(arg)}" for i, arg in enumerate(value.args))]
        if value.op in ("constant", "size"):
            return [f"{name}.fill({self.text.definition(value)})"]
        if value.op in LOGISTIC:
            return logistic(self.text, self.bound, value, name, scratch)
        return None

    def _aligned(self, value: Value, number: int) -> str:
        """An operand with its axes where the result has them."""
        return self.text.aligned(value.args[number], value.axes[number], value.rank)[0]

    def _source(self, value: Value) -> str:
        if value.op in ("real", "copy"):
            return self._aligned(value, 0)
        return self.text.definition(value)

    def _block(self, value: Value, name: str) -> list[str]:
        own = ""
        if value.op == "scatter" and scratch_shape(value):
            shape = shape_text(scratch_shape(value))
            own = self.bound.constant(f"part{value.number}", f"np.empty({shape}, self.dtype)")
        operands = [self.text.atom(arg) for arg in value.args]
        return block(value, name, operands, [*self.names.values()], own)

    def _call(self, value: Value, target: Operand, ready: Mapping[int, str]) -> str:
        """The call; ``ready`` has the texts of operands by their number that stand elsewhere already."""
        if value.op == "contract":
            left, right = (self.text.operand(arg) for arg in value.args)
            return self._dot_product(value, left, right, target.text) or call(value, left, right).into(target)
        if value.op in ("sum", "max"):
            return self._reductions.into(value, self.text.operand(value.args[0]), target)
        if value.op == "place_of":
            count, columns = value.shape[0], value.detail[0]
            assert isinstance(columns, int | str)
            starts = self.bound.constant("starts", f"np.arange(0, {times([count, columns])}, {columns})")
            return f"np.add({starts}, {self.text.text(value.args[0])}, {target.text})"
        if value.op == "pick":
            flat, at = self.text.operand(value.args[0]).view(".reshape(-1)"), self.text.text(value.args[1])
            return f'{flat}.take({at}, None, {target.text}, "clip")'  # the places have been checked
        outer = self._outer_product(value, target)
        if outer:
            return outer
        return self._elementwise(value, target, ready)

    def _elementwise(self, value: Value, target: Operand, ready: Mapping[int, str]) -> str:
        operands = enumerate(zip(value.args, value.axes, strict=True))
        arguments = [ready.get(i) or argument(self.text, self.bound, arg, axes, value) for i, (arg, axes) in operands]
        if value.op in ("maximum", "minimum") and value.elements >= CLIPPED and value.args[1].is_number:
            bounds = [arguments[1], self.bound.constant("infinity", "np.array(np.inf, self.dtype)")]
            if value.op == "minimum":
                bounds = [self.bound.constant("minus_infinity", "np.array(-np.inf, self.dtype)"), arguments[1]]
            return f"{arguments[0]}.clip({', '.join(bounds)}, {target.text})"
        if value.op in ("maximum", "minimum") and value.args[1].is_number and value.rank and value.kind == "real":
            arguments[1] = level(self.bound, self.text.text(value.args[1]), value)
        keyword = "out=" if value.op in ("maximum", "minimum") else ""  # NumPy wants it for these
        return f"{UFUNCS[value.op]}({', '.join(arguments)}, {keyword}{target.text})"

    def _change(self, value: Value, name: str, target: Operand) -> list[str]:
        """One entry of each row, in place."""
        matrix = self.text.text(value.args[0])
        copied = [] if matrix == name else [f"{name}[...] = {matrix}"]
        number = self.bound.number(self.text.text(value.args[2]))
        return [*copied, f"{target.view('.reshape(-1)')}[{self.text.text(value.args[1])}] += {number}"]

    def _outer_product(self, value: Value, target: Operand) -> str:
        """The product of two vectors as a matrix of rank one: BLAS is faster at it than a broadcast multiplication."""
        if value.op != "multiply" or any(arg.rank != 1 or arg.kind != "real" for arg in value.args) or value.rank != 2:
            return ""
        column, row = value.args if value.axes[0] == value.out[:1] else value.args[::-1]
        return f"{self.text.operand(column).view('[:, None]')}.dot({self.text.operand(row).view('[None]')}, {target.text})"

    def _dot_product(self, value: Value, left: Operand, right: Operand, target: str) -> str:
        if value.out or value.axes[0] != value.axes[1]:
            return ""
        flat = [operand.text if len(value.axes[0]) == 1 else operand.view(".reshape(-1)") for operand in (left, right)]
        return f"np.dot({flat[0]}, {flat[1]}, {target})"

    def scalar_product(self, value: Value) -> str:
        """The sum of all products of equal entries, as a number."""
        left, right = (self.text.operand(arg) for arg in value.args)
        if value.axes[0] != value.axes[1]:
            return ""
        flat = [operand.text if len(value.axes[0]) == 1 else operand.view(".reshape(-1)") for operand in (left, right)]
        return f"{flat[0]}.dot({flat[1]})"
