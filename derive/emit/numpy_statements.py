"""NumPy statements that compute into buffers: the code with a workspace.

Input: the values of a function and their buffer plan.  Output: lines of code, and the buffers that the workspace has to make.
 Every line calls one function of NumPy, whose last argument is the buffer for the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from derive.emit import buffers
from derive.emit.names import Names
from derive.emit.numpy_contract import Operand, call
from derive.emit.numpy_literals import places, shape_text
from derive.emit.numpy_loops import LoopText
from derive.emit.numpy_scatter import BLOCKS, block, scratch_shape
from derive.emit.numpy_text import FUNCTIONS, Expressions
from derive.emit.program import Axes, Program, Value
from derive.emit.recurrence import Loop, Store

UFUNCS = FUNCTIONS | {
    "add": "np.add", "subtract": "np.subtract", "multiply": "np.multiply", "divide": "np.divide", "floor_divide":
    "np.floor_divide", "modulo": "np.remainder", "negate": "np.negative", "square": "np.square", "equal": "np.equal",
    "not_equal": "np.not_equal", "greater": "np.greater", "greater_equal": "np.greater_equal", "less": "np.less",
    "less_equal": "np.less_equal", "and": "np.logical_and", "or": "np.logical_or", "not": "np.logical_not",
}  # fmt: skip
SCRATCH = {"softplus": 1}
MANY_LINES = BLOCKS | {"contract", "place", "select", "pack"}
"""Operations that may take several lines: their comment stands before the first."""


@dataclass
class Statements:
    """The lines of a function that computes into a workspace, called ``buffers`` in them."""

    program: Program
    names: dict[Value, str]
    lines: list[tuple[Value, str]] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    """Lines of the workspace's constructor: constants."""
    arrays: list[str] = field(default_factory=list)
    """Then the buffers."""
    views: list[str] = field(default_factory=list)
    """Then views of buffers, made once."""
    note: Callable[[Store], str] = str
    """What to write beside an assignment in a loop."""
    _labels: list[str] = field(default_factory=list)
    _plan: buffers.Plan = field(default_factory=buffers.Plan)

    def write(self, values: Iterable[Value], kept: Mapping[Value, str], taken: Names) -> None:
        """Plan the buffers and write all statements; ``kept`` are the results with their names."""
        ordered = [value for value in values if not value.is_number]
        plan = buffers.plan(ordered, kept, SCRATCH)
        labels = self._buffer_names(plan, ordered, taken)
        self._plan, self._labels = plan, labels
        self._variables(plan, ordered, labels)
        text = Expressions(self.names, bind=self._operand_of)
        for value in ordered:
            if value.op == "loop":
                self.lines += [(value, line) for line in self._loop(value, taken)]
            elif value.op == "state":
                continue
            elif value.op == "positions":
                self._positions(value, text)
            elif value.op in ("slice", "arrange", "window") and value in self.names:
                self.lines.append((value, f"{self.names[value]} = {text.definition(value)}"))
            elif buffers.is_scalar(value) and value not in plan.buffer:
                name = self.names.setdefault(value, taken.fresh(f"s{value.number}"))
                self.lines.append((value, f"{name} = {text.definition(value)}"))
            elif value.op not in buffers.VIEWS:
                scratch = labels[plan.scratch[value]] if value in plan.scratch else ""
                for line in self._statement(value, labels[plan.buffer[value]], scratch, text):
                    self.lines.append((value, line))
        for number, (shape, kind) in enumerate(plan.kinds):
            dtype = {"real": "self.dtype", "boolean": "bool", "integer": "np.intp"}[kind]
            self.arrays.append(f"self.{labels[number]} = np.empty({shape_text(shape)}, {dtype})")

    def _loop(self, value: Value, taken: Names) -> list[str]:
        """The arrays of the states, and the loop that fills them."""
        loop = value.detail[0]
        assert isinstance(loop, Loop)
        text = Expressions(self.names)
        lines = []
        for arg in value.args:
            if arg not in self.names and not arg.is_number:
                definition = text.definition(arg)
                self.names[arg] = taken.fresh("v")
                lines.append(f"{self.names[arg]} = {definition}")
        lines += [f"{self.names[state]} = buffers.{self._labels[self._plan.buffer[state]]}" for state in loop.states]
        return lines + LoopText(loop, self.names, taken, self.note).lines()

    def _operand_of(self, value: Value, text: str) -> Operand:
        """An operand of a contraction; what lives in a buffer has its views ready there."""
        number = self._plan.buffer.get(value)
        return Operand(text, self._bound(self._labels[number])) if number is not None else Operand(text)

    def _bound(self, label: str) -> Callable[[str], str]:
        def view(suffix: str) -> str:
            shown = {".T": "T", ".ravel()": "flat", ".reshape(-1)": "flat"}.get(suffix)
            definition = f" = self.{label}{suffix}"
            for line in self.views:
                if line.endswith(definition):
                    return f"buffers.{line.split()[0].removeprefix('self.')}"
            name = f"{label}_{shown or f'view{len(self.views) + 1}'}"
            self.views.append(f"self.{name}{definition}")
            return f"buffers.{name}"

        return view

    def _buffer_names(self, plan: buffers.Plan, ordered: list[Value], taken: Names) -> list[str]:
        """A buffer is called like the first named value in it."""
        labels: dict[int, str] = {}
        for value in ordered:
            if value in plan.buffer and value in self.names:
                labels.setdefault(plan.buffer[value], self.names[value])
        scratch = Names(labels.values())
        return [labels.get(number) or scratch.fresh(f"t{number}") for number in range(len(plan.kinds))]

    def _variables(self, plan: buffers.Plan, ordered: list[Value], labels: list[str]) -> None:
        """A value without a name is called like the named value that takes over its buffer, or like the buffer."""
        wanted = dict(self.names)
        for value in ordered:
            if value not in plan.buffer or value in wanted:
                continue
            heir: Value | None = value
            while heir is not None and heir not in wanted:
                heir = plan.successor.get(heir)
            label = labels[plan.buffer[value]]
            self.names[value] = wanted[heir] if heir is not None else Names(wanted.values()).fresh(label)

    def _positions(self, value: Value, text: Expressions) -> None:
        name = f"positions{value.number}"
        self.names[value] = self._attribute(name, text.definition(value))

    def _statement(self, value: Value, buffer: str, scratch: str, text: Expressions) -> list[str]:
        name = self.names[value]
        if value.op == "select":
            return self._select(value, name, buffer, text)
        if value.op in BLOCKS:
            own = ""
            if value.op == "scatter" and scratch_shape(value):
                own = self._attribute(f"part{value.number}", f"np.empty({shape_text(scratch_shape(value))}, self.dtype)")
            operands = [text.atom(arg) for arg in value.args]
            lines = block(value, name, operands, [*self.names.values()], own)
            return [f"{name} = buffers.{buffer}", f"{name}.fill(0)", *lines]
        if value.op == "pack":
            return [f"{name} = buffers.{buffer}", f"np.copyto({name}, {text.transposed(value)})"]
        if value.op in ("real", "copy", "gather", "first", "take"):
            source = (
                text.definition(value)
                if value.op in ("gather", "first", "take")
                else text.aligned(value.args[0], value.axes[0], value.rank)[0]
            )
            if source == name:
                return [f"np.copyto(buffers.{buffer}, {name})", f"{name} = buffers.{buffer}"]
            return [f"{name} = buffers.{buffer}", f"np.copyto({name}, {source})"]
        if value.op == "place":
            return [f"{name} = buffers.{buffer}", f"{name}.fill(0)", f"{name}[{places(value)}] = {text.text(value.args[0])}"]
        own = f"buffers.{buffer})"
        written = self._call(value, f"buffers.{buffer}", f"buffers.{scratch}", text)
        in_place = any(
            axes == value.out and self.names.get(arg) == name for arg, axes in zip(value.args, value.axes, strict=True)
        )
        if in_place:
            return [f"{written.removesuffix(own)}{name})"]
        # NumPy may return a scalar for a result without axes: the buffer itself goes on.
        elsewhere = value.rank == 0 or not written.endswith(own)
        return [written, f"{name} = buffers.{buffer}"] if elsewhere else [f"{name} = {written}"]

    def _call(self, value: Value, buffer: str, scratch: str, text: Expressions) -> str:
        if value.op == "contract":
            left, right = (text.operand(arg) for arg in value.args)
            target = Operand(buffer, self._bound(buffer.removeprefix("buffers.")))
            return self._dot_product(value, left, right, buffer) or call(value, left, right).into(target)
        if value.op in ("sum", "max"):
            return self._reduction(value, text.text(value.args[0]), buffer)
        arguments = [self._operand(arg, axes, value, text) for arg, axes in zip(value.args, value.axes, strict=True)]
        if value.op == "sigmoid":
            largest = self._attribute("largest_exponent", "np.array(_LARGEST_EXPONENT[self.dtype.char], self.dtype)")
            return f"_sigmoid_into({arguments[0]}, {largest}, {self._constant('1')}, {buffer})"
        if value.op == "softplus":
            return f"_softplus_into({arguments[0]}, {scratch}, {buffer})"
        if value.op == "erf":
            return f"_erf({arguments[0]}, {buffer})"
        keyword = "out=" if value.op in ("maximum", "minimum") else ""  # NumPy wants it for these
        return f"{UFUNCS[value.op]}({', '.join(arguments)}, {keyword}{buffer})"

    def _operand(self, arg: Value, axes: Axes, value: Value, text: Expressions) -> str:
        """An operand's text; numbers are arrays of the workspace, made once: NumPy is faster at those than at Python's
        numbers."""
        if arg.is_number and value.kind == "real":
            return self._constant(text.text(arg))
        return text.aligned(arg, axes, value.rank)[0]

    def _constant(self, number: str) -> str:
        name = {"1": "one", "0": "zero", "2": "two"}.get(number)
        taken = [line for line in self.attributes if line.endswith(f"= np.array({number}, self.dtype)")]
        if taken:
            return f"buffers.{taken[0].split()[0].removeprefix('self.')}"
        return self._attribute(name or f"number{len(self.attributes) + 1}", f"np.array({number}, self.dtype)")

    def _attribute(self, name: str, definition: str) -> str:
        """An attribute of the workspace, made by its constructor."""
        line = f"self.{name} = {definition}"
        if line not in self.attributes:
            self.attributes.append(line)
        return f"buffers.{name}"

    def _dot_product(self, value: Value, left: Operand, right: Operand, buffer: str) -> str:
        if value.out or value.axes[0] != value.axes[1]:
            return ""
        flat = [operand.text if len(value.axes[0]) == 1 else operand.view(".ravel()") for operand in (left, right)]
        return f"np.dot({flat[0]}, {flat[1]}, {buffer})"

    def _reduction(self, value: Value, operand: str, buffer: str) -> str:
        """Sums over one axis of a matrix are products with a vector of ones: BLAS is faster at that than a reduction is."""
        axes = value.axes[0]
        over = [i for i, label in enumerate(axes) if label not in value.out]
        if value.op == "sum" and len(axes) == 2 and len(over) == 1:
            length = value.args[0].shape[over[0]]
            ones = f"ones_{length}" if isinstance(length, int) or length.isidentifier() else ""
            if ones:
                vector = self._attribute(ones, f"np.ones({length}, self.dtype)")
                pair = (vector, operand) if over == [0] else (operand, vector)
                return (
                    f"{pair[0]}.dot({pair[1]}, {buffer})"
                    if pair[0].replace(".", "").isidentifier()
                    else f"np.dot({pair[0]}, {pair[1]}, {buffer})"
                )
        axis = "None" if not value.out else str(over[0] if len(over) == 1 else tuple(over))
        return f"np.{'add' if value.op == 'sum' else 'maximum'}.reduce({operand}, axis={axis}, out={buffer})"

    def _select(self, value: Value, name: str, buffer: str, text: Expressions) -> list[str]:
        mask, then, otherwise = (
            text.aligned(arg, axes, value.rank)[0] for arg, axes in zip(value.args, value.axes, strict=True)
        )
        lines = [f"{name} = buffers.{buffer}"] if otherwise != name else []
        if otherwise != name:
            lines.append(f"np.copyto({name}, {otherwise})")
        return [*lines, f"np.copyto({name}, {then}, where={mask})"]
