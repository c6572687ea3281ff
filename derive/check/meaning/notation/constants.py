"""Letters of known numbers, and of vectors and matrices of which a digit or a letter says everything: e, pi, I, a bold 1."""

from __future__ import annotations

from collections.abc import Mapping

from derive.check.meaning.notation.patterns import items
from derive.check.meaning.symbols import NumberOf
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name

KNOWN: Mapping[str, NumberOf] = {
    "e": NumberOf("number", 2.718281828459045),
    "mathrm e": NumberOf("number", 2.718281828459045),
    "pi": NumberOf("number", 3.141592653589793),
    "I": NumberOf("identity"),
    "1": NumberOf("ones"),
    "0": NumberOf("zeros"),
    "infty": NumberOf("number", float("inf")),
}
UNNAMED = frozenset(
    {"const", "const.", "constant", "Const", "Const.", "cst", "cst.", "constante", "konst", "konst.", "costante"}
)
"""Words for a term that depends on nothing of interest: zero, and the sides may differ by such a term."""
_SIZED = ("identity", "ones", "zeros")


def meant(name: Name, *, declared: bool = False) -> NumberOf | None:
    """The number that a symbol stands for by usage; ``declared``: the text says what it is, and e is no 2.718..."""
    constant = NumberOf("number", 0.0) if name.base in UNNAMED else KNOWN.get(name.base)
    if constant is None or (declared and constant.kind == "number"):
        return None
    sized = constant.kind in _SIZED  # I_n: its size is known anyway
    own = name.style == "cal" or (name.style == "bold" and not sized)  # the author's letter, and never Euler's number
    entry = [letter_of(item) for item, _ in items(name.sub)] in (["i"], ["j"])  # I_j is no identity matrix
    if own or entry or name.primes or (name.accents and not _is_array_of_digit(name)) or (name.sub and not sized):
        return None
    return constant


def _is_array_of_digit(name: Name) -> bool:
    """``\\vec{0}``, ``\\underline{1}``: the mark of a vector on a number."""
    return name.base in "01" and name.accents in (("vec",), ("underline",))
