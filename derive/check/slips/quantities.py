"""Slips of taking one quantity for another: a for z, x for x-hat, y for its prediction; also under a derivative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.slips.context import Context, plain_name
from derive.check.slips.edit import Change, Edit, say
from derive.check.slips.tree import children, is_head, walk, with_items

_NEAR = {
    "a": "zhx",
    "z": "ahnx",
    "x": "ahz",
    "h": "azs",
    "y": "tpa",
    "t": "y",
    "p": "y",
    "o": "zh",
    "W": "VU",
    "U": "W",
    "V": "WU",
}
"""Letters that are often taken for each other."""


def quantity(node: Node, context: Context) -> Iterator[Change]:
    """Another symbol of the line or the text with the scripts of this one; a hat lost or added."""
    if isinstance(node, Name):
        for new, cost in others(node, context):
            yield Change(new, say("{} stands for {}", node, new), cost)


def heads(root: Node, name: Name, context: Context) -> Iterator[Edit]:
    """Other symbols in the place of a function's name, which no other slip touches."""
    for path, node in walk(root):
        for step, child in children(node):
            if child == name and is_head(node, step, child):
                for new, cost in others(name, context):
                    change = Change(new, say("{} stands for {}", name, new), cost)
                    yield Edit("quantity", (*path, step), name.span, change)


def others(name: Name, context: Context) -> Iterator[tuple[Name, float]]:
    """What a symbol may have been taken for, with the cost of it."""
    seen = {name}
    for accents in (name.accents[:-1],) if name.accents else (("hat",), ("tilde",), ("bar",)):
        new = replace(name, accents=accents)
        if any(plain_name(other) == plain_name(new) for other in context.names):
            seen.add(new)
            yield new, 1.2
    for other in context.names:
        if plain_name(other) != plain_name(name) and not _is_operator(other):
            same = replace(name, base=other.base, accents=other.accents, style=other.style)
            for new in (same, replace(other, sub=name.sub), other, *_fewer(name, other)):
                if new not in seen:
                    seen.add(new)
                    yield (
                        new,
                        1.6 if other.base in _NEAR.get(name.base, "") else 2.4,
                    )


def _fewer(name: Name, other: Name) -> Iterator[Name]:
    """A symbol with one index that this one has: ``b_j`` for ``w_{jk}``."""
    if len(name.sub) == 1 and len(other.sub) == 1 and len(other.sub[0].items) == 1 < len(name.sub[0].items):
        for item in name.sub[0].items:
            yield replace(other, sub=(with_items(other.sub[0], (item,)),))


def _is_operator(name: Name) -> bool:
    return name.primes > 0 or name.base in ("e", "log", "exp", "diag")


def variable(node: Node, context: Context) -> Iterator[Change]:
    """Another quantity above or below in a derivative."""
    if isinstance(node, Derivative) and (not node.operator or node.mark != "nabla"):
        for number, by in enumerate(node.by):
            if isinstance(by, Name):
                for new, cost in others(by, context):
                    if new == node.of:
                        continue
                    changed = replace(node, by=tuple(new if n == number else b for n, b in enumerate(node.by)))
                    yield Change(changed, say("The derivative is by the wrong variable, {}", by), cost)
        if isinstance(node.of, Name):
            for new, cost in others(node.of, context):
                if new in node.by:
                    continue
                changed = replace(node, of=new)
                yield Change(changed, say("The derivative is of the wrong quantity, {}", node.of), cost)
