"""Every option of reading in one place: what may stand for what, in which order, and the words that name it in a verdict.

An option without words is what everybody means; one with words is a convention that a verdict names.  The
cost decides what is tried first.  Nothing here may turn a row right that is wrong under the declared shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.judging.chooser import Key, Option


@dataclass(frozen=True)
class Layout:
    """How a whole text lays out its arrays: ``turned``: gradients by matrices are transposed (numerator layout); ``vectors``:
    ``column`` or ``row`` where the text keeps to one, nothing where each row may pick; ``dotted``: two vectors side by side
    mean their dot product; ``declared``: ``mixed``, ``numerator`` or ``denominator`` for gradients and Jacobians alike;
    ``convolves``: the text speaks of convolutions, which an asterisk may stand for; ``transposes``: Jacobians have a row for
    each entry of what is differentiated, and the text transposes them itself; ``primes``: a prime on an array transposes it;
    ``loose_ends``: numbers of entries at which sums from zero end; ``settled``: ``vectors`` is declared, and no guess;
    ``stacks``: the text speaks of ``vec``, which puts the columns of a matrix below each other."""

    turned: bool = False
    vectors: str = ""
    dotted: bool = False
    declared: str = ""
    convolves: bool = False
    transposes: bool = False
    primes: bool = False
    loose_ends: frozenset[str] = frozenset()
    settled: bool = False
    stacks: bool = False

    @property
    def gradient(self) -> str:
        """How gradients by vectors are laid out; nothing where each row may pick."""
        return {"": "", "numerator": "transposed"}.get(self.declared, "variable")

    @property
    def jacobian(self) -> str:
        """How Jacobians are laid out; nothing where each row may pick."""
        return {"": "numerator" if self.transposes else "", "denominator": "denominator"}.get(self.declared, "numerator")


AS_USUAL = Layout()

LIMIT = 80
"""How many combinations of readings are tried for one claim."""

QUICK_LIMIT = 12
"""The same where a great many claims are tried (in search of a slip)."""

HABITS = frozenset(
    {
        ("layout", "gradient"),
        ("layout", "jacobian"),
        ("vectors",),
        ("partials",),
        ("entry by entry", 1),
        ("by entries",),
        ("prefix",),
        ("errors",),
        ("entrywise", "cdot"),
        ("plain sum",),
        ("of examples",),
    }
)
"""Choice points at which a text tends to pick the same throughout."""

MARKS = frozenset({("prefix",), ("errors",)})
"""Those about marks of gradients, which mean the same in every layout."""

UNIT = (Option(False), Option(True, "the number 1 beside a Jacobian as the identity matrix", 0.9))
"""What a one means that is added to a square matrix of derivatives."""

DIRECT = (Option(False), Option(True, "the derivative of the cost by its other letter as the direct one", 0.9))
"""What a second letter for the cost may say in the recurrence of a gradient."""

SIDE_BY_SIDE = (Option("matmul"), Option("hadamard", "read entry by entry", 1.0))
"""What two columns side by side may mean in a row about the slope of a function that acts entry by entry: ``s' = s(1-s)``."""

BESIDE_SLOPE = (Option("matmul"), Option("hadamard", "the product with a slope entry by entry", 1.0))
"""The same beside ``f'(z)``, where a matrix product is hardly ever meant: ``-(y - a) f'(z)``."""

BESIDE_LOGARITHM = (Option("matmul"), Option("dot", "the product with the logarithm as a dot product", 1.0))
"""The same in a cost, ``-y log a``."""

MEANINGS = frozenset({"reading", "argument", "T", "prefix", "nabla", "over", "omitted", "turned list", "identity"})
"""Choice points about what symbols mean, not about which product or layout is meant."""

HADAMARD = frozenset({"odot", "circ", "bullet", "ast"})
"""Signs that can only mean a product entry by entry between arrays."""

ON_DIAGONAL = (Option("matmul"), Option("hadamard", "the slopes as a diagonal matrix", 1.0))
"""The slopes of a layer in front of a matrix: ``f'(z) W`` for ``diag(f'(z)) W``."""

