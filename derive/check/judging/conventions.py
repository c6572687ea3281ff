"""Every option of reading in one place: what may stand for what, in which order, and the words that name it in a verdict.

An option without words is what everybody means; one with words is a convention that a verdict names.  The
cost decides what is tried first.  Nothing here may turn a row right that is wrong under the declared shapes.
"""

from __future__ import annotations

from derive.check.judging.chooser import Option

LIMIT = 150
"""How many combinations of readings are tried for one claim."""

HADAMARD = frozenset({"odot", "circ", "bullet", "ast"})
"""Signs that can only mean a product entry by entry between arrays."""

PRODUCTS: dict[str, tuple[Option[str], ...]] = {
    "": (Option("matmul"), Option("hadamard_vectors", "vectors side by side multiplied entry by entry", 3.0)),
    "cdot": (Option("matmul"), Option("dot"), Option("hadamard", "the dot as a product entry by entry", 1.5)),
    "times": (Option("matmul"), Option("dot", "the cross as a dot product"), Option("hadamard", "the cross as a product entry by entry")),
    "*": (Option("matmul"), Option("hadamard", "the asterisk as a product entry by entry"), Option("dot", "the asterisk as a dot product")),
    ".": (Option("matmul"), Option("dot"), Option("hadamard", "the dot as a product entry by entry")),
    "otimes": (Option("outer"), Option("hadamard", "the circled cross as a product entry by entry")),
    "oslash": (Option("divide"),),
}  # fmt: skip
"""For each sign between two arrays the products that it may mean; those whose shapes do not fit are dropped."""

GRADIENT_LAYOUT = (
    Option("variable"),
    Option("transposed", "numerator layout: gradients are transposed (rows)", 1.5),
)
JACOBIAN_LAYOUT = (
    Option("numerator"),
    Option("denominator", "denominator layout: Jacobians are transposed", 1.5),
)
VECTORS = (
    Option("column"),
    Option("row", "vectors are rows", 1.8),
)
PARTIALS = (
    Option("total"),
    Option("immediate", "partial derivatives with the other quantities held", 0.8),
    Option("each", "", 1.2),
)
PARTIAL = (
    Option("total"),
    Option("immediate", "a partial derivative with the other quantities held", 1.0),
)
ELEMENTWISE = "derivative of a function that acts entry by entry, as an array of its slopes"
POWER = (
    Option("matrix"),
    Option("entries", "a power taken entry by entry", 1.0),
)
T_SCRIPT = (
    Option("transpose"),
    Option("power", "^T as a power", 3.0),
)
ARGUMENT = (
    Option("product"),
    Option("argument", "", 1.0),
)
GROUPING = (
    Option("tight"),
    Option("left", "products taken from left to right", 1.2),
)
SUM_ALL = "sum over the repeated index"
