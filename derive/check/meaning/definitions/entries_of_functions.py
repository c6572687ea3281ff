"""An index below the name of a function of vectors: ``softmax_k(z)`` is the entry k of ``softmax(z)``."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import is_index, items
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Scripted
from derive.check.reading.tree import rewrite

_KNOWN = frozenset({"softmax", "softmin", "logsoftmax", "log_softmax", "sparsemax"})


def as_entries(document: Document, declarations: Declarations | None) -> Document:
    """The document with such entries written behind the bracket."""
    own = declarations.of_kind("function") if declarations is not None else ()
    names = _KNOWN | {one.name.base for one in own if one.text in _KNOWN and not one.name.sub}
    if declarations is not None:  # phi_i, declared as an entry: what stands in brackets behind it is a factor
        names -= {one.name.base for one in declarations.of_kind("value") if one.name.sub and one.phrase is None}
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _entry(node, names))))


def _entry(node: Node, names: frozenset[str]) -> Node | None:
    if isinstance(node, Call) and _is_indexed(node.head, names):
        return Scripted(replace(node, head=replace(node.head, sub=())), sub=node.head.sub, span=node.span)
    if not isinstance(node, Product):
        return None
    factors = list(node.factors)
    for at, ((sign, head), (joined, inner)) in enumerate(pairwise(factors)):
        if (
            isinstance(head, Name)
            and _is_indexed(head, names)
            and not joined
            and isinstance(inner, Group)
            and inner.open == "("
        ):
            span = (head.span[0], inner.span[1])
            call = Scripted(Call(replace(head, sub=()), inner.items, span=span), sub=head.sub, span=span)
            made = (*factors[:at], (sign, call), *factors[at + 2 :])
            return call if len(made) == 1 else replace(node, factors=made)
    return None


def _is_indexed(head: Name, names: frozenset[str]) -> bool:
    below = items(head.sub)
    return head.base in names and not head.sup and len(below) == 1 and is_index(below[0][0])
