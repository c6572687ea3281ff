"""Indices with primes in declarations: ``"\\phi(s,a')" = "phi[a']"``, where formulas of a model know no primes.

A letter of a declared symbol stands for any index, so another letter says the same.
"""

from __future__ import annotations

import re
from functools import partial

from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import rewrite, walk

_PRIMED = re.compile(r"(?<![A-Za-z0-9_\\])([a-z])('+)(?!['A-Za-z(])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def without_primes(symbol: Node, meaning: str) -> tuple[Node, str]:
    """A symbol and its meaning with plain letters in the place of the primed ones in the meaning's brackets."""
    inside = "".join(re.findall(r"\[[^\[\]]*\]", meaning))
    taken = {node.base for node in walk(symbol) if isinstance(node, Name)} | set(re.findall(r"[A-Za-z]\w*", meaning))
    for letter, primes in dict.fromkeys(_PRIMED.findall(inside)):
        old = Name(letter, primes=len(primes))
        new = next((one for one in _LETTERS if one not in taken), None)
        if new is None or old not in walk(symbol):
            continue
        taken.add(new)
        symbol = rewrite(symbol, partial({old: Name(new)}.get))
        meaning = re.sub(rf"(?<![A-Za-z0-9_]){letter}{primes}(?!')", new, meaning)
    return symbol, meaning
