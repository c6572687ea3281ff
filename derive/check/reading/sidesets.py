r"""Scripts that ``\sideset`` puts beside a sign of summation, as its limits: ``\sideset{}{_k}\sum`` is ``\sum_k``.

Input and output: tokens.  Marks in front of the sign, or a prime (``\sideset{}{'}\sum``), are no limits and stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import BIG


def with_limits(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """The tokens with the scripts behind the signs to which they belong."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end_of(tokens, at, closing)
        if end is None:
            found.append(tokens[at])
            at += 1
        else:  # \sideset { } { scripts } \sum
            found += [tokens[end], *tokens[at + 4 : end - 1]]
            at = end + 1
    return found


def _end_of(tokens: Sequence[Token], at: int, closing: Mapping[int, int]) -> int | None:
    """Where the sign stands whose limits a ``\\sideset`` writes; None if there is none."""
    if tokens[at].kind != "command" or tokens[at].text != "sideset" or closing.get(at + 1) != at + 2:
        return None
    end = closing.get(at + 3, len(tokens)) + 1
    if (
        end >= len(tokens)
        or tokens[end].kind != "command"
        or tokens[end].text not in BIG
        or tokens[at + 4].text not in ("_", "^")
    ):
        return None
    return end
