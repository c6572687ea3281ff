"""Syntax trees as data: every place in a tree, and the tree with another piece at that place.

A place is a path: one step for each level, a field's name and the positions inside that field's tuples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from derive.check.reading.syntax import Name, Node, Number, Script, Scripted

Step = tuple[str, tuple[int, ...]]
Path = tuple[Step, ...]


def children(node: Node) -> Iterator[tuple[Step, Node]]:
    """The pieces directly below a node, each with the step that leads there."""
    for field in fields(node):
        if field.name != "span":
            yield from ((((field.name, where)), found) for where, found in _nodes(getattr(node, field.name), ()))


def _nodes(value: Any, where: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Node]]:
    if isinstance(value, Node):
        yield where, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _nodes(item, (*where, number))


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """All pieces of a tree that stand for a value, from the outside in.

    Scripts are left out, for their letters are indices, layers and times; an exponent that is an expression is not.
    """
    yield path, node
    for step, child in children(node):
        if not isinstance(child, Script):
            yield from walk(child, (*path, step))
        elif _is_exponent(node, step, child):
            for inner, item in children(child):
                yield from walk(item, (*path, step, inner))


def _is_exponent(node: Node, step: Step, script: Script) -> bool:
    """Whether a script is an exponent to be read as an expression: that of ``e``, or of a bracket."""
    if step[0] != "sup" or script.bracket or len(script.items) != 1 or isinstance(script.items[0], (Number,)):
        return False
    return (isinstance(node, Name) and node.base in ("e", "exp")) or isinstance(node, Scripted)


def put(node: Node, path: Path, new: Node) -> Node:
    """The tree with another piece at a place."""
    if not path:
        return new
    step, *rest = path
    return _with_child(node, step, put(at(node, (step,)), tuple(rest), new))


def at(node: Node, path: Path) -> Node:
    """The piece at a place."""
    found: Any = node
    for name, where in path:
        found = getattr(found, name)
        for number in where:
            found = found[number]
    return found


def _with_child(node: Node, step: Step, new: Node) -> Node:
    name, where = step
    changed = replace(node, **{name: _with_item(getattr(node, name), where, new)})
    return with_items(changed, changed.items) if isinstance(changed, Script) else changed


def _with_item(value: Any, where: tuple[int, ...], new: Node) -> Any:
    if not where:
        return new
    return tuple(_with_item(item, where[1:], new) if number == where[0] else item for number, item in enumerate(value))


def with_items(script: Script, items: tuple[Node, ...]) -> Script:
    """A script that holds other items; its raw text follows."""
    from derive.check.reading.printer import latex

    between = "," if "," in script.raw else ""
    return replace(script, items=items, raw=between.join("".join(latex(item).split()) for item in items))


def names(node: Node) -> Iterator[Name]:
    """All names that stand for values in a tree, from left to right."""
    yield from (found for _, found in walk(node) if isinstance(found, Name))


def plain(node: Node) -> Node:
    """A name without scripts and primes, to compare letters by."""
    return replace(node, primes=0, sub=(), sup=()) if isinstance(node, Name) else node
