"""Functions with a word below them, ``g_{\\mathrm{act}}(z)`` beside ``g_{\\mathrm{loss}}(z, y)``: each one of its own.

A word below a letter that stands before a bracket tells functions apart; it counts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.rows import Claim, Document, Row, nodes
from derive.check.reading.syntax import Group, Name, Node, Product, Words
from derive.check.reading.tree import rewrite

_LETTERS = frozenset({"f", "g", "h", "phi", "psi", "varphi", "rho", "ell", "L", "a"})
Label = tuple[str, str]


def told_apart(document: Document, declarations: Declarations | None) -> Document:
    """The document with such functions as symbols of their own (those that are declared stay as they are)."""
    declared = {label for one in (declarations.entries if declarations else ()) if (label := _label(one.name))}
    called = {label for row in document.rows for label in _called(row)} - declared
    if not called:
        return document

    def rule(node: Node) -> Node | None:
        label = _label(node)
        if label not in called or not isinstance(node, Name):
            return None
        return replace(node, base=f"{label[0]}_{label[1]}", sub=())

    return document.mapped(lambda row: _row(row, rule))


def _row(row: Row, rule: Callable[[Node], Node | None]) -> Row:
    def put(node: Node) -> Node:
        return rewrite(node, rule)

    def claimed(claim: Claim) -> Claim:
        head = put(claim.head) if claim.head is not None else None
        return replace(claim, left=put(claim.left), right=put(claim.right), head=head)

    claims = tuple(map(claimed, row.claims))
    return replace(row, claims=claims, expressions=tuple(put(node) for node in row.expressions))


def _called(row: Row) -> Iterator[Label]:
    for node in nodes([row]):
        if not isinstance(node, Product):
            continue
        for (_, factor), (sign, after) in zip(node.factors, node.factors[1:], strict=False):
            if sign == "" and isinstance(after, Group) and after.open == "(" and (label := _label(factor)) is not None:
                yield label


def _label(node: Node) -> Label | None:
    """The letter and the word below it, if that is all that stands there."""
    if not isinstance(node, Name) or node.base not in _LETTERS or node.sup or len(node.sub) != 1:
        return None
    (script,) = node.sub
    word = script.items[0] if len(script.items) == 1 else None
    return (node.base, word.text) if isinstance(word, Words) and len(word.text) > 1 else None
