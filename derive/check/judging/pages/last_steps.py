r"""``\nabla_{h^{(\tau)}} L = V^T \nabla_{o^{(\tau)}} L``: the tau of the last step, in a text that counts steps by t.

Such a row holds there only: at all other steps the next one adds its part.  A text that has both letters in one formula, or
sums over tau, means any step by it.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.meaning.notation.patterns import items
from derive.check.meaning.symbols import LastOf, Part, Symbols
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Big, Name, Node, Relation
from derive.check.reading.tree import walk

_LETTER = Name("tau")
WORDS = "for tau as the last step: other rows count steps by t"


def conditions(document: Document, row: Row, symbols: Symbols) -> Iterator[tuple[Relation, str]]:
    """That tau is the last step, where a row has it as the step of something."""
    if not _has(row, "tau") or not any(_has(other, "t") for other in document.rows) or _runs(document):
        return
    for name in (node for node in nodes([row]) if isinstance(node, Name)):
        readings = symbols.lookup(name)
        meaning = readings[0].meaning if readings else None
        if isinstance(meaning, Part) and meaning.indices[:1] == (_LETTER,):
            yield Relation("=", _LETTER, LastOf(meaning.quantity)), WORDS
            return


def _runs(document: Document) -> bool:
    """Whether tau stands beside t, or in a sum: then it is any step."""
    for row in document.rows:
        for claim in row.claims:
            if any({"t", "tau"} <= set(letters(side)) for side in claim.sides):
                return True
            bigs = (node for side in claim.sides for node in walk(side) if isinstance(node, Big))
            if any(_LETTER in set(walk(under)) for big in bigs for under in big.under):
                return True
    return False


def _has(row: Row, letter: str) -> bool:
    return any(letter in letters(side) for side in row.sides)


def letters(side: Node) -> Iterator[str]:
    """The letters in the scripts of an expression."""
    for name in (node for node in walk(side) if isinstance(node, Name)):
        for item, _ in (*items(name.sub), *items(name.sup)):
            yield from (letter for inner in walk(item) if (letter := letter_of(inner)) is not None)
