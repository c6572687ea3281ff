"""Alignment marks: which ``&`` only aligns, and which parts equations that stand side by side.

Each token that remains gets the number of marks before it; half of that is the pair of columns it stands in, so that ``& &= x``
continues the second equation of the row before.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import PRODUCTS, RELATIONS


def is_relation(token: Token, following: Token | None) -> bool:
    """Whether a relation sign starts at a token."""
    if token.kind == "command":
        return token.text in RELATIONS and token.text != "colon"
    if token.kind != "sign":
        return False
    if token.text in "=<>":
        return True
    return (
        token.text in ":+-!"
        and following is not None
        and following.text == "="
        and following.kind == "sign"
        and not following.gap
    )


def is_operator(token: Token) -> bool:
    """Whether a token joins two factors or terms."""
    return (token.kind == "sign" and token.text in "+-*/") or (token.kind == "command" and token.text in PRODUCTS)


def outside(tokens: Sequence[Token]) -> list[bool]:
    """For each token, whether it stands outside braces, brackets and environments."""
    depth, result = 0, []
    for token in tokens:
        down = token.kind in ("close", "end") or (token.kind == "sign" and token.text == "}")
        up = token.kind in ("open", "begin") or (token.kind == "sign" and token.text == "{")
        depth = max(0, depth - down)
        result.append(depth == 0 and not up and not down)
        depth += up
    return result


def aligned(tokens: Sequence[Token]) -> tuple[list[Token], list[int]]:
    """The tokens without the marks that only align; a mark between two equations becomes a token of kind ``column``.

    Answers the tokens, and for each the number of marks before it.
    """
    free = outside(tokens)
    kept: list[Token] = []
    counts: list[int] = []
    marks, claimed = 0, False
    for index, token in enumerate(tokens):
        if not (free[index] and token.kind == "sign" and token.text == "&"):
            kept.append(token)
            counts.append(marks)
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            claimed = claimed or (free[index] and is_relation(token, after))
            continue
        marks += 1
        if _parts(kept, tokens, index, marks, claimed):
            kept.append(token._replace(kind="column"))
            counts.append(marks)
            claimed = False
    return kept, counts


def _parts(kept: list[Token], tokens: Sequence[Token], index: int, marks: int, claimed: bool) -> bool:
    """Whether this mark parts two equations."""
    if not kept or index + 1 >= len(tokens) or kept[-1].kind == "column":
        return False
    following = tokens[index + 1]
    if following.text == "&" and following.kind == "sign":
        return True
    after = tokens[index + 2] if index + 2 < len(tokens) else None
    before = tokens[index - 1]
    if is_relation(before, following) or is_operator(before) or (before.text == "=" and before.kind == "sign"):
        return False
    if following.kind == "command" and following.text == "in":
        return False  # z &= W x &\\in \\mathbb{R}^n: where it lies, set in a column of its own
    if is_relation(following, after):
        return marks % 2 == 0 and claimed
    return claimed and not is_operator(following)
