"""Branches of cases that go on with equations of their own: ``a = b`` where i is j, ``c = d`` otherwise.

Such a row claims that its left side is ``a`` or ``c``, and that these are ``b`` and ``d`` under the same conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Both, Cases, Node, Relation


def told_apart(document: Document) -> Document:
    """The document with a claim for every equals sign in the branches."""
    return document.mapped(_row)


def _row(row: Row) -> Row:
    claims = tuple(part for claim in row.claims for part in _parts(claim))
    return replace(row, claims=claims) if len(claims) != len(row.claims) else row


def _parts(claim: Claim) -> Iterator[Claim]:
    cases = claim.right
    chains = [list(_chain(value)) for value, _ in cases.branches] if isinstance(cases, Cases) else []
    longest = max(map(len, chains), default=1)
    if not isinstance(cases, Cases) or longest == 1 or claim.relation not in ("=", ":="):
        yield claim
        return
    head = claim.head if claim.head is not None else claim.left
    before: Node = claim.left
    for step in range(longest):
        values = [chain[min(step, len(chain) - 1)] for chain in chains]
        conditions = [condition for _, condition in cases.branches]
        now = replace(cases, branches=tuple(zip(values, conditions, strict=True)))
        yield replace(claim, right=now) if step == 0 else Claim(before, "=", now, head=head)
        before = now


def _chain(node: Node) -> Iterator[Node]:
    """The expressions of a chain of equations."""
    if isinstance(node, Relation) and node.op == "=":
        yield from _chain(node.left)
        yield from _chain(node.right)
    elif isinstance(node, Both) and all(isinstance(item, Relation) and item.op == "=" for item in node.items):
        first, *rest = node.items
        yield from _chain(first)
        yield from (item.right for item in rest if isinstance(item, Relation))
    else:
        yield node
