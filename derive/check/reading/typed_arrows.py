"""Arrows that are typed as signs: ``=>``, ``==>`` and ``<=>`` between statements, ``->``.

An ``=>`` in a row without another relation is somebody's "not less than".
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.columns import is_relation
from derive.check.reading.tokens import Token

_ARROWS = {"==>": "Rightarrow", "<=>": "iff", "=>": "Rightarrow", "->": "to"}


def with_arrows(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a row with commands in the place of such signs."""
    if not any(token.kind == "sign" and token.text == ">" for token in tokens):
        return tokens
    made: list[Token] = []
    position = 0
    while position < len(tokens):
        signs = _arrow(tokens, position)
        if signs:
            first, last = tokens[position], tokens[position + len(signs) - 1]
            made.append(Token("command", _ARROWS[signs], first.start, last.end, first.gap))
        else:
            made.append(tokens[position])
        position += len(signs) or 1
    if any(is_relation(token, after) for token, after in zip(made, [*made[1:], None], strict=True)):
        return made
    return [token._replace(text="ge") if token.text == "Rightarrow" else token for token in made]


def _arrow(tokens: Sequence[Token], position: int) -> str:
    """The arrow that begins at a token; nothing if there is none."""
    for signs in _ARROWS:
        run = tokens[position : position + len(signs)]
        alone = len(run) == len(signs) and not any(token.gap for token in run[1:])
        if alone and all(token.kind == "sign" and token.text == sign for token, sign in zip(run, signs, strict=True)):
            return signs
    return ""
