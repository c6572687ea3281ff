"""Functions that a text gives another letter: ``with $\\phi = \\tanh$`` says what phi is, as a declaration would.

Input: a document, and the declarations.  Output: the declarations with such letters, where the text applies them to something,
and nothing is declared of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from derive.check.judging.values.elementary import ELEMENTWISE, canonical
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Claim, Document, nodes
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Words
from derive.check.reading.vocabulary import is_function


def told(document: Document, declarations: Declarations | None) -> Declarations | None:
    """The declarations, and what the text says of its functions."""
    given = declarations or Declarations()
    known = {head(entry.name) for entry in given.entries}
    given_names = {entry.name for entry in given.entries}
    found = {claim.left: claim.right for row in document.rows for claim in row.claims if names_function(claim)}
    applied = {top for node in nodes(document.rows) for top in _applied(node)} if found else set()
    new = [
        Declaration(left, "function", canonical(right.base))
        for left, right in found.items()
        if isinstance(left, Name) and isinstance(right, Name) and head(left) in applied - known
    ]
    labelled = {name for node in nodes(document.rows) for name in _labelled(node) if name not in given_names}
    new += [Declaration(name, "function", canonical(_label(name))) for name in sorted(labelled, key=_label)]
    return replace(given, entries=(*given.entries, *new)) if new else declarations


def names_function(claim: Claim) -> bool:
    """Whether a claim says that a bare letter is a known function: ``\\phi = \\tanh``."""
    left, right = claim.left, claim.right
    if claim.relation not in ("=", ":=") or not isinstance(left, Name) or not isinstance(right, Name):
        return False
    plain = left == Name(left.base) and not (right.sub or right.sup or right.primes)
    return plain and is_function(right.base) and canonical(right.base) in ELEMENTWISE and not is_function(left.base)


def _labelled(node: Node) -> Iterator[Name]:
    """A letter with the name of a function below that is applied to something: ``g_{\\text{softmax}}(z)``."""
    tops = [node.head] if isinstance(node, Call) else []
    if isinstance(node, Product):
        tops += [
            first
            for (_, first), (sign, second) in pairwise(node.factors)
            if isinstance(first, Name) and sign == "" and isinstance(second, Group)
        ]
    for top in tops:
        if len(top.base) == 1 or top.base in ("sigma", "phi"):
            bare = Name(top.base, top.accents, top.style, sub=top.sub)
            if is_function(_label(bare)):
                yield bare


def _label(name: Name) -> str:
    """The word below a letter."""
    items = [item for script in name.sub for item in script.items]
    return items[0].text if len(items) == 1 and isinstance(items[0], Words) else ""


def _applied(node: Node) -> Iterator[Head]:
    """What is applied to something, by brackets or in a composition."""
    if isinstance(node, Call):
        yield head(node.head)
    if isinstance(node, Product):
        for (_, first), (sign, second) in zip(node.factors, node.factors[1:], strict=False):
            if isinstance(first, Name) and (sign == "circ" or (sign == "" and isinstance(second, Group))):
                yield head(first)
