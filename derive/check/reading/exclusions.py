"""Several values that the letter of a sum leaves out: ``\\sum_{k \\neq i, j}``, ``\\sum_{k \\notin \\{i, j\\}}``.

Input: what stands below a sign.  Output: the same with a relation for each of the values; a bare letter behind such a relation
is one more of them, and no second letter of the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.check.reading.syntax import Group, Name, Node, Relation

_SIGNS = ("!=", "notin")


def one_by_one(under: Sequence[Node]) -> tuple[Node, ...]:
    """What stands below a sign, with one relation for each value that is left out."""
    found: list[Node] = []
    for item in under:
        last = found[-1] if found else None
        if isinstance(item, Name) and isinstance(last, Relation) and last.op == "!=" and _is_letter(last.left):
            found.append(Relation("!=", last.left, item, span=item.span))
        else:
            found.extend(_each(item))
    return tuple(found)


def _each(item: Node) -> Iterator[Node]:
    """A relation for each member of a list."""
    listed = item.right if isinstance(item, Relation) and item.op in _SIGNS and _is_letter(item.left) else None
    if not isinstance(item, Relation) or not isinstance(listed, Group) or not all(map(_is_letter, listed.items)):
        yield item
        return
    yield from (Relation("!=", item.left, one, span=item.span) for one in listed.items)


def _is_letter(node: Node) -> bool:
    return isinstance(node, Name)
