r"""Functions in spellings of programs or of haste: ``\sigma.(z)`` is ``\sigma(z)``, ``\exp^{-z}`` is ``e^{-z}``.

Input and output: tokens.  A power of a function, ``\exp^2(z)``, is none of these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import word_set

_APPLIED = word_set("f g sigma phi psi varphi")
"""Letters that are functions if a point stands between them and a bracket."""


def with_plain_calls(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """The tokens without the points of entry by entry, and with e for an exponential that is raised to its argument."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        if _is_applied(tokens, at):
            continue
        raised = token.kind == "command" and token.text == "exp" and _is_argument(tokens, at + 1, closing)
        found.append(token._replace(kind="letter", text="e") if raised else token)
    return found


def _is_applied(tokens: Sequence[Token], at: int) -> bool:
    """Whether a point stands between a function, with a subscript or not, and its bracket."""
    if tokens[at].text != "." or not 0 < at < len(tokens) - 1 or tokens[at + 1].text != "(" or tokens[at + 1].gap:
        return False
    before = at - 1
    if before > 1 and tokens[before - 1].text == "_":
        before -= 2
    return tokens[before].text in _APPLIED and tokens[before].kind in ("letter", "command")


def _is_argument(tokens: Sequence[Token], at: int, closing: Mapping[int, int]) -> bool:
    """Whether an exponent is what a function is of: more than a number, and no bracket follows."""
    end = closing.get(at + 1)
    if tokens[at].text != "^" or end is None or all(one.kind == "digit" or one.text == "-" for one in tokens[at + 2 : end]):
        return False
    return end + 1 >= len(tokens) or tokens[end + 1].kind != "open"
