"""Functions of a text that read other quantities, ``f_a(x) = a^T x``: they are written out where they are called.

``h_\\theta(x^{(i)})`` is what stands on the right side with ``x^{(i)}`` in the place of x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.problems import Unknown
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.symbols import Part, whole
from derive.check.reading.syntax import Group, Name, Node, Scripted
from derive.check.reading.tree import rewrite

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def written_out(evaluator: Evaluator, name: Name, args: Sequence[Node]) -> Node | None:
    """What a call of such a function stands for; None for other names.

    Raises:
        Unknown: the argument is a whole table: the right side speaks of one row of it.
    """
    if len(args) > 1:
        return _of_entries(evaluator, name, args)
    made = evaluator.symbols.written.get(head(name))
    if made is None or len(args) != 1 or name.primes or (name.sub and name.sub != made.name.sub):
        return None
    argument = args[0].items[0] if isinstance(args[0], Group) and len(args[0].items) == 1 else args[0]
    part = whole(evaluator.symbols.lookup(argument)) if isinstance(argument, Name) else None
    if isinstance(part, Part) and part.indices.count(None) > 1:
        raise Unknown(f"{name.base} is defined for one example, and stands here with a whole table", name.span)
    body = rewrite(made.right, lambda node: _put(node, made.parameter, argument))
    bracket = Group((body,), span=name.span)
    return Scripted(bracket, sup=name.sup, span=name.span) if name.sup else bracket


def _of_entries(evaluator: Evaluator, name: Name, args: Sequence[Node]) -> Node | None:
    """``L(a_i, y_i)`` after ``L(a, y) = ...``: the right side with these entries; None if the very same stands in brackets."""
    made = evaluator.symbols.of_several.get(head(name))
    if made is None or name != made.name or len(args) != len(made.arguments):
        return None
    put = dict(zip(made.arguments, args, strict=True))
    alike = [isinstance(arg, Name) and replace(arg, sub=one.sub, sup=one.sup) == one for one, arg in put.items()]
    if not all(alike) or tuple(args) == made.arguments:
        return None
    return Group((rewrite(made.right, lambda node: put.get(node) if isinstance(node, Name) else None),), span=name.span)


def _put(node: Node, parameter: Name, argument: Node) -> Node | None:
    """The argument with the scripts of the parameter in whose place it stands."""
    if not isinstance(node, Name) or replace(node, sub=(), sup=(), primes=0) != replace(parameter, sub=(), sup=(), primes=0):
        return None
    if not (node.sub or node.sup or node.primes):
        return argument if isinstance(argument, Name) else Group((argument,), span=argument.span)
    if isinstance(argument, Name):
        return replace(argument, sub=argument.sub + node.sub, sup=argument.sup + node.sup, primes=argument.primes + node.primes)
    return Scripted(Group((argument,)), node.primes, node.sub, node.sup, span=argument.span)
