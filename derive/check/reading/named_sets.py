"""Sets with a word as their name: ``\\sum_{w \\in Vocab}``.

Letters glued together are a product elsewhere, but nothing is a member of a product.  Input: what stands below a sign.
Output: the same with such a run of letters as one symbol.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from derive.check.reading.syntax import Name, Node, Product, Relation


def as_one_symbol(item: Node) -> Node:
    """``w \\in Vocab`` with the set as one symbol; anything else as it is."""
    if not isinstance(item, Relation) or item.op != "in" or not isinstance(item.right, Product):
        return item
    letters = [factor for sign, factor in item.right.factors if sign == "" and isinstance(factor, Name)]
    plain = all(len(one.base) == 1 and one == Name(one.base) for one in letters[:-1])
    if len(letters) < len(item.right.factors) or not plain or any(a.span[1] != b.span[0] for a, b in pairwise(letters)):
        return item
    word = "".join(one.base for one in letters)
    return replace(item, right=replace(letters[-1], base=word, span=(letters[0].span[0], letters[-1].span[1])))
