"""NumPy expressions, as a person would write them: the code without a workspace.

Input: values of the program and the names of those that are variables.  Output: text.  A value without a name is written
where it is used.
"""

from __future__ import annotations

from derive.emit.numpy_access import Access
from derive.emit.numpy_contract import call
from derive.emit.numpy_literals import ATOM, POWER, PRODUCT, SUM, UNARY, Text, number
from derive.emit.program import Value

FUNCTIONS = {
    "exp": "np.exp", "log": "np.log", "log1p": "np.log1p", "expm1": "np.expm1", "sin": "np.sin", "cos": "np.cos", "tan":
    "np.tan", "sinh": "np.sinh", "cosh": "np.cosh", "tanh": "np.tanh", "sqrt": "np.sqrt", "absolute": "np.abs", "maximum":
    "np.maximum", "minimum": "np.minimum", "power": "np.power", "sign": "np.sign", "atan": "np.arctan",
    "log_softplus": "_log_softplus", "softplus_rate": "_softplus_rate", "softplus":
    "_softplus", "logistic": "_logistic", "erf": "_erf",
}  # fmt: skip
_OPERATORS = {
    "add": ("+", SUM), "subtract": ("-", SUM), "multiply": ("*", PRODUCT), "divide": ("/", PRODUCT), "floor_divide": ("//",
    PRODUCT), "modulo": ("%", PRODUCT),
}  # fmt: skip
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


class Expressions(Access):
    """Prints values; ``hoist`` is asked to make a variable of a sub-expression that has become long."""

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
