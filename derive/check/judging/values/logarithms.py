"""Powers behind a logarithm: ``\\log (1 - p)^{1 - y}`` is the logarithm of a power, ``\\log (x)^2`` the square of a logarithm.

In a likelihood the exponent is what the logarithm brings down; so an exponent with a symbol in it is read inside first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.values import names
from derive.check.reading.syntax import Call, Group, Name, Node, Scripted
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_INSIDE = (Option(True), Option(False, "the power of the logarithm", 1.0))


def of_power(evaluator: Evaluator, node: Scripted) -> Node:
    """The logarithm of a power, if that is what is picked; else the node as it stands."""
    body = node.body
    if not isinstance(body, Call) or body.head.base not in ("log", "ln") or len(body.args) != 1:
        return node
    if node.primes or node.sub or len(node.sup) != 1 or body.head.sup or len(node.sup[0].items) != 1:
        return node
    exponent = node.sup[0].items[0]
    symbols = [one for one in walk(exponent) if isinstance(one, Name)]
    if not symbols or any(names.is_transpose(one) for one in symbols):
        return node
    if not evaluator.chooser.pick(("power of a logarithm", node), _INSIDE):
        return node
    return replace(body, args=(replace(node, body=Group(body.args, span=body.args[0].span)),))
