"""The sigmoid, the softplus and the cross-entropy of a logit as NumPy calls: nothing overflows into the result."""

from __future__ import annotations

from derive.emit.numpy_arguments import CACHED, is_strided, level
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value

SCRATCH = frozenset({"softplus", "softplus_neg", "logistic"})
"""Operations that need an array of their result's shape besides."""
LOGISTIC = SCRATCH | {"sigmoid", "sigmoid_neg", "odds"}


def total(text: Expressions, bound: Bound, value: Value) -> str:
    """The sum of two sums, unless most of it has cancelled or an exponential has overflowed: as ``_logistic_total`` then."""
    positive, linear, z, y = (text.text(arg) for arg in value.args)
    least = bound.constant("least", "float(np.finfo(self.dtype).eps) ** 0.25")
    return f"{positive} + {linear} if {positive} + {linear} > {least} * {positive} else _logistic_total({z}, {y})"


def logistic(text: Expressions, bound: Bound, value: Value, name: str, scratch: str) -> list[str]:
    """``1/(1 + exp(-z))``, or ``max(z, 0) [- y z] + log(1 + exp(-|z|))``, of z or of -z."""
    z = text.aligned(value.args[0], value.axes[0], value.rank)[0]
    opposite = value.op.endswith("_neg")
    if value.op == "odds":
        bound.overflows = True
        return [f"np.negative({z}, {name})", f"np.exp({name}, {name})"]
    if value.op.startswith("sigmoid"):
        bound.overflows = True
        above, one = (bound.number(number) for number in ("-1" if value.detail else "1", "1"))
        before = [f"{name}[...] = {z}"] if is_strided(value.args[0]) and value.elements <= CACHED else []
        z = name if before else z
        lines = [f"np.exp({z}, {name})"] if opposite else [f"np.negative({z}, {name})", f"np.exp({name}, {name})"]
        return [*before, *lines, f"np.add({name}, {one}, {name})", f"np.divide({above}, {name}, {name})"]
    extreme, joined = ("minimum", "subtract") if opposite else ("maximum", "add")
    lines = [f"np.{extreme}({z}, {level(bound, '0', value)}, out={scratch})", f"np.absolute({z}, {name})"]
    if value.op == "logistic":
        y = text.aligned(value.args[1], value.axes[1], value.rank)[0]
        lines[1:1] = [f"np.multiply({y}, {z}, {name})", f"np.subtract({scratch}, {name}, {scratch})"]
    lines += [f"np.negative({name}, {name})", f"np.exp({name}, {name})", f"np.log1p({name}, {name})"]
    return [*lines, f"np.{joined}({name}, {scratch}, {name})"]
