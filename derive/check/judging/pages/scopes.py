"""How far a sum reaches where an author leaves the brackets out: ``J = \\sum_i y_i \\log a_i + (1 - y_i) \\log(1 - a_i)``.

A sum ends at the next plus or minus.  Where the left side does not have the sum's own letter, a later term with it makes
no sense on its own: there the sum goes on, up to the end of the bracket if it stands in one.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Big, Group, Name, Node, Product, Relation, Sum
from derive.check.reading.tree import rewrite, walk

WORDS = "the sum goes on over the terms after it"


def reaching(document: Document) -> tuple[Document, frozenset[int]]:
    """The document with such sums read as they are meant, and the numbers of the rows that have one."""
    rows = [_row(row) for row in document.rows]
    changed = frozenset(row.number for row, old in zip(rows, document.rows, strict=True) if row is not old)
    return (replace(document, rows=tuple(rows)) if changed else document), changed


def _row(row: Row) -> Row:
    claims = tuple(_claim(claim) for claim in row.claims)
    return row if all(a is b for a, b in zip(claims, row.claims, strict=True)) else replace(row, claims=claims)


def _claim(claim: Claim) -> Claim:
    if claim.relation not in ("=", ":="):
        return claim
    outside = _free(claim.head or claim.left)
    right = rewrite(claim.right, lambda node: _in_brackets(node, outside))
    right = _extended(right, outside) if isinstance(right, Sum) else right
    return claim if right is claim.right else replace(claim, right=right)


def _in_brackets(node: Node, outside: frozenset[str]) -> Node | None:
    """A bracket around nothing but terms, with its sum as it is meant; what stands behind a sign of summation stays."""
    if isinstance(node, Big):
        return node
    if not isinstance(node, Group) or len(node.items) != 1 or not isinstance(node.items[0], Sum):
        return None
    longer = _extended(node.items[0], outside)
    return None if longer is node.items[0] else replace(node, items=(longer,))


def _extended(node: Sum, outside: frozenset[str]) -> Node:
    for at, (sign, term) in enumerate(node.terms[:-1]):
        big = _last(term)
        letters = _bound(big) - outside if big is not None else frozenset()
        later = [k for k in range(at + 1, len(node.terms)) if letters & _free(node.terms[k][1])]
        if big is None or not later or later[0] != at + 1:
            continue
        end = later[-1] + 1
        body = Sum(((1, big.body), *node.terms[at + 1 : end]), span=(big.body.span[0], node.terms[end - 1][1].span[1]))
        longer = _with_last(term, replace(big, body=Group((body,), span=body.span)))
        terms = (*node.terms[:at], (sign, longer), *node.terms[end:])
        return longer if len(terms) == 1 and sign > 0 else replace(node, terms=terms)
    return node


def _last(term: Node) -> Big | None:
    """The sum that a term is, or ends with."""
    if isinstance(term, Product):
        return _last(term.factors[-1][1])
    if isinstance(term, Big) and term.kind == "sum":
        inner = _last(term.body)
        return term if inner is None else None  # sums of sums: which of them goes on is not clear
    return None


def _with_last(term: Node, big: Big) -> Node:
    if isinstance(term, Product):
        *first, (sign, last) = term.factors
        return replace(term, factors=(*first, (sign, _with_last(last, big))))
    return big


def _bound(big: Big) -> frozenset[str]:
    names = [item.left if isinstance(item, Relation) else item for item in big.under]
    return frozenset(name.base for name in names if isinstance(name, Name) and not name.sub)


def _free(node: Node) -> frozenset[str]:
    """The letters in the scripts of a term, less those that its own sums bind."""
    bound = {letter for inner in walk(node) if isinstance(inner, Big) for letter in _bound(inner)}
    return _letters(node) - bound


def _letters(node: Node) -> frozenset[str]:
    scripts = [script for name in walk(node) if isinstance(name, Name) for script in (*name.sub, *name.sup)]
    return frozenset(n.base for script in scripts for item in script.items for n in walk(item) if isinstance(n, Name))
