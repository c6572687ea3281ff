"""Matrices that a text takes to be symmetric: it says so in words, or they are the covariance or precision of a density.

Input: a document.  Output: the symbols of which it says ``$A$ is symmetric``, ``a symmetric matrix $A$``, and the capital Greek
letters whose inverse or determinant stands somewhere: ``\\log\\det\\Lambda``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Relation, Transposed

_SAID = re.compile(
    r"\$([^$\n=]{1,16})\$[^.$\n]{0,24}\bsymm?[e\u00e9]tri\w*"
    r"|\bsymm?[e\u00e9]tri\w*(?:[ -][\w-]+){0,4}\s+\$([^$\n=]{1,16})\$",
    re.IGNORECASE,
)
_GREEK = frozenset({"Lambda", "Sigma", "Omega", "Psi", "Phi", "Theta", "Gamma", "Xi"})


def stated_symmetric(document: Document) -> frozenset[Name]:
    """The symbols of matrices that a text takes to be symmetric."""
    return frozenset((*_in_words(document.text), *_of_densities(document)))


def of_conditions(conditions: Iterable[Node]) -> Iterator[Name]:
    """The A of ``if A = A^T``, where a row says so."""
    for node in conditions:
        if not isinstance(node, Relation) or node.op != "=" or not isinstance(node.left, Name):
            continue
        right = node.right.body if isinstance(node.right, Transposed) else node.right
        turned = right is not node.right or (isinstance(right, Name) and len(right.sup) == 1)
        if turned and isinstance(right, Name) and replace(right, sup=()) == replace(node.left, sup=()):
            yield node.left


def _in_words(text: str) -> Iterator[Name]:
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    for match in _SAID.finditer(text):
        if re.search(r"\b(?:not|non|no)\b|skew|anti", match[0], re.IGNORECASE):
            continue
        try:
            node = parse(match[1] or match[2])
        except ReadError:
            continue
        if isinstance(node, Name):
            yield node


def _of_densities(document: Document) -> Iterator[Name]:
    for node in nodes(document.rows):
        inner = _measured(node)
        if inner is not None and inner.base in _GREEK:
            yield Name(inner.base, inner.accents, inner.style, inner.primes, inner.sub)


def _measured(node: Node) -> Name | None:
    """The symbol whose inverse or determinant a node is."""
    inner: Node | None = None
    if isinstance(node, Name) and any(script.raw.replace(" ", "") in ("-1", "{-1}") for script in node.sup):
        inner = node
    elif isinstance(node, Group) and node.open == "|" and len(node.items) == 1:
        inner = node.items[0]
    elif isinstance(node, Call) and node.head.base == "det" and len(node.args) == 1:
        inner = node.args[0]
    elif isinstance(node, Product):
        inner = next((b for (_, a), (_, b) in zip(node.factors, node.factors[1:], strict=False) if a == Name("det")), None)
    if isinstance(inner, Group) and len(inner.items) == 1:
        inner = inner.items[0]
    return inner if isinstance(inner, Name) else None
