"""Numbers that a function has beside its argument: the alpha of ``\\mathrm{elu}(z) = \\alpha (e^z - 1)``.

They are fixed for the whole text, where nothing is differentiated by them: a function has one argument.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from zlib import crc32

from derive.check.meaning.definitions.findings import Findings, FunctionDefinition
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.notation.entries import Entry, PlainEntry
from derive.check.meaning.notation.patterns import Pattern, head
from derive.check.meaning.symbols import NumberOf
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name

_LETTERS = frozenset({"alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "nu", "rho", "tau", "omega"})


def constants(one: FunctionDefinition, found: Findings, rows: Iterable[Row], given: Container[Key]) -> dict[Key, Entry]:
    """The Greek letters in a function that nothing defines and that never have an index; ``given`` are declared."""
    varied = {head(by) for node in nodes(rows) if isinstance(node, Derivative) for by in node.by if isinstance(by, Name)}
    made: dict[Key, Entry] = {}
    for name in symbols_in(one.right):
        key = found.sorter.split(name).key
        if head(name)[0] not in _LETTERS or name.sub or name == one.parameter or head(name) in varied or key in given:
            continue
        if key in found.leaves and not any(parts.indices for _, parts in found.leaves[key]):
            made[key] = PlainEntry(Pattern(key.head), NumberOf("number", 0.2 + crc32(key.name.encode()) % 1000 / 1500))
    return made
