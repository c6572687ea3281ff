"""Whether a text sums over repeated indices without a sign: it says so, never writes a sum, or writes one only where a
letter stands once.

``S_{ij} = A_{ia} B_{ja}`` beside ``a_i = e^{s_i} / \\sum_k e^{s_k}``: whoever sums silently has to write the second sum, as
nothing repeats there.  Who writes ``\\sum_a A_{ia} B_{ja}`` anywhere has lost the sign where it is missing.
"""

from __future__ import annotations

import re
from collections import Counter

from derive.check.meaning.trees import scripted_letters
from derive.check.reading.rows import Claim, Document, nodes
from derive.check.reading.syntax import Big, Name, Product
from derive.check.reading.tree import walk

_SAID = re.compile(
    r"einstein|\u0435\u0439\u043d\u0448\u0442\u0435\u0439\u043d|\u044d\u0439\u043d\u0448\u0442\u0435\u0439\u043d"
    r"|\u7231\u56e0\u65af\u5766|summation convention|summenkonvention|convention de sommation|repeated[ -](?:index|indices)"
    r"|(?:implied|implicit) (?:sum|summation)\b|indices? r\u00e9p\u00e9t\u00e9s?|\u00edndices repetidos|doppelte indizes",
    re.IGNORECASE,
)
"""Words of who sums silently."""
_EVIDENCE = 2
"""So many symbols have to be defined by a product that repeats a letter, in a text that has signs of summation as well."""


def sums_silently(document: Document) -> bool:
    """Whether repeated indices may be summed without a sign."""
    if _SAID.search(document.text):
        return True
    sums = [node for node in nodes((*document.rows, *document.elsewhere)) if isinstance(node, Big) and node.kind == "sum"]
    if not sums:
        return True
    defined = {claim.left for row in document.rows for claim in row.claims if _contracts(claim)}
    return len(defined) >= _EVIDENCE and all(map(_stands_once, sums))


def _stands_once(node: Big) -> bool:
    """Whether what a sum runs over stands once in what is added up."""
    letters = Counter(scripted_letters(node.body))
    return all(letters[name.base] <= 1 for item in node.under for name in walk(item) if isinstance(name, Name))


def _contracts(claim: Claim) -> bool:
    """Whether a symbol with indices equals a product that repeats a letter of its own."""
    if not isinstance(claim.left, Name) or claim.relation not in ("=", ":="):
        return False
    kept = set(scripted_letters(claim.left))
    if not kept or any(isinstance(node, Big) for node in walk(claim.right)):
        return False
    products = (Counter(scripted_letters(node)) for node in walk(claim.right) if isinstance(node, Product))
    return any(count == 2 and letter not in kept for one in products for letter, count in one.items())
