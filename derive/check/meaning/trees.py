"""Walking through surface syntax, and putting nodes in the place of letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from derive.check.reading.syntax import Name, Node, parts

T = TypeVar("T")


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node, those in scripts and tuples included, in reading order."""
    return node.inside


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


def rewrite(node: T, rule: Callable[[Node], Node | None]) -> T:
    """The tree with every node for which ``rule`` has an answer replaced by it, from the outside in."""
    return _rewritten(node, rule)  # type: ignore[no-any-return]


def _rewritten(part: Any, rule: Callable[[Node], Node | None]) -> Any:
    if isinstance(part, tuple):
        new = tuple(_rewritten(inner, rule) for inner in part)
        return part if all(a is b for a, b in zip(part, new, strict=True)) else new
    if not isinstance(part, Node):
        return part
    found = rule(part)
    if found is not None:
        return found
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


def put(node: T, letters: Mapping[str, Node]) -> T:
    """The tree with nodes in place of letters (:func:`letter_of`)."""

    def rule(found: Node) -> Node | None:
        letter = letter_of(found)
        return letters.get(letter) if letter is not None else None

    return rewrite(node, rule) if letters else node


_NUMBERED = re.compile(r"[A-Za-z]_\d+")
"""A letter of a sum with a number below it, as one symbol."""


def letter_of(node: Node) -> str | None:
    """The letter, with its primes and a plain subscript, if a node can be an index letter: ``j``, ``j'``, ``i_1``."""
    if not isinstance(node, Name) or node.accents or node.sup:
        return None
    plain = node.base.rstrip("'")  # a sum's letter keeps its primes in the base
    if not (len(plain) == 1 and plain.isalpha()) and plain not in GREEK_INDICES and not _NUMBERED.fullmatch(plain):
        return None
    below = ",".join(script.raw for script in node.sub)
    if len(node.sub) > 1 or (below and not below.isalnum()):
        return None
    return node.base + "'" * node.primes + (f"_{below}" if below else "")


GREEK_INDICES = frozenset({"alpha", "beta", "mu", "nu", "tau", "ell", "rho", "xi"})
"""Greek letters that are used as indices, too."""
