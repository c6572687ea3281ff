"""What a workspace makes once, so that a call makes nothing: numbers as arrays, ones, buffers, and views of buffers.

Input: wishes of the printers.  Output: the lines of the workspace's constructor, and the texts by which the function reaches
what they make (``buffers.one``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from derive.emit.names import Names
from derive.emit.numpy_contract import Operand
from derive.emit.numpy_literals import shape_text
from derive.emit.program import Size

DTYPES = {"real": "self.dtype", "boolean": "bool", "integer": "np.intp"}
_NUMBERS = {"1": "one", "0": "zero", "2": "two", "0.5": "half"}
_VIEWS = {".T": "T", ".ravel()": "flat", ".reshape(-1)": "flat", "[:, None]": "column"}


class Bound:
    """The attributes of a workspace: constants, then buffers, then views."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.constants: list[str] = []
        self.arrays: list[str] = []
        self.views: list[str] = []
        self._names = Names(
            [*taken, "dtype", "expected", "params", "fits", "renew", "block", "pack", "around", "quietly", "ignore_overflow"]
        )
        self.results: set[str] = set()
        """The buffers that are returned."""
        self.overflows = False
        """Whether an exponential may overflow to infinity, of which only the reciprocal is used."""
        self.block: list[str] = []
        """What makes the block of memory of all results, if they share one."""
        self._known: dict[str, str] = {}

    def buffer(self, wanted: str, shape: tuple[Size, ...], kind: str) -> str:
        """The attribute of a new buffer."""
        name = self._names.numbered(wanted)
        self.arrays.append(f"self.{name} = np.empty({shape_text(shape)}, {DTYPES[kind]})")
        return name

    def constant(self, wanted: str, definition: str) -> str:
        """The text of an array that never changes; equal ones are made once."""
        return self._made(self.constants, wanted, definition)

    def number(self, text: str) -> str:
        """A number as an array of the workspace's dtype: NumPy is faster at those than at Python's numbers."""
        return self.constant(_NUMBERS.get(text, "number"), f"np.array({text}, self.dtype)")

    def plain(self) -> str:
        """The type of plain arrays: their subclasses compute otherwise, or hide entries."""
        return self.constant("kind", "np.ndarray")

    def ones(self, length: Size) -> str:
        """A vector of ones."""
        name = f"ones_{length}" if isinstance(length, int) or length.isidentifier() else "ones"
        return self.constant(name, f"np.ones({length}, self.dtype)")

    def view(self, source: str, suffix: str) -> str:
        """A view of an attribute (``self.z1``), which is named after it."""
        stem = source.removeprefix("self.")
        stem = stem if stem.isidentifier() else "view"
        return self._made(self.views, f"{stem}_{_VIEWS.get(suffix, 'view')}", f"{source}{suffix}")

    def operand(self, text: str, source: str, *, whole: bool) -> Operand:
        """An attribute as an operand; only an array in one piece is reshaped once: of others reshaping would make a copy."""

        def view(suffix: str) -> str:
            return self.view(source, suffix) if whole or "reshape" not in suffix else f"{text}{suffix}"

        return Operand(text, view, whole=whole)

    def derived(self, wanted: str, definition: str) -> str:
        """Anything made of buffers that have their lines already."""
        return self._made(self.views, wanted, definition)

    def lines(self) -> list[str]:
        """The lines of the constructor, without what ``renewed`` makes."""
        renewed = set(self.renewed())
        return [line for line in [*self.constants, *self.arrays, *self.views] if line not in renewed]

    def share_block(self, names: Sequence[str], starts: Sequence[int], count: int) -> bool:
        """Put some buffers of real numbers into one block of memory, in order; False if they are not all buffers."""
        found = {line.removeprefix("self.").split(" = ", 1)[0]: number for number, line in enumerate(self.arrays)}
        if not all(name in found and self.arrays[found[name]].endswith(", self.dtype)") for name in names):
            return False
        for name, start in zip(names, starts, strict=True):
            made = self.arrays[found[name]].removesuffix(")").replace("np.empty(", "np.ndarray(", 1)
            self.arrays[found[name]] = f"{made}, block, {start} * size)"
        self.constants.append(f'self.pack = Struct(f"{count}{{self.dtype.char}}").pack_into')
        self.block = [f"block, size = np.empty({count}, self.dtype), self.dtype.itemsize", "self.block = memoryview(block)"]
        return True

    def renewed(self) -> list[str]:
        """The lines that make the results' arrays, and everything that shows them."""
        names, lines = set(self.results), list(self.block)
        for line in [*self.arrays, *self.views]:
            name, definition = line.removeprefix("self.").split(" = ", 1)
            if name in names or names & set(re.findall(r"self\.(\w+)", definition)):
                names.add(name)
                lines.append(line)
        return lines

    def _made(self, lines: list[str], wanted: str, definition: str) -> str:
        if definition not in self._known:
            name = self._names.numbered(wanted)
            self._known[definition] = f"buffers.{name}"
            lines.append(f"self.{name} = {definition}")
        return self._known[definition]
