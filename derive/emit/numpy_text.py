"""NumPy expressions, as a person would write them: the code without a workspace.

Input: values of the program and the names of those that are variables.  Output: text.  A value without a name is written
where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.emit.numpy_contract import Operand, call
from derive.emit.numpy_literals import ATOM, POWER, PRODUCT, SUM, UNARY, Text, number, places, shape_text, slice_text
from derive.emit.program import Axes, Value

FUNCTIONS = {
    "exp": "np.exp", "log": "np.log", "log1p": "np.log1p", "expm1": "np.expm1", "sin": "np.sin", "cos": "np.cos", "tan":
    "np.tan", "sinh": "np.sinh", "cosh": "np.cosh", "tanh": "np.tanh", "sqrt": "np.sqrt", "absolute": "np.abs", "maximum":
    "np.maximum", "minimum": "np.minimum", "power": "np.power", "atan": "np.arctan",
    "log_softplus": "_log_softplus", "softplus_rate": "_softplus_rate", "softplus":
    "_softplus", "logistic": "_logistic", "erf": "_erf",
}  # fmt: skip
_OPERATORS = {
    "add": ("+", SUM), "subtract": ("-", SUM), "multiply": ("*", PRODUCT), "divide": ("/", PRODUCT), "floor_divide": ("//",
    PRODUCT), "modulo": ("%", PRODUCT),
}  # fmt: skip
_LONG = 76
"""A sub-expression with more characters becomes a variable."""
_RELATIONS = {
    "equal": "==",
    "not_equal": "!=",
    "greater": ">",
    "greater_equal": ">=",
    "less": "<",
    "less_equal": "<=",
    "and": "&",
    "or": "|",
}


class Expressions:
    """Prints values; ``hoist`` is asked to make a variable of a sub-expression that has become long."""

    def __init__(
        self,
        names: Mapping[Value, str],
        hoist: Callable[[Value, str], str] | None = None,
        bind: Callable[[Value, str], Operand] | None = None,
    ) -> None:
        self.names, self._hoist, self._bind = names, hoist, bind

    def operand(self, value: Value) -> Operand:
        """The value as an operand of a contraction."""
        text = self._atom(value)
        return self._bind(value, text) if self._bind else Operand(text)

    def text(self, value: Value) -> str:
        """The value as it stands in an argument list."""
        return self._inner(value)[0]

    def transposed(self, value: Value) -> str:
        """The operand of a pack, with its axes in the order of the result."""
        return self._write_pack(value)[0].removeprefix("np.ascontiguousarray(").removesuffix(")")

    def definition(self, value: Value) -> str:
        """The right side of the line that defines a value."""
        return self._written(value)[0]

    def _inner(self, value: Value) -> Text:
        if value in self.names:
            return self.names[value], ATOM
        text, binding = self._written(value)
        if self._hoist and len(text) > _LONG and not value.is_number:
            return self._hoist(value, text), ATOM
        return text, binding

    def variable(self, value: Value) -> None:
        """Make the value a variable."""
        assert self._hoist is not None
        self._hoist(value, self._written(value)[0])

    def atom(self, value: Value) -> str:
        """The value so that it may be indexed."""
        return self._atom(value)

    def _at_least(self, text: Text, binding: int) -> str:
        return text[0] if text[1] >= binding else f"({text[0]})"

    def _atom(self, value: Value) -> str:
        return self._at_least(self._inner(value), ATOM)

    def aligned(self, value: Value, axes: Axes, rank: int) -> Text:
        """The operand with its axes where the result has them: transposed, and with new axes where it is repeated."""
        text = self._inner(value)
        suffix = _placing(axes, rank)
        if not suffix:
            return text
        plain = self._at_least(text, ATOM)
        return (self._bind(value, plain).view(suffix) if self._bind else f"{plain}{suffix}"), ATOM

    def _written(self, value: Value) -> Text:
        writer = getattr(self, f"_write_{value.op}", None)
        if writer is not None:
            result: Text = writer(value)
            return result
        arguments = [self.aligned(arg, axes, value.rank) for arg, axes in zip(value.args, value.axes, strict=True)]
        if value.op in _OPERATORS:
            return self._operator(value, arguments)
        if value.op in _RELATIONS:
            left, right = (self._at_least(argument, ATOM if value.op in ("and", "or") else SUM) for argument in arguments)
            return f"{left} {_RELATIONS[value.op]} {right}", SUM - 1
        return f"{FUNCTIONS[value.op]}({', '.join(text for text, _ in arguments)})", ATOM

    def _operator(self, value: Value, arguments: list[Text]) -> Text:
        sign, binding = _OPERATORS[value.op]
        left, right = arguments
        return (
            f"{self._at_least(left, binding)} {sign} {self._at_least(right, binding if sign == '+' else binding + 1)}",
            binding,
        )

    def _write_constant(self, value: Value) -> Text:
        return number(value)

    def _write_size(self, value: Value) -> Text:
        text = str(value.detail[0])
        return text, ATOM if text.isidentifier() else SUM

    def _write_negate(self, value: Value) -> Text:
        return f"-{self._at_least(self.aligned(value.args[0], value.axes[0], value.rank), UNARY)}", UNARY

    def _write_square(self, value: Value) -> Text:
        return f"{self._at_least(self.aligned(value.args[0], value.axes[0], value.rank), ATOM)}**2", POWER

    def _write_sigmoid(self, value: Value) -> Text:
        return self._numerator(value, f"_sigmoid({self.aligned(value.args[0], value.axes[0], value.rank)[0]})")

    def _write_sigmoid_neg(self, value: Value) -> Text:
        return self._numerator(value, f"_sigmoid({self._write_negate(value)[0]})")

    def _write_softplus_neg(self, value: Value) -> Text:
        return f"_softplus({self._write_negate(value)[0]})", ATOM

    def _numerator(self, value: Value, text: str) -> Text:
        """The sign of a sigmoid, if it has one."""
        return (f"-{text}", UNARY) if value.detail else (text, ATOM)

    def _write_shifted(self, value: Value) -> Text:
        operands = zip(value.args, value.axes, strict=True)
        return f"_shifted({', '.join(self.aligned(arg, axes, value.rank)[0] for arg, axes in operands)})", ATOM

    def _write_not(self, value: Value) -> Text:
        return f"~{self._atom(value.args[0])}", UNARY

    def _write_real(self, value: Value) -> Text:
        if value.args[0].rank == 0:
            return f"dtype.type({self.text(value.args[0])})", ATOM
        return f"{self._atom(value.args[0])}.astype(dtype)", ATOM

    def _write_copy(self, value: Value) -> Text:
        if value.args[0].is_number:
            return f"np.full({shape_text(value.shape)}, {self.text(value.args[0])}, dtype)", ATOM
        return f"np.array({self.text(value.args[0])})", ATOM

    def _write_select(self, value: Value) -> Text:
        parts = [self.aligned(arg, axes, value.rank)[0] for arg, axes in zip(value.args, value.axes, strict=True)]
        cast = ".astype(dtype)" if all(arg.is_number for arg in value.args[1:]) else ""
        return f"np.where({', '.join(parts)}){cast}", ATOM

    def _write_sum(self, value: Value) -> Text:
        return self._reduction("sum", value)

    def _write_max(self, value: Value) -> Text:
        return self._reduction("max", value)

    def _reduction(self, name: str, value: Value) -> Text:
        over = [i for i, label in enumerate(value.axes[0]) if label not in value.out]
        axis = "" if not value.out else f"axis={over[0] if len(over) == 1 else tuple(over)}"
        return f"{self._atom(value.args[0])}.{name}({axis})", ATOM

    def _write_contract(self, value: Value) -> Text:
        left, right = (self.operand(arg) for arg in value.args)
        if not value.out and value.axes[0] == value.axes[1] and len(value.axes[0]) > 1:
            return f"np.dot({left.view('.ravel()')}, {right.view('.ravel()')})", ATOM
        product = call(value, left, right)
        return product.expression(), PRODUCT if product.is_product else ATOM

    def _write_slice(self, value: Value) -> Text:
        source = value.args[0]
        parts = [
            ":" if plan == ("from", 0, length, 1) else slice_text(plan)
            for plan, length in zip(value.detail, source.shape, strict=True)
        ]
        while parts[-1] == ":":
            parts.pop()
        return f"{self._atom(source)}[{', '.join(parts)}]", ATOM

    def _write_positions(self, value: Value) -> Text:
        (length,) = value.shape
        (start,) = value.detail
        return (f"np.arange({length})" if start == 0 else f"np.arange({start}, {length} + {start})"), ATOM

    def _write_window(self, value: Value) -> Text:
        starts, axes = value.detail
        assert isinstance(starts, tuple)
        assert isinstance(axes, tuple)
        steps = ", ".join(f"({axis}, {step})" for axis, step in axes)
        corner = f", ({', '.join(map(str, starts))}{',' * (len(starts) == 1)})" if any(starts) else ""
        return f"_windows({self.text(value.args[0])}, {shape_text(value.shape)}, ({steps},){corner})", ATOM

    def _write_first(self, value: Value) -> Text:
        return f"_first({self.text(value.args[0])}, {value.detail[0]})", ATOM

    def _write_take(self, value: Value) -> Text:
        source, at = value.args
        (axis,) = value.detail
        if axis == 0:
            return f"{self._atom(source)}[{self.text(at)}]", ATOM
        return f"np.take({self.text(source)}, {self.text(at)}, axis={axis})", ATOM

    def _write_pack(self, value: Value) -> Text:
        labels, out = value.axes[0], value.out
        text = self._atom(value.args[0])
        if labels != out:
            text += f".transpose({', '.join(str(labels.index(label)) for label in out)})"
        return f"np.ascontiguousarray({text})", ATOM

    def _write_gather(self, value: Value) -> Text:
        source, *found = value.args
        at = [self.aligned(arg, axes, value.rank)[0] for arg, axes in zip(found, value.axes[1:], strict=True)]
        return f"{self._atom(source)}[{', '.join(at)}]", ATOM

    def _write_pick(self, value: Value) -> Text:
        matrix, at = value.args
        return f"{self._atom(matrix)}[np.arange({value.shape[0]}), {self.text(at.args[0])}]", ATOM

    def _write_change(self, value: Value) -> Text:
        matrix, at, by = value.args
        mask = f"(np.arange({value.shape[1]}) == {self._atom(at.args[0])}[:, None]).astype(dtype)"
        return f"{self._at_least(self._inner(matrix), SUM)} + {mask} * {self._at_least(self._inner(by), POWER)}", SUM

    def _write_place(self, value: Value) -> Text:
        return f"_place({self.text(value.args[0])}, {shape_text(value.shape)}, np.s_[{places(value)}])", ATOM

    def _write_arrange(self, value: Value) -> Text:
        operand, axes = value.args[0], value.axes[0]
        if operand.is_number:
            return f"np.full({shape_text(value.shape)}, {self.text(operand)}, dtype)", ATOM
        text = self.aligned(operand, axes, value.rank)
        return text if len(axes) == value.rank else (f"np.broadcast_to({text[0]}, {shape_text(value.shape)})", ATOM)


def _placing(axes: Axes, rank: int) -> str:
    """What puts the axes of an operand where the result has them."""
    if not axes:
        return ""
    suffix = ""
    if list(axes) != sorted(axes):
        order = sorted(range(len(axes)), key=lambda i: axes[i])
        suffix = ".T" if order == [1, 0] else f".transpose({', '.join(map(str, order))})"
    places = sorted(axes)
    if places == list(range(rank - len(places), rank)):
        return suffix
    marks = [":" if i in places else "None" for i in range(places[0], rank)]
    return f"{suffix}[{', '.join(marks)}]"
