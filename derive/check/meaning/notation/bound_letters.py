r"""Letters that a sum in a meaning binds, and those of the row that are put into it.

``E_t`` may stand for ``\sum_k y_{t,k} p_{t,k}``, and the row may say ``\sum_k E_k``: the k of the row is none of the sum's.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.judging.sums.binders import binders
from derive.check.meaning.trees import letter_of, put
from derive.check.reading.syntax import Big, Name, Node
from derive.check.reading.tree import rewrite, walk


def kept_apart(node: Node, given: Iterable[Node]) -> Node:
    """A formula whose sums run over other letters than those of what is put into it."""
    used = {letter for each in given for inner in walk(each) if (letter := letter_of(inner)) is not None}

    def renamed(found: Node) -> Node | None:
        if not isinstance(found, Big):
            return None
        taken = used & set(binders(found))
        return rewrite(put(found, {letter: Name(f"{letter}'") for letter in taken}), renamed) if taken else None

    return rewrite(node, renamed) if used else node
