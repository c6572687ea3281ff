"""Rows that speak of several layers at once: ``for l \\in \\{3, 10, 17\\}`` makes one claim for each of them.

Input: a document.  Output: the same document, in which such rows claim their formula once with every number in the place of the
letter.  A range that stands beside a formula is that row's; one that stands alone holds for the rows below it, until another
range for the same letter comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Big, Dots, Group, Name, Node, Number, Relation, Script, Sum
from derive.check.reading.tree import rewrite, walk

MOST = 8
"""So many members of a family are judged: the first ones, the last one, and some between."""
_LABELS = (0, 1)
"""What ``y \\in \\{0, 1\\}`` says: y is a label there, and no layer."""
Ranges = Mapping[str, tuple[int, ...]]


def one_by_one(document: Document) -> Document:
    """The document with a claim for each layer where a row speaks of a set of layers."""
    stated = [dict(_stated(row)) for row in document.rows]
    if not any(numbers for found in stated for numbers in found.values()):
        return document
    rows: list[Row] = []
    standing: dict[str, tuple[int, ...]] = {}
    for at, row in enumerate(document.rows):
        if not _claims_something(row):
            if not _is_continued(document.rows, at):
                standing |= stated[at]
            rows.append(row)
            continue
        own = stated[at] | _below(document.rows, stated, at)
        rows.append(_spread(row, {**standing, **own}))
    return replace(document, rows=tuple(rows))


def _claims_something(row: Row) -> bool:
    return any(claim.relation != "in" for claim in row.claims)


def _is_continued(rows: tuple[Row, ...], at: int) -> bool:
    """Whether a row without a claim goes on with the ranges of a formula above it in the same display."""
    return any(row.block == rows[at].block and _claims_something(row) for row in rows[max(0, at - 4) : at])


def _below(rows: tuple[Row, ...], stated: list[dict[str, tuple[int, ...]]], at: int) -> dict[str, tuple[int, ...]]:
    """The ranges that stand in the rows below a formula."""
    found: dict[str, tuple[int, ...]] = {}
    for row, ranges in zip(rows[at + 1 :], stated[at + 1 :], strict=True):
        if row.block != rows[at].block or _claims_something(row):
            break
        found |= ranges
    return found


def _stated(row: Row) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Letters with the numbers that they stand for; none for a range that holds no numbers."""
    members = [Relation("in", claim.left, claim.right) for claim in row.claims if claim.relation == "in"]
    for node in (*members, *row.conditions):
        if not isinstance(node, Relation) or not isinstance(node.left, Name) or len(node.left.base) != 1:
            continue
        if node.op == "in" or (node.op == "=" and node.left.base == "l"):
            numbers = _numbers(node.right) if isinstance(node.right, Group) else ()
            yield node.left.base, () if numbers == _LABELS else numbers


def _numbers(group: Group) -> tuple[int, ...]:
    """``3, 10, ..., 80``; nothing if something else is among them."""
    found: list[int] = []
    items = list(group.items)
    for at, item in enumerate(items):
        if isinstance(item, Number) and item.text.isdigit():
            found.append(int(item.text))
        elif isinstance(item, Dots) and found and at + 1 < len(items) and isinstance(items[at + 1], Number):
            end = items[at + 1]
            last = int(end.text) if isinstance(end, Number) and end.text.isdigit() else found[-1]
            step = found[-1] - found[-2] if len(found) > 1 else 1
            found.extend(range(found[-1] + step, last, step) if step and abs(last - found[-1]) < 10_000 else ())
        else:
            return ()
    return tuple(found)


def _spread(row: Row, ranges: Ranges) -> Row:
    """The row with every claim made once for each member."""
    claims: list[Claim] = list(row.claims)
    for letter, numbers in ranges.items():
        if numbers and any(_stands_above(letter, claim) for claim in claims):
            claims = [_at(claim, letter, number) for claim in claims for number in _some(numbers)]
    return row if len(claims) == len(row.claims) and claims == list(row.claims) else replace(row, claims=tuple(claims))


def _some(numbers: tuple[int, ...]) -> Iterable[int]:
    if len(numbers) <= MOST:
        return numbers
    middle = numbers[2:-1]
    step = -(-len(middle) // (MOST - 3))
    return (*numbers[:2], *middle[::step], numbers[-1])


def _stands_above(letter: str, claim: Claim) -> bool:
    """Whether a letter is free, and stands in some superscript: then it may be a layer."""
    sides = [side for side in (claim.left, claim.right, claim.head) if side is not None]
    if any(isinstance(node, Big) and any(_is_letter(inner, letter) for item in node.under for inner in walk(item))
           for side in sides for node in walk(side)):  # fmt: skip
        return False
    scripts = [script for side in sides for node in walk(side) if isinstance(node, Name) for script in node.sup]
    return any(_is_letter(node, letter) for script in scripts for node in walk(script))


def _is_letter(node: Node, letter: str) -> bool:
    return isinstance(node, Name) and node.base == letter and not (node.sub or node.sup or node.accents or node.primes)


def _at(claim: Claim, letter: str, number: int) -> Claim:
    def rule(node: Node) -> Node | None:
        if isinstance(node, Script) and any(_is_letter(item, letter) for item in node.items):
            items = tuple(rewrite(item, rule) for item in node.items)
            return replace(node, items=items, raw=",".join(i.text if isinstance(i, Number) else "" for i in items))
        return Number(str(number), span=node.span) if _is_letter(node, letter) else None

    left, right, head = (side and _folded(rewrite(side, rule)) for side in (claim.left, claim.right, claim.head))
    assert left is not None
    assert right is not None
    return replace(claim, left=left, right=right, head=head)


def _folded(node: Node) -> Node:
    """Sums of whole numbers in scripts as one number: ``y^{3-1}`` is ``y^{2}``."""

    def rule(inner: Node) -> Node | None:
        if not isinstance(inner, Script):
            return None
        items = tuple(_sum(rewrite(item, rule)) for item in inner.items)
        if all(new is old for new, old in zip(items, inner.items, strict=True)):
            return inner
        return replace(inner, items=items, raw=",".join(i.text if isinstance(i, Number) else "" for i in items))

    return rewrite(node, rule)


def _sum(node: Node) -> Node:
    if isinstance(node, Sum) and all(isinstance(term, Number) and term.text.isdigit() for _, term in node.terms):
        total = sum(sign * int(term.text) for sign, term in node.terms if isinstance(term, Number))
        return Number(str(total), span=node.span) if total >= 0 else node
    return node
