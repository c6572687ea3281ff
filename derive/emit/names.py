"""Names of the emitted module, spelt so that they are Python identifiers and hide nothing.

The names of a model come from strangers: this is the one place where they become names in code.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

RESERVED = (
    frozenset(dir(builtins))
    | frozenset(keyword.kwlist)
    | frozenset(keyword.softkwlist)
    | {"np", "threading", "annotations", "NamedTuple", "Params", "Inputs", "Workspace", "ANALYTIC", "INPUTS"}
    | {"init", "value", "value_and_grad", "predict", "params", "workspace", "buffers", "dtype", "self"}
    | {"count", "index"}  # methods of tuples
)
"""Names that the emitted module needs for itself, and Python's own."""


def identifier(name: str) -> str:
    """The name as an identifier: ``lambda`` becomes ``lambda_``, ``W^{(1)}`` becomes ``W_1``."""
    plain = re.sub(r"[^0-9A-Za-z_]+", "_", name).strip("_") or "v"
    if plain[0].isdigit():
        plain = f"v{plain}"
    return f"{plain}_" if plain in RESERVED else plain


class Names:
    """Hands out identifiers, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def is_free(self, name: str) -> bool:
        """Whether nobody has the name yet."""
        return name not in self._taken and identifier(name) == name

    def fresh(self, wanted: str) -> str:
        """``wanted`` as an identifier, with more underscores if it is taken."""
        name = identifier(wanted)
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def numbered(self, wanted: str) -> str:
        """``wanted`` as it is, or with a number if it is taken."""
        number, name = 1, wanted
        while not self.is_free(name):
            number += 1
            name = f"{wanted}{number}"
        return self.fresh(name)


def comment(text: str) -> str:
    """Text that may stand in a comment or in a docstring: one line, nothing that ends the string."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return printable.replace("\\", "/").replace('"""', "'''").strip()
