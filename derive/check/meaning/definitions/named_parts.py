"""Names that a text gives to parts of what it has defined: ``h = (x W + b) \\odot \\sigma(x V)``, "write ``a = x W + b``".

A gradient by a asks for h through a: each definition is written with the names that others give to its parts.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Product
from derive.check.reading.tree import rewrite, walk


def through_names(found: Findings) -> None:
    """Write the definitions of a text with the names of their parts, the largest parts first."""
    parts = sorted(filter(_names_part, found.definitions.values()), key=lambda one: -_count(one.right))
    for part in parts:
        for key, whole in found.definitions.items():
            if key != part.sorted.key and not whole.abbreviation and not _reads(found, part, key):
                right = rewrite(whole.right, lambda node, part=part: _named(node, part))  # type: ignore[misc]
                if not isinstance(right, Name):  # the same again under another name is no part
                    found.definitions[key] = replace(whole, right=right)


def _names_part(one: Definition) -> bool:
    """Whether a definition is one of a value, made of several symbols."""
    derived = any(isinstance(node, Derivative) for node in walk(one.right))
    return (
        not (one.abbreviation or one.hidden or one.shifted or one.arguments or derived) and len(set(symbols_in(one.right))) > 1
    )


def _count(node: Node) -> int:
    return sum(1 for _ in walk(node))


def _named(node: Node, part: Definition) -> Node | None:
    """The name for a part, in brackets if the part was: these may hold the argument of a function."""
    if (isinstance(node, Group) and node.items == (part.right,)) or (isinstance(node, Call) and node.args == (part.right,)):
        return replace(node, items=(part.name,)) if isinstance(node, Group) else replace(node, args=(part.name,))
    if isinstance(node, Product) and node != part.right and (factors := _factors(node, part)) != node.factors:
        return replace(node, factors=factors)
    return part.name if node == part.right else None


def _factors(whole: Product, part: Definition) -> tuple[tuple[str, Node], ...]:
    """The factors of a product with the name in place of a function and its argument, ``\\sigma(x V)``."""
    found = list(whole.factors)
    call = [(sign, one) for sign, one in part.right.factors] if isinstance(part.right, Product) else []
    if len(call) == 2 and call[1][0] == "" and isinstance(call[1][1], Group):
        for at in range(len(found) - 1, 0, -1):
            if found[at] == call[1] and found[at - 1][1] == call[0][1]:
                found[at - 1 : at + 1] = [(found[at - 1][0], part.name)]
    return tuple(found)


def _reads(found: Findings, part: Definition, key: Key) -> bool:
    """Whether a part is computed from the whole (nothing may be computed from itself)."""
    seen: set[Key] = set()
    todo = [part.sorted.key]
    while todo:
        one = found.definitions.get(todo.pop())
        for name in symbols_in(one.right) if one is not None else ():
            other = found.key(found.sorter.split(name))
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return key in seen
