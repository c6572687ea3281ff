"""Letters that a text uses as indices alone: the ``\\ell`` of ``z^{(\\ell)}`` is not the cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Name, Node, Script


def mere_indices(rows: Iterable[Row]) -> frozenset[Head]:
    """The symbols that stand below or above others, and nowhere by themselves."""
    found: dict[bool, set[Head]] = {False: set(), True: set()}
    for row in rows:
        for side in row.sides:
            for name, within in _places(side, False):
                found[within].add(head(name))
    return frozenset(found[True] - found[False])


def paired_indices(rows: Iterable[Row]) -> frozenset[Head]:
    """The letters that stand below others beside another letter, and nowhere else without scripts: the d of ``A_{cd}``, also
    beside a ``d_k``."""
    bare: Counter[Head] = Counter()
    paired: Counter[Head] = Counter()
    for name in (node for node in nodes(rows) if isinstance(node, Name)):
        if not (name.sub or name.sup):
            bare[head(name)] += 1
        letters = [item for script in name.sub for item in script.items if isinstance(item, Name) and not item.sub]
        paired.update(map(head, letters if len(letters) > 1 else ()))
    return frozenset(letter for letter, times in paired.items() if times == bare[letter])


def _places(node: Node, within: bool) -> Iterator[tuple[Name, bool]]:
    """All symbols, and whether each stands in a script or in the limits of a sum."""
    if isinstance(node, Name):
        yield node, within
    limits = (*node.under, node.upper) if isinstance(node, Big) else ()
    for inner in node.inside:
        yield from _places(inner, within or isinstance(inner, Script) or inner in limits)