BY_ENTRIES = _ENTRIES = "as a product entry by entry"
PRODUCTS: dict[str, tuple[Option[str], ...]] = {
    "": (Option("matmul"),),
    "cdot": (Option("matmul"), Option("dot"), Option("hadamard", f"the dot {_ENTRIES}", 1.5)),
    "times": (Option("matmul"), Option("dot", "the cross as a dot product"), Option("hadamard", f"the cross {_ENTRIES}")),
    "*": (Option("matmul"), Option("hadamard", f"the asterisk {_ENTRIES}"), Option("dot", "the asterisk as a dot product")),
    ".": (Option("matmul"), Option("dot"), Option("hadamard", f"the dot {_ENTRIES}")),
    "otimes": (
        Option("outer"),
        Option("hadamard", f"the circled cross {_ENTRIES}"),
        Option("kronecker", "the circled cross as Kronecker's product", 1.2),
    ),
    "oslash": (Option("divide"),),
}
"""For each sign between two arrays the products that it may mean; those whose shapes do not fit are dropped."""

KRONECKER = (Option("kronecker"), Option("hadamard", f"the circled cross {_ENTRIES}"))
"""What a circled cross means beside a matrix."""

ALL_BY_ENTRIES = (Option(False), Option(True, "products of arrays side by side entry by entry", 2.0))
"""What a text may mean whose model is written in formulas, as arrays are multiplied there: where no matrix product fits."""

DOTTED = "two vectors side by side mean their dot product"
VECTORS_SIDE_BY_SIDE = (Option("matmul"), Option("dot"))

GRADIENT_LAYOUT = (
    Option("variable"),
    Option("transposed", "numerator layout: gradients are transposed (rows)", 1.5),
    Option("derivatives", "numerator layout: derivatives are rows, symbols for gradients columns", 2.0),
    Option(
        "partials", "numerator layout: partial derivatives are rows, what nabla and symbols for gradients mean columns", 2.2
    ),
)
JACOBIAN_LAYOUT = (
    Option("numerator"),
    Option("denominator", "denominator layout: Jacobians are transposed", 1.5),
)
ROWS = "vectors are rows"
VECTORS = (
    Option("column"),
    Option("row", ROWS, 1.8),
)
ROW_OF_TABLE = (Option(False), Option(True, "", 0.5))
"""Whether ``W_{j,:}`` is a row where all other vectors are columns."""
PARTIALS = (
    Option("total"),
    Option("immediate", "partial derivatives with all other quantities held", 0.8),
    Option("held", "partial derivatives with the other variables of the row held", 0.9),
    Option("step", "partial derivatives with earlier steps held", 1.0),
    Option("each", "", 1.2),
)
PARTIAL = (
    Option("total"),
    Option("immediate", "a partial derivative with all other quantities held", 1.0),
    Option("held", "a partial derivative with the other variables of the row held", 1.1),
    Option("step", "a partial derivative with earlier steps held", 1.2),
)
ALL_HELD = (PARTIALS[1].words, PARTIAL[1].words)
"""The words for partial derivatives that see one equation."""
_FACTOR = "the derivative by a matrix as what stands beside the matrix"
OF_EXAMPLES = (Option(False), Option(True, "of each example by what is its own", 1.0))
"""How the derivative of what has a number for each example may be given, by a table with a row for each."""

