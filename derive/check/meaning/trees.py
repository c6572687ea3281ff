"""Small questions to surface syntax: what can be an index letter, what is zero; and other nodes in the place of letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from derive.check.reading.syntax import Big, Name, Node, Number
from derive.check.reading.tree import T, children, rewrite, walk


def put(node: T, letters: Mapping[str, Node]) -> T:
    """The tree with nodes in place of letters (:func:`letter_of`)."""

    def rule(found: Node) -> Node | None:
        letter = letter_of(found)
        return letters.get(letter) if letter is not None else None

    return rewrite(node, rule) if letters else node


_NUMBERED = re.compile(r"[A-Za-z]_\d+")
"""A letter of a sum with a number below it, as one symbol."""


def letter_of(node: Node) -> str | None:
    """The letter, with its primes and a plain subscript, if a node can be an index letter: ``j``, ``j'``, ``i_1``."""
    if not isinstance(node, Name) or node.accents or node.sup or is_set(node):
        return None
    plain = node.base.rstrip("'")  # a sum's letter keeps its primes in the base
    if not (len(plain) == 1 and plain.isalpha()) and plain not in GREEK_INDICES and not _NUMBERED.fullmatch(plain):
        return None
    below = ",".join(script.raw for script in node.sub)
    if len(node.sub) > 1 or (below and not below.isalnum()):
        return None
    return node.base + "'" * node.primes + (f"_{below}" if below else "")


def free_letters(node: Node) -> set[str]:
    """The index letters of an expression that no sum binds."""
    if isinstance(node, Name):
        scripts = (*node.sub, *(script for script in node.sup if script.bracket))
        found = {letter_of(inner) for script in scripts for item in script.items for inner in walk(item)}
        if node.base in ("e", "exp"):
            found |= {letter for script in node.sup for item in script.items for letter in free_letters(item)}
        return {letter for letter in found if letter is not None}
    if isinstance(node, Big):
        bound = {letter_of(inner) for item in node.under for inner in walk(item)}
        return free_letters(node.body) - {letter for letter in bound if letter is not None}
    return {letter for child in children(node) for letter in free_letters(child)}


def is_set(name: Name) -> bool:
    """Whether a letter names a set, as ``\\mathcal{B}`` does: below ``\\mu`` it says of what the mean is taken."""
    return name.style in ("cal", "frak") and name.base.isupper()


def is_zero(node: Node) -> bool:
    """Whether a side is nothing but zero, as a number or as an array: in bold, or with the mark of a vector."""
    if isinstance(node, Number):
        return node.text == "0"
    return isinstance(node, Name) and node in _ZEROS


_ZEROS = (Name("0", style="bold"), Name("0", accents=("vec",)), Name("0", accents=("underline",)))


GREEK_INDICES = frozenset({"alpha", "beta", "mu", "nu", "tau", "ell", "rho", "xi"})
"""Greek letters that are used as indices, too."""


def scripted_letters(node: Node) -> Iterator[str]:
    """The letters that stand in scripts, as often as they do."""
    for name in walk(node):
        for script in (*name.sub, *name.sup) if isinstance(name, Name) else ():
            yield from (item.base for item in script.items if isinstance(item, Name) and len(item.base) == 1)
