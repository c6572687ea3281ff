"""Sums over several letters with the limits of all of them: ``\\sum_{i,j=(1,1)}^{(m,n)}``, ``\\sum_{i,j=1}^{m,n}``.

Input: a big operator as it was read.  Output: one operator inside the other, each with one letter and its own limits.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.syntax import Big, Group, Name, Node, Relation


def taken_apart(node: Big) -> Big:
    """The operator, or one for each of its letters if there are as many upper limits."""
    letters, starts = _lower(node.under)
    ends = _listed(node.upper) if node.upper is not None else ()
    if len(ends) < 2 or len(letters) != len(ends) or len(starts) not in (1, len(ends)):
        return node
    found = node
    starts = starts if len(starts) > 1 else starts * len(ends)
    for letter, start, end in reversed(list(zip(letters, starts, ends, strict=True))):
        under = (Relation("=", letter, start, span=letter.span),)
        found = replace(node, under=under, upper=end, body=node.body if found is node else found)
    return found


def _lower(under: tuple[Node, ...]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The letters below a sign, and where they start; nothing where other things stand below, too."""
    *first, last = under or (None,)
    if not isinstance(last, Relation) or last.op != "=":
        return (), ()
    letters = (*filter(None, first), *_listed(last.left))
    return (letters, _listed(last.right)) if all(isinstance(letter, Name) for letter in letters) else ((), ())


def _listed(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Group) and node.open in ("", "(") else (node,)
