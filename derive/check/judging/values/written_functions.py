"""Functions of a text that read other quantities, ``f_a(x) = a^T x``: they are written out where they are called.

``h_\\theta(x^{(i)})`` is what stands on the right side with ``x^{(i)}`` in the place of x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.meaning.notation.patterns import head
from derive.check.reading.syntax import Group, Name, Node, Scripted
from derive.check.reading.tree import rewrite

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def written_out(evaluator: Evaluator, name: Name, args: Sequence[Node]) -> Node | None:
    """What a call of such a function stands for; None for other names, and for more than one argument."""
    made = evaluator.symbols.written.get(head(name))
    if made is None or len(args) != 1 or name.primes or (name.sub and name.sub != made.name.sub):
        return None
    argument = args[0].items[0] if isinstance(args[0], Group) and len(args[0].items) == 1 else args[0]
    body = rewrite(made.right, lambda node: _put(node, made.parameter, argument))
    whole: Node = Group((body,), span=name.span)
    return Scripted(whole, sup=name.sup, span=name.span) if name.sup else whole


def _put(node: Node, parameter: Name, argument: Node) -> Node | None:
    """The argument with the scripts of the parameter in whose place it stands."""
    if not isinstance(node, Name) or replace(node, sub=(), sup=(), primes=0) != replace(parameter, sub=(), sup=(), primes=0):
        return None
    if not (node.sub or node.sup or node.primes):
        return argument if isinstance(argument, Name) else Group((argument,), span=argument.span)
    if isinstance(argument, Name):
        return replace(argument, sub=argument.sub + node.sub, sup=argument.sup + node.sup, primes=argument.primes + node.primes)
    return Scripted(Group((argument,)), node.primes, node.sub, node.sup, span=argument.span)
