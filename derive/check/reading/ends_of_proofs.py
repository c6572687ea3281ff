"""The sign at the end of a proof, ``\\mu = \\frac{1}{N} \\sum_n x_n. \\;\\blacksquare``: no part of the formula."""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.columns import is_operator, is_relation
from derive.check.reading.tokens import Token

_FULL = frozenset({"blacksquare", "qed", "qedsymbol", "QED", "blacklozenge"})
_HOLLOW = frozenset({"square", "Box", "Diamond"})
"""These may stand for a number to be filled in: they end a proof behind a full stop only."""
_OPENS = ("^", "_", "{")


def without_sign(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a row without the sign at its end, and the full stop before it."""
    if len(tokens) < 2 or tokens[-1].kind != "command":
        return tokens
    sign, before = tokens[-1].text, tokens[-2]
    stop = before.kind == "sign" and before.text == "."
    joined = is_operator(before) or is_relation(before, None) or before.text in _OPENS
    if (sign in _FULL and not joined) or (sign in _HOLLOW and stop):
        return tokens[: -2 if stop else -1]
    return tokens
