r"""Hessians by their letter: ``H`` is ``\nabla^2_w J`` in a text that speaks of the Hessian of the cost.

Input: a document, a model with one parameter, and the letters that are declared.  Output: the same with second derivatives in
their place: of the cost, or of what stands below the letter (``H_\ell``), by the parameter, at which it may be taken.  A text
may write an entropy so, too: ``H(p)``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product, Scripted
from derive.check.reading.tree import rewrite
from derive.model import Model
from derive.render.glyphs import glyph

_SAID = re.compile(r"hessian|hessienne|hesse-?matrix|гессиан|гессе|海森|海塞|黑塞|ヘッセ|헤시안|헤세", re.IGNORECASE)
_COUNTS = frozenset("ijklmnrst")
"""Letters below that number something, and are not what is differentiated."""


def as_derivatives(document: Document, model: Model, declared: Sequence[Declaration]) -> Document:
    """The document with its Hessians as derivatives, where the letter has no other meaning."""
    letters = {head(node) for node in nodes(document.rows) if isinstance(node, Name) and node.base == "H"}
    known = any(head(one.name) in letters for one in declared) or {"H", "h"} & {*model.tensors} or len(model.parameters) != 1
    if not letters or known or not _SAID.search(document.text):
        return document
    (parameter,) = model.parameters
    named = {head(one.name) for one in declared if one.text.split("[")[0] == parameter.name}
    if any(_called(node, {*named, glyph_head(glyph(parameter.name))}) is False for node in nodes(document.rows)):
        return document
    by, cost = Name(parameter.name, style=MODEL), Name(model.cost.name, style=MODEL)
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _written(node, cost, by))))


def _called(node: Node, parameters: Collection[Head]) -> bool | None:
    """Whether a product begins with the letter taken at a parameter; None where it is taken at nothing."""
    factors = node.factors if isinstance(node, Product) else ()
    for (_, letter), (sign, behind) in pairwise(factors):
        if not sign and isinstance(letter, Name) and letter.base == "H" and isinstance(behind, Group) and behind.open == "(":
            inner = behind.items[0] if len(behind.items) == 1 else None
            return isinstance(inner, Name) and head(inner) in parameters
    return None


def _written(node: Node, cost: Name, by: Name) -> Node | None:
    """A Hessian as a second derivative, and a product without what it is taken at; None for anything else."""
    if isinstance(node, Product) and _called(node, ()) is not None:
        taken = [
            id(b) for (_, a), (_, b) in pairwise(node.factors) if isinstance(a, Name) and a.base == "H" and isinstance(b, Group)
        ]
        kept = tuple(
            (sign, rewrite(one, lambda inner: _written(inner, cost, by))) for sign, one in node.factors if id(one) not in taken
        )
        return kept[0][1] if len(kept) == 1 and not kept[0][0] else replace(node, factors=kept)
    return _hessian(node, cost, by)


def _hessian(node: Node, cost: Name, by: Name) -> Node | None:
    if not isinstance(node, Name) or node.base != "H" or node.primes or node.accents:
        return None
    below = [item for script in node.sub for item in script.items]
    of, indices = cost, node.sub[:0]
    if len(below) == 2 and all(isinstance(item, Name) and item.base in _COUNTS for item in below):
        indices = node.sub
    elif below:
        (name,) = below if len(below) == 1 else (None,)
        if not isinstance(name, Name) or (name.base in _COUNTS and not name.sub):
            return None
        of = name
    whole: Node = Derivative(of, (by, by), "nabla", span=node.span)
    if not indices and not node.sup:
        return whole
    return Scripted(Group((whole,), "(", ")", span=node.span), 0, indices, node.sup, span=node.span)
