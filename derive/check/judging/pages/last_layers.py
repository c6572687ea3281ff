r"""``\partial C / \partial b^l = a^l - y``: the l of the last layer, in a text that has no other letter for it.

A target belongs to the last layer alone, so that a row with it beside a layer's symbols can hold there only.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.judging.pages.last_steps import letters
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Name, Node, Number
from derive.check.reading.tree import rewrite

_LAST = frozenset({"L", "N", "H", "K", "M"})
"""Letters for the number of layers."""
WORDS = "for the last layer, to which the targets belong"


def at_last(document: Document, row: Row, judge: Judge) -> Row | None:
    """The row with the number of the last layer for its letter, if it has a target beside it; else None."""
    parts = list(_parts(judge, row))
    stacks = [part for part in parts if part.indices and judge.world.quantities[part.quantity].axes[0].kind == "layer"]
    layered = {letter: part.quantity for part in stacks if part.indices[0] and (letter := letter_of(part.indices[0]))}
    if len(layered) != 1 or any(_LAST & set(letters(side)) for other in document.rows for side in other.sides):
        return None
    ((letter, stack),) = layered.items()
    inputs = (part.quantity for part in parts if judge.world.quantities[part.quantity].role == "input")
    if all(judge.world.depends(stack, name) for name in inputs):
        return None
    last = judge.world.quantities[stack].axes[0].first + len(judge.world.instance(1).values[stack]) - 1

    def numbered(node: Node) -> Node | None:
        return Number(str(last), span=node.span) if node == Name(letter, span=node.span) else None

    return row.rewritten(lambda side: rewrite(side, numbered))


def _parts(judge: Judge, row: Row) -> Iterator[Part]:
    """The quantities of which a row speaks, and those by which it names gradients."""
    for name in (node for node in nodes([row]) if isinstance(node, Name)):
        for reading in judge.symbols.lookup(name)[:1]:
            part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
            if isinstance(part, Part):
                yield part
