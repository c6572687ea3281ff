"""Chains of equations become claims and conditions; a chain without left side continues the one above it."""

from __future__ import annotations

from derive.check.reading.content import Chain, Content, Piece
from derive.check.reading.formula import shallow
from derive.check.reading.grammar import Parser
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Both, Dots, Group, Name, Node, Relation

_DEFINING = (":=", "<-")


def add_condition(piece: Piece, content: Content, p: Parser) -> None:
    """``i, j = 1, \\dots, n``: a condition for each left side."""
    span = p.span(piece.first)
    for left in piece.lefts or [Name("", span=span)]:
        nodes = [left, *piece.sides]
        links = [Relation(op, a, b, span=span) for op, a, b in zip(piece.operators, nodes, nodes[1:], strict=False)]
        node: Node = links[0] if len(links) == 1 else Both(tuple(links), span=span)
        content.conditions.append(shallow(node))


def add_claims(piece: Piece, content: Content, memory: dict[int, Chain], p: Parser) -> None:
    """The equations of a chain, and what the next row may continue.

    Raises:
        ReadError: it continues a chain that is not there.
    """
    lefts, inherited = _lefts(piece, content), not piece.lefts
    first = not content.claims
    chain = memory.get(piece.pair) or (memory.get(0) if piece.pair == 0 else None)
    if inherited and (chain is None or chain.head is None):
        reason = "this row continues one that is not there" if chain is None else "the row that this continues cannot be read"
        raise p.refuse(reason, piece.first)
    for left in lefts or ([chain.last or chain.head] if chain and chain.head else []):
        head = chain.head if inherited and chain else left
        _add_links(piece, content, left, head, inherited)
    last = [node for node, op in zip(piece.sides, piece.operators, strict=True) if op not in ("in", "->", ":")]
    head = chain.head if inherited and chain else lefts[-1]
    memory[piece.pair] = Chain(head, last[-1] if last else head)
    if first and (not inherited or memory.get(0) is chain):  # a & b &= c: the first columns go on from here
        memory[0] = memory[piece.pair]


def _lefts(piece: Piece, content: Content) -> list[Node]:
    """The left sides that share the right one; of a list before an equation the last one alone."""
    side = piece.sides[0]
    if all(op == "in" for op in piece.operators) or (isinstance(side, Group) and side.open == ""):
        return piece.lefts
    content.expressions.extend(piece.lefts[:-1])
    return piece.lefts[-1:]


def _add_links(piece: Piece, content: Content, left: Node, head: Node | None, inherited: bool) -> None:
    """The equations of a chain; a membership at its end is a condition."""
    for number, (relation, side) in enumerate(zip(piece.operators, piece.sides, strict=True)):
        span = (min(left.span[0], side.span[0]), side.span[1])
        if relation in ("in", "notin") and (number or inherited):
            content.conditions.append(Relation(relation, left, side, span=span))
            continue
        if isinstance(side, Dots) and len(piece.sides) > 1:  # steps left out: what follows goes on with what is before them
            continue
        if relation == "=:":  # what stands before it gets a name
            content.claims.append(Claim(shallow(side), ":=", shallow(left)))
            continue
        follows = inherited and number == 0
        start = head if follows and relation in _DEFINING and head is not None else left
        claim = Claim(shallow(start), relation, shallow(side), follows, head if inherited or number else None)
        content.claims.append(claim)
        left = left if relation in ("in", "notin") else side  # A in R^{m x n} = B says A = B
