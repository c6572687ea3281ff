r"""The cost with a word below it that no row defines, ``\partial J_{CE} / \partial z``: the specification's cost.

Input: a document, the model that it is about, and the heads of declared symbols.  Output: the document without the word; as it
is where a row says what the symbol is, where the text has other scripts at the letter, or takes derivatives of other costs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from derive.check.meaning.definitions.mentions import applied
from derive.check.meaning.notation.letters import families
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.reading.printer import latex
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Derivative, Name, Node, Words
from derive.check.reading.tree import rewrite
from derive.model import Model


def left_out(document: Document, model: Model | None, declared: Collection[Head]) -> tuple[Document, tuple[str, ...]]:
    """The document with the cost without its word, and what is read as the cost, in words."""
    found = _labelled(document, declared) if model is not None else None
    if found is None:
        return document, ()
    bare = replace(found, sub=())
    plain = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: bare if node == found else None)))
    return plain, (f"read {latex(found)} as the cost",)


def _labelled(document: Document, declared: Collection[Head]) -> Name | None:
    """The only symbol for a cost whose derivatives the text takes, if it has a word below it and no row says what it is."""
    costs = {letter for family in families() for letter in family.of("C")}
    derived = {name for name in _differentiated(document) if head(name) in costs}
    found = next(iter(derived)) if len(derived) == 1 else None
    if found is None or not _has_word(found) or head(found) in declared:
        return None
    scripts = {name.sub for name in nodes(document.rows) if isinstance(name, Name) and head(name) == head(found)}
    lefts = (applied(claim.left)[0] for row in document.rows for claim in row.claims if not claim.inherited)
    return found if len(scripts) == 1 and found not in lefts else None


def _differentiated(document: Document) -> Iterator[Name]:
    """The symbols of which a text takes derivatives, without their arguments."""
    for node in nodes(document.rows):
        of = node.of if isinstance(node, Derivative) else None
        name = applied(of)[0] if of is not None else None
        if name is not None:
            yield replace(name, primes=0)


def _has_word(name: Name) -> bool:
    below: list[Node] = [item for item, _ in items(name.sub)]
    return len(below) == 1 and isinstance(below[0], Words) and len(below[0].text) > 1 and not name.sup
