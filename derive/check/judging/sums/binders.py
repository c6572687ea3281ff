"""What signs of sum and product bind, as written: the letters below them and the limits that these are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.reading.syntax import Big, Both, Group, Name, Node, Relation


def binders(node: Big) -> Iterator[str]:
    """The letters that a sum runs over."""
    for item in node.under:
        yield from _bound_by(item)


def _bound_by(item: Node) -> Iterator[str]:
    if isinstance(item, Name):
        yield item.base
    elif isinstance(item, Relation):
        if item.op in ("=", "in", ":"):
            yield from _bound_by(item.left)
        elif isinstance(item.left, Relation):  # 1 <= k <= n
            yield from _bound_by(item.left.right)
        elif item.op in ("!=", "<", ">", "<=", ">=", "notin"):
            yield from _bound_by(item.left)
    elif isinstance(item, Both) and _is_chain(item):  # t >= i > k
        yield from _bound_by(item.items[1])
    elif isinstance(item, Group):
        for inner in item.items:
            yield from _bound_by(inner)


def _is_chain(item: Both) -> bool:
    """Whether two comparisons share their middle."""
    if len(item.items) != 2:
        return False
    first, last = item.items
    return isinstance(first, Relation) and isinstance(last, Relation) and first.right == last.left


def ends(node: Big) -> list[Node]:
    """What the letters of a sum are compared with, and what stands above its sign."""
    return [end for item in node.under for end in _ends(item)] + ([node.upper] if node.upper is not None else [])


def _ends(item: Node) -> Iterator[Node]:
    if isinstance(item, Both):
        for inner in item.items:
            yield from _ends(inner)
    elif isinstance(item, Relation):
        for side in (item.left, item.right):
            yield from _ends(side) if isinstance(side, Relation) else (side,)
