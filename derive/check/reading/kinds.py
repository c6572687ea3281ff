"""What a piece of a row looks like: an index, a condition, a word, a remark in brackets."""

from __future__ import annotations

from typing import TypeGuard

from derive.check.reading.columns import is_operator
from derive.check.reading.content import Content, Piece
from derive.check.reading.grammar import Parser
from derive.check.reading.syntax import Both, Dots, Group, Name, Node, Number, Relation, Sum
from derive.check.reading.tree import walk
from derive.check.reading.vocabulary import word_set

_ORDER = word_set("!= < <= > >= in notin")
_INDEX = frozenset("ijklmnpqrstuvh")


def is_condition(piece: Piece, content: Content, expected: bool) -> bool:
    """Whether a chain restricts or enumerates rather than claims; ``expected`` if words before it say so."""
    lefts, operators, right = piece.lefts, piece.operators, piece.sides[0]
    single = len(operators) == 1 and operators[0] == "="
    simple = single and all(is_index(node) for node in lefts)
    if expected:
        return simple or not content.conditions or not lefts or any(op in _ORDER for op in operators)
    dotted = isinstance(right, Group) and any(isinstance(item, Dots) for item in right.items)
    listed = isinstance(right, Group) and right.open == ""
    if single and (dotted or (simple and listed)) and all(is_index(n) or _is_small(n) for n in lefts):
        return True
    if all(op in ("!=", "notin") for op in operators):
        return True
    if simple and content.claims and len(lefts) == 1 and _is_entry(right) and _counts(lefts[0], right, content):
        return True
    memberships = all(claim.relation == "in" for claim in content.claims)
    if not lefts or memberships or piece.marked:
        return False
    if all(op in _ORDER for op in operators):
        return True
    return simple and (listed or is_index(right) or isinstance(right, Number))


def alone(p: Parser) -> bool:
    """Whether a word that could be a name stands alone between separators: then it is a word."""
    before = p.tokens[p.position - 1] if p.position else None
    after = p.peek(1)
    left = before is None or before.kind in ("quad", "column", "words") or (before.kind == "sign" and before.text in ",;")
    right = after.kind in ("quad", "column", "end", "words") or (after.kind == "sign" and after.text in ",;.")
    return left and right and not is_operator(after)


def single_word(node: Node) -> str:
    """The word that a node is; nothing for anything else."""
    return node.base if isinstance(node, Name) and node.style == "text" and len(node.base) > 1 and not node.sub else ""


def is_in_brackets(node: Node) -> TypeGuard[Group]:
    """Whether a statement in brackets of its own trails a row: ``(j \\ne y)``."""
    return isinstance(node, Group) and len(node.items) == 1 and isinstance(node.items[0], (Relation, Both))


def _is_small(node: Node) -> bool:
    """Whether a node is a small letter without anything on it: ``c = 1, \\dots, n`` says how far it runs."""
    return isinstance(node, Name) and len(node.base) == 1 and node.base.islower() and node == Name(node.base)


def _is_entry(node: Node) -> bool:
    """Whether a node may be the number of a class: ``y_i``."""
    return isinstance(node, Name) and len(node.base) == 1 and node.base.islower() and len(node.sub) == 1 and not node.sup


def _counts(letter: Node, other: Node, content: Content) -> bool:
    """Whether a letter is an index in what the row claimed before, and nothing else there, ``p_j - 1 \\quad j = y_i``; what it
    is compared with may stand there in its place."""
    found, inside = _everything(content)
    if letter not in found:
        return other in inside
    return letter in inside and found.count(letter) == inside.count(letter)


def is_shape(piece: Piece, content: Content) -> bool:
    """Whether a column behind an equation says of what shape it is: ``& \\in \\mathbb{R}^{n}``, ``& \\sim \\mathbb{R}^{n}``."""
    behind = bool(content.claims) and not piece.lefts and piece.operators in (["in"], ["sim"])
    return behind and isinstance(piece.sides[0], Name) and piece.sides[0].style == "bb"


def says_nothing(piece: Piece, content: Content) -> bool:
    """Whether a condition speaks of a letter in the place of which its value stands: ``w_{y_i} = ... \\quad j = y_i``."""
    found, inside = _everything(content)
    alone = len(piece.lefts) == 1 and piece.operators == ["="] and is_index(piece.lefts[0])
    return alone and piece.lefts[0] not in found and piece.sides[0] in inside


def _everything(content: Content) -> tuple[list[Node], list[Node]]:
    """All pieces of what a row claimed before, and those that stand below symbols."""
    found = [node for claim in content.claims for side in (claim.left, claim.right) for node in walk(side)]
    return found, [item for node in found if isinstance(node, Name) for script in node.sub for item in script.items]


def is_index(node: Node) -> bool:
    """Whether a node looks like an index: one small letter, perhaps with primes or a shift."""
    if isinstance(node, Name):
        return node.base in _INDEX and not node.sup and not node.style and not node.accents
    if isinstance(node, Sum):
        return all(is_index(term) or isinstance(term, Number) for _, term in node.terms)
    return False
