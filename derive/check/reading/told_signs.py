r"""Signs of products that a text gives a meaning to: ``where $\oplus$ denotes the Hadamard product``.

Input: a text, and its macros.  Output: macros that put the usual sign of the elementwise product in the place of such a sign.
"""

from __future__ import annotations

import re

from derive.check.reading.macros import Macros
from derive.check.reading.tokens import tokens

_NAMES = "oplus|otimes|star|ast|bullet|diamond|boxdot|boxtimes|boxplus|ominus|circledast|times|bigodot"
_SIGN = rf"\$\s*(?:\w\s*)?\\({_NAMES})(?:\s*\w)?\s*\$"
_PRODUCT = (
    r"(?:hadamard|schur product|(?:element|component|entry)[- ]?wise|pointwise|alkioittain|elementweise|komponentenweise"
    r"|elemento a elemento|elementi per elementi|terme à terme|поэлементн"
    r"|逐元素|按元素|對應元素|对应元素|要素ごと|원소별|성분별)"
)
_TOLD = re.compile(rf"{_SIGN}[^$\n]{{0,60}}?{_PRODUCT}|{_PRODUCT}[^$\n]{{0,40}}?{_SIGN}", re.IGNORECASE)


def learn(text: str, macros: Macros) -> None:
    """Let the macros know the signs of which the text says so."""
    for name in sorted({found[1] or found[2] for found in _TOLD.finditer(text)} - {None}):
        definition = rf"\renewcommand{{\{name}}}{{\odot}}"
        macros.take(tokens(definition, 0, len(definition)))