_BY_COLUMNS = "the columns of each matrix below each other"
_BY_ROWS = "the rows of each matrix one after the other"
BY_MATRIX = (Option("array"), Option("column", _FACTOR, 1.0), Option("row", _FACTOR, 1.1))
"""How the derivative of ``W a`` by W is written, which has three indices: ``a``, or its transpose."""
STACKED = (
    Option(""),
    Option("by columns", _BY_COLUMNS, 1.3),
    Option("by columns, turned", f"{_BY_COLUMNS}, transposed", 1.4),
    Option("by rows", _BY_ROWS, 1.5),
    Option("by rows, turned", f"{_BY_ROWS}, transposed", 1.6),
)
"""How any derivative with more than two indices may be written as a matrix, with a row (or, turned, a column) for each entry of
what is differentiated."""
ELEMENTWISE = "derivative of a function that acts entry by entry, as an array of its slopes"
POWER = (
    Option("matrix"),
    Option("entries", "a power taken entry by entry", 1.0),
)
POWER_OF_VECTOR = (POWER[1], Option("length", "the square of a vector as its squared length", 1.5))
T_SCRIPT = (
    Option("transpose"),
    Option("power", "^T as a power", 3.0),
)
ARGUMENT = (
    Option("product"),
    Option("argument", "", 1.0),
)
PREFIXES: dict[Key, int] = {("prefix",): 1}
"""The plan in which d and delta in front of a symbol make a gradient of it."""
PREFIX = (Option(False), Option(True, "d in front of a symbol as the gradient by it", 1.0))
ERRORS = (Option(False), Option(True, "delta in front of an activation as the gradient by its argument", 0.3))
"""What ``\\delta o`` may be in a text that calls the errors of a layer so: of ``o = f(z)`` the gradient by z."""
LIST = (
    Option("column"),
    Option("row", "vectors in a list stand below each other", 1.0),
)
"""What ``[h, x]^T`` may be: the column whose parts are written side by side, or the transpose of that column."""
GROUPING = (
    Option("tight"),
    Option("left", "products taken from left to right", 1.2),
    Option("right", "products taken from right to left", 1.3),
)
PLAIN_SUM = (
    Option("all"),
    Option("columns", "the sum without an index over the columns", 1.0),
    Option("rows", "the sum without an index over the rows", 1.0),
)
"""``\\sum dZ`` of a matrix that has a column, or a row, for each example."""
KEPT = (Option(True), Option(False))
"""Whether a sum without an index leaves alone the letters that stand elsewhere: not so ``\\sum e^{z_i}`` below ``e^{z_i}``."""
OWN = (Option(False), Option(True, "the letter behind the sum without an index as its own", 1.3))
"""Whether a sum without an index runs over the only letter behind it, which stands on the other side, too: ``e^{z_a} / \\sum
e^{z_a}``."""
JOINED = (Option(False), Option(True, "what stands side by side multiplied first", 1.0))
"""``a^T \\times y (1 - y)`` where the shapes do not fit from left to right."""
ALONG_AXIS = (Option(True), Option(False, "the sum, whose index does not stand behind it, of equal terms"))
"""``\\sum_{i=1}^m dZ`` of a matrix that has a column, or a row, for each of the m examples."""
REACH = (Option(False), Option(True, "the derivative of the product of all brackets behind it", 0.9))
"""How far ``\\frac{d}{dw} (t - w)(s - w)`` reaches."""
OVERLOADED = (Option(False), Option(True, "the letter of the sum as another one than that of the variable", 1.0))
"""``\\sum_k t_k \\partial o_k / \\partial w_{kj}`` beside ``\\partial E / \\partial w_{kj}``."""
BRACKETED = (Option(False), Option(True, "the sum over its brackets alone", 0.9))
"""``\\sum_i (g_i x_i) \\cdot x_i`` where the last i is that of the row."""
BEFORE_SUM = (Option(True), Option(False, "the product over the factors behind it, too", 1.0))
"""How far ``\\prod_t p_t \\cdot \\sum_i q_i`` reaches: not over what its letter does not stand in."""
BEFORE_FACTOR = (Option(False), Option(True, "the product over the factors with its letter alone", 0.9))
"""The same for ``\\prod_t p_t \\cdot c``."""
SUM_ALL = "sum over the repeated index"
OPERAND = (Option(False), Option(True, "the derivative taken of the whole sum, without brackets around it", 1.3))
"""What ``\\frac{\\partial}{\\partial w} w x + b`` is the derivative of: the first term, or all."""
START = (Option(0), Option(1, "the sum leaves out the state before the first step", 0.8))
"""Where a sum over the steps of a recurrence begins, if nothing says."""
