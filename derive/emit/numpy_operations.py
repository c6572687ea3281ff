"""One operation of the program as NumPy calls that write into a given array.

Input: a value, the name that its result has in the code, and where it is to be written.  Output: lines of code.  Every line
calls one function of NumPy, whose last argument is the array for the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand, call, times
from derive.emit.numpy_literals import places, shape_text
from derive.emit.numpy_reductions import Reductions
from derive.emit.numpy_scatter import BLOCKS, block, scratch_shape
from derive.emit.numpy_text import FUNCTIONS, Expressions
from derive.emit.passes.pools import Pooled
from derive.emit.program import Axes, Value

UFUNCS = FUNCTIONS | {
    "add": "np.add", "subtract": "np.subtract", "multiply": "np.multiply", "divide": "np.divide", "floor_divide":
    "np.floor_divide", "modulo": "np.remainder", "negate": "np.negative", "square": "np.square", "equal": "np.equal",
    "not_equal": "np.not_equal", "greater": "np.greater", "greater_equal": "np.greater_equal", "less": "np.less",
    "less_equal": "np.less_equal", "and": "np.logical_and", "or": "np.logical_or", "not": "np.logical_not",
}  # fmt: skip
SCRATCH = {"softplus": 1, "softplus_neg": 1, "logistic": 1}
LOGISTIC = frozenset({"sigmoid", "sigmoid_neg", "softplus", "softplus_neg", "logistic"})
"""Operations that need an array of their result's shape besides."""
MANY_LINES = BLOCKS | LOGISTIC | {"contract", "place", "select", "pack", "spread"}
"""Operations that may take several lines: their comment stands before the first."""
CLIPPED = 4096
"""From how many entries on a comparison with a number is faster as ``clip`` (which is vectorised) than as ``maximum``."""
FEW = 1024
"""From how many entries on a choice by a random mask is faster on bits: processors guess what a mask holds, and guess wrong."""
COPIED = ("real", "copy", "gather", "first", "take")
"""Operations without a function that takes an array for its result."""


