"""Syntax trees as data: every place in a tree, and the tree with another piece at that place.

A place is a path: one step for each level, a field's name and the positions inside that field's tuples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from derive.check.reading.syntax import (
    Big,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Script,
    Scripted,
    Sum,
    Transposed,
    parts,
)

Step = tuple[str, tuple[int, ...]]
Path = tuple[Step, ...]


def children(node: Node) -> tuple[tuple[Step, Node], ...]:
    """The pieces directly below a node, each with the step that leads there."""
    return tuple(((name, where), found) for name in parts(type(node)) for where, found in _nodes(getattr(node, name), ()))


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
        if isinstance(child, Script):
            if _is_exponent(node, step, child):
                for inner, item in children(child):
                    yield from walk(item, (*path, step, inner))
        elif not (step[0] in _NO_VALUES and not isinstance(node, Fraction)) and not is_head(node, step, child):
            yield from walk(child, (*path, step))


_NO_VALUES = frozenset({"under", "upper", "condition", "conditions", "head", "where", "degree"})
"""Fields that hold indices, limits, statements and names of functions (``under`` of a fraction is let through below)."""


def is_head(node: Node, step: Step, child: Node) -> bool:
    """Whether a factor is the name of a function in front of its argument: ``\\sigma`` of ``\\sigma(z)``."""
    if not (isinstance(node, Product) and isinstance(child, Name) and step[1][0] + 1 < len(node.factors)):
        return False
    mark, follows = node.factors[step[1][0] + 1]
    if child.base == "d" and mark == "" and isinstance(follows, Name):
        return True  # dX: a gradient, in two letters
    return mark == "" and isinstance(follows, Group) and looks_like_function(child)


FUNCTION_LETTERS = frozenset({"f", "g", "phi", "varphi", "sigma", "psi", "Sigma", "sigm", "softmax", "relu", "tanh"})


def looks_like_function(name: Name, functions: frozenset[str] = frozenset()) -> bool:
    """Whether a letter in front of a bracket is more likely a function than a factor."""
    return name.primes > 0 or name.base in FUNCTION_LETTERS or name.base in functions


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
    if type(new) is not type(at(node, (step,))) and _needs_brackets(node, name, new):
        new = Group((new,), span=new.span)
    if isinstance(node, Product) and isinstance(new, Product):
        return _spliced(node, where[0], new)
    changed = replace(node, **{name: _with_item(getattr(node, name), where, new)})
    return with_items(changed, changed.items) if isinstance(changed, Script) else changed


def _needs_brackets(node: Node, name: str, new: Node) -> bool:
    """Whether a piece of another kind than what stood there needs brackets in its new place."""
    if isinstance(node, (Product, Big)):
        return isinstance(new, Sum)
    return isinstance(node, (Scripted, Transposed)) and name == "body" and not isinstance(new, (Name, Group, Scripted))


def _spliced(product: Product, number: int, new: Product) -> Product:
    """A product with factors in the place of one factor."""
    mark = product.factors[number][0]
    inner = ((mark, new.factors[0][1]), *new.factors[1:])
    return replace(product, factors=(*product.factors[:number], *inner, *product.factors[number + 1 :]))


def _with_item(value: Any, where: tuple[int, ...], new: Node) -> Any:
    if not where:
        return new
    return tuple(_with_item(item, where[1:], new) if number == where[0] else item for number, item in enumerate(value))


def with_items(script: Script, items: tuple[Node, ...]) -> Script:
    """A script that holds other items; its raw text follows."""
    from derive.check.reading.printer import latex

    several = len(items) > 1 and not all(isinstance(item, (Name, Number)) for item in items)
    between = "," if "," in script.raw or several else ""
    raw = between.join("".join(latex(item).split()) for item in items)
    return replace(script, items=items, raw=f"{script.bracket[:1]}{raw}{script.bracket[1:]}")


def names(node: Node) -> Iterator[Name]:
    """All names that stand for values in a tree, from left to right."""
    yield from (found for _, found in walk(node) if isinstance(found, Name))


def plain(node: Node) -> Node:
    """A name without scripts and primes, to compare letters by."""
    return replace(node, primes=0, sub=(), sup=()) if isinstance(node, Name) else node


def alike(one: Any, other: Any) -> bool:
    """Whether two trees are the same but for the raw text of scripts, and for brackets around one thing."""
    one, other = _inside(one), _inside(other)
    if isinstance(one, Node):
        if type(one) is not type(other):
            return False
        return all(alike(getattr(one, name), getattr(other, name)) for name in parts(type(one)) if name != "raw")
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def _inside(node: Any) -> Any:
    while isinstance(node, Group) and len(node.items) == 1 and node.open in ("(", "["):
        node = node.items[0]
    return node
