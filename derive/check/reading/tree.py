"""Walking over trees of surface syntax, and putting other nodes in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import is_
from typing import Any, TypeVar

from derive.check.reading.syntax import Name, Node, Number, Script, Scripted, parts

T = TypeVar("T")


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in reading order."""
    return node.inside


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    return iter(node.everything)


def depth(node: Node) -> int:
    """The number of levels of a tree."""
    deepest, stack = 0, [(node, 1)]
    while stack:
        here, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in children(here))
    return deepest


def mentions(node: Node, variables: tuple[Node, ...]) -> bool:
    """Whether one of the variables occurs in an expression, scripts aside."""
    wanted = (
        {(v.base, v.style) for variable in variables for v in walk(variable) if isinstance(v, Name)} if variables else set()
    )
    first = {(v.base, v.style) for v in variables if isinstance(v, Name)} or wanted
    return any(isinstance(n, Name) and (n.base, n.style) in first for n in walk(node))


def occurs(inner: Node, outer: Node) -> bool:
    """Whether an expression stands in another."""
    return inner == outer or any(occurs(inner, child) for child in children(outer))


def rewrite(node: T, rule: Callable[[Node], Node | None]) -> T:
    """The tree with every node for which ``rule`` has an answer replaced by it, from the outside in."""
    return _rewritten(node, rule) if isinstance(node, (Node, tuple)) else node  # type: ignore[no-any-return]


def _rewritten(part: Any, rule: Callable[[Node], Node | None]) -> Any:
    if isinstance(part, tuple):
        new = tuple([_rewritten(inner, rule) if isinstance(inner, (Node, tuple)) else inner for inner in part])
        return part if all(map(is_, part, new)) else new
    found = rule(part)
    if found is not None:
        return found
    if not part.inside:
        return part
    changed = {}
    for name in parts(type(part)):
        old = getattr(part, name)
        if isinstance(old, (Node, tuple)):
            new = _rewritten(old, rule)
            if new is not old:
                changed[name] = new
    return replace(part, **changed) if changed else part


def rewrite_children(node: T, blank: Node) -> T:
    """The node with every node directly inside it replaced by the same blank."""
    return rewrite(node, lambda inner: None if inner is node else blank)


def without_power(node: Node) -> tuple[Node, int]:
    """A node without a last superscript that is a number, and that number; zero if there is none."""
    if isinstance(node, Name | Scripted) and node.sup:
        power = _number(node.sup[-1])
        if power:
            return replace(node, sup=node.sup[:-1]), power
    return node, 0


def _number(script: Script) -> int:
    item = script.items[0] if len(script.items) == 1 and not script.bracket else None
    return int(item.text) if isinstance(item, Number) and item.text.isdigit() and len(item.text) == 1 else 0