Viewer = Callable[[Value, str], Operand]
"""Gives an operand whose views may be ready."""


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
        return self._reductions.scalar(value, self.text.operand(value.args[0])) if value.op == "sum" else ""

    def lines(self, value: Value, name: str, target: Operand, scratch: str) -> list[str]:
        """The lines after which ``name`` holds the value, written into the target."""
        start = [f"{name} = {target.text}"] if name != target.text else []
        if value.op == "select":
            return self._select(value, name, start)
        if value.op in BLOCKS:
            return [*start, f"{name}.fill(0)", *self._block(value, name)]
        if value.op == "pack":
            return [*start, f"np.copyto({name}, {self.text.transposed(value)})"]
        if value.op in COPIED:
            source = self._source(value)
            return (
                [f"np.copyto({target.text}, {source})", *start] if source == name else [*start, f"np.copyto({name}, {source})"]
            )
        if value.op == "route":
            return [*start, *self._route(value, name, target)]
        if value.op == "spread":
            return [*start, *self._spread(value, name, target)]
        if value.op == "change":
            return self._change(value, name, target, start)
        if value.op == "place":
            return [*start, f"{name}.fill(0)", f"{name}[{places(value)}] = {self.text.text(value.args[0])}"]
        if value.op in ("constant", "size"):
            return [*start, f"{name}.fill({self.text.definition(value)})"]
        if value.op in LOGISTIC:
            (found,) = self.text.aligned(value.args[0], value.axes[0], value.rank)[:1]
            return [*start, *self._logistic(value, name, found, scratch)]
        written = self._call(value, target)
        own = f"{target.text})"
        if any(axes == value.out and self.names.get(arg) == name for arg, axes in zip(value.args, value.axes, strict=True)):
            return [f"{written.removesuffix(own)}{name})"]
        if not start:
            return [written]
        # NumPy may return a scalar for a result without axes: the buffer itself goes on.
        return [written, *start] if value.rank == 0 or not written.endswith(own) else [f"{name} = {written}"]

    def _source(self, value: Value) -> str:
        if value.op in ("real", "copy"):
            return self.text.aligned(value.args[0], value.axes[0], value.rank)[0]
        return self.text.definition(value)

    def _block(self, value: Value, name: str) -> list[str]:
        own = ""
        if value.op == "scatter" and scratch_shape(value):
            shape = shape_text(scratch_shape(value))
            own = self.bound.constant(f"part{value.number}", f"np.empty({shape}, self.dtype)")
        operands = [self.text.atom(arg) for arg in value.args]
        return block(value, name, operands, [*self.names.values()], own)

    def _call(self, value: Value, target: Operand) -> str:
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
        arguments = [self._argument(arg, axes, value) for arg, axes in zip(value.args, value.axes, strict=True)]
        if value.op in ("maximum", "minimum") and value.elements >= CLIPPED and value.args[1].is_number:
            bounds = [arguments[1], self.bound.constant("infinity", "np.array(np.inf, self.dtype)")]
            if value.op == "minimum":
                bounds = [self.bound.constant("minus_infinity", "np.array(-np.inf, self.dtype)"), arguments[1]]
            return f"{arguments[0]}.clip({', '.join(bounds)}, {target.text})"
        if value.op in ("maximum", "minimum") and value.args[1].is_number and value.rank and value.kind == "real":
            arguments[1] = self._level(self.text.text(value.args[1]), value)
        keyword = "out=" if value.op in ("maximum", "minimum") else ""  # NumPy wants it for these
        return f"{UFUNCS[value.op]}({', '.join(arguments)}, {keyword}{target.text})"

    def _logistic(self, value: Value, name: str, z: str, scratch: str) -> list[str]:
        """``1/(1 + exp(-z))``, or ``max(z, 0) [- y z] + log(1 + exp(-|z|))``, of z or of -z."""
        opposite = value.op.endswith("_neg")
        if value.op.startswith("sigmoid"):
            self.bound.overflows = True
            above, one = (self.bound.number(text) for text in ("-1" if value.detail else "1", "1"))
            lines = [f"np.exp({z}, {name})"] if opposite else [f"np.negative({z}, {name})", f"np.exp({name}, {name})"]
            return [*lines, f"np.add({name}, {one}, {name})", f"np.divide({above}, {name}, {name})"]
        extreme, joined = ("minimum", "subtract") if opposite else ("maximum", "add")
        lines = [f"np.{extreme}({z}, {self._level('0', value)}, out={scratch})", f"np.absolute({z}, {name})"]
        if value.op == "logistic":
            y = self.text.aligned(value.args[1], value.axes[1], value.rank)[0]
            lines[1:1] = [f"np.multiply({y}, {z}, {name})", f"np.subtract({scratch}, {name}, {scratch})"]
        lines += [f"np.negative({name}, {name})", f"np.exp({name}, {name})", f"np.log1p({name}, {name})"]
        return [*lines, f"np.{joined}({name}, {scratch}, {name})"]

    def _level(self, text: str, value: Value) -> str:
        """A number as an array of the value's shape, if that is small: NumPy is twice as fast at maxima of two arrays."""
        return self.bound.constant("level", f"_level({text}, {shape_text(value.shape)}, self.dtype)")

    def _argument(self, arg: Value, axes: Axes, value: Value) -> str:
        """An operand's text; numbers are arrays of the workspace."""
        if arg.is_number and all(a.kind != "integer" for a in value.args if not a.is_number) and value.kind != "integer":
            return self.bound.number(self.text.text(arg))
        return self.text.aligned(arg, axes, value.rank)[0]

    def _route(self, value: Value, name: str, target: Operand) -> list[str]:
        """Each adjoint to the first entry of its window that equals the maximum; what is left goes on to the next entry."""
        adjoint, entries, largest = (self.text.operand(arg) for arg in value.args)
        pool = value.detail[0]
        assert isinstance(pool, Pooled)
        places = [f"[{':, ' * pool.axis}{reach(pool, offset)}]" for offset in range(pool.window)]
        shape = value.args[0].shape
        mask = self.bound.constant("mask", f"np.empty({shape_text(shape)}, bool)")
        if pool.window == 2 and pool.step in (0, 2):
            first, second = (target.view(place) for place in places)
            lines = [f"np.equal({entries.view(places[0])}, {largest.text}, {mask})"]
            lines += [f"np.multiply({adjoint.text}, {mask}, {first})", f"np.subtract({adjoint.text}, {first}, {second})"]
            return lines if covers(pool, value) else [f"{name}.fill(0)", *lines]
        rest = f"buffers.{self.bound.buffer('rest', shape, 'real')}"
        found = self.bound.constant("part", f"np.empty({shape_text(shape)}, self.dtype)")
        lines = [f"{name}.fill(0)", f"np.copyto({rest}, {adjoint.text})"]
        for place in places[:-1]:
            to = target.view(place)
            lines += [f"np.equal({entries.view(place)}, {largest.text}, {mask})", f"np.multiply({rest}, {mask}, {found})"]
            lines += [f"np.add({to}, {found}, {to})", f"np.subtract({rest}, {found}, {rest})"]
        return [*lines, f"np.add({target.view(places[-1])}, {rest}, {target.view(places[-1])})"]

    def _spread(self, value: Value, name: str, target: Operand) -> list[str]:
        """Each adjoint to all entries of its window."""
        (adjoint,), pool = (self.text.text(arg) for arg in value.args), value.detail[0]
        assert isinstance(pool, Pooled)
        places = [target.view(f"[{':, ' * pool.axis}{reach(pool, offset)}]") for offset in range(pool.window)]
        if pool.window > pool.step:
            return [f"{name}.fill(0)", *(f"np.add({place}, {adjoint}, {place})" for place in places)]
        zeros = [] if covers(pool, value) else [f"{name}.fill(0)"]
        return [*zeros, *(f"np.copyto({place}, {adjoint})" for place in places)]

    def _change(self, value: Value, name: str, target: Operand, start: list[str]) -> list[str]:
        """One entry of each row, in place."""
        matrix = self.text.text(value.args[0])
        copied = [] if matrix == name else [*start, f"np.copyto({name}, {matrix})"]
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

    def _select(self, value: Value, name: str, start: list[str]) -> list[str]:
        mask, then, otherwise = (
            self.text.aligned(arg, axes, value.rank)[0] for arg, axes in zip(value.args, value.axes, strict=True)
        )
        plain = all(arg.kind == "real" and (arg.rank or arg.is_number) for arg in value.args[1:])
        if value.kind == "real" and value.elements >= FEW and plain:
            return [*start, *self._bitwise(value, name, mask)]
        lines = [*start, f"np.copyto({name}, {otherwise})"] if otherwise != name else []
        return [*lines, f"np.copyto({name}, {then}, where={mask})"]

    def _bitwise(self, value: Value, name: str, mask: str) -> list[str]:
        """``b ^ ((a ^ b) & mask)`` on the bits of the numbers."""
        shape = shape_text(value.shape)
        bits = 'f"i{self.dtype.itemsize}"'
        ones = self.bound.constant("every_bit", f"np.empty({shape}, {bits})")
        found = self.bound.constant("bits", f"np.empty_like({ones.replace('buffers.', 'self.')})")
        view = f".view({ones}.dtype)"
        parts = list(zip(value.args, value.axes, strict=True))[1:]
        then, otherwise = (f"{self._argument(arg, axes, value)}{view}" for arg, axes in parts)
        return [
            f"np.copyto({ones}, {mask})",
            f"np.negative({ones}, {ones})",
            f"np.bitwise_xor({then}, {otherwise}, {found})",
            f"np.bitwise_and({found}, {ones}, {found})",
            f"np.bitwise_xor({otherwise}, {found}, {name}{view})",
        ]


def reach(pool: Pooled, offset: int) -> str:
    """The slice of the entries at one offset of all windows."""
    if not pool.step:
        return str(offset)
    end = f"{offset} + {pool.step}*({pool.count} - 1) + 1"
    stop = str(offset + pool.step * (pool.count - 1) + 1) if isinstance(pool.count, int) else end
    return f"{offset}:{stop}" + (f":{pool.step}" if pool.step > 1 else "")


def covers(pool: Pooled, value: Value) -> bool:
    """Whether windows that do not overlap reach every entry."""
    if not pool.step:
        return True
    return pool.window == pool.step and value.shape[pool.axis] == (pool.count * pool.step if isinstance(pool.count, int) else 0)
