"""Entries of a model's vectors in brackets: ``Q_t(a)`` beside a vector ``Q`` with an entry for each action.

Input: a document, and the model.  Output: the same with the letter below, ``Q_a``.  A script that all such symbols
share says of which step or kind the whole vector is.  A letter that stands anywhere as a number, or is a quantity of the
model, is the argument of a function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import replace

from derive.check.judging.sums.binders import binders
from derive.check.meaning.definitions.indexed_calls import below, put_below, values
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Big, Call, Group, Name, Node, Product, Script
from derive.check.reading.tree import rewrite, walk
from derive.model import Model
from derive.render.glyphs import glyph


def with_letters_below(document: Document, model: Model, declarations: Declarations | None) -> Document:
    """The document with such letters as indices."""
    tensors = model.tensors.values()
    if any(tensor.tag or tensor.layered for tensor in tensors):
        return document
    declared = {head(one.name) for one in declarations.entries} if declarations is not None else set()
    own = {glyph_head(glyph(tensor.base)): tensor.rank for tensor in tensors}
    letters = {letter[0] for letter in own}
    vectors = {letter for letter, rank in own.items() if rank == 1} - declared
    taken = letters | _numbers(document)
    bound = {letter for node in nodes(document.rows) if isinstance(node, Big) for letter in binders(node)}
    no_marks = bound | letters
    marks: dict[Head, set[tuple[Script, ...]]] = defaultdict(set)
    for node in nodes(document.rows):
        for name, argument in _calls(node):
            if head(name) in vectors and _is_mark(name.sub, no_marks) and _is_index(argument, taken):
                marks[head(name)].add(name.sub)
    found = {letter for letter, subs in marks.items() if len(subs - {()}) <= 1}
    if not found:
        return document

    def rule(name: Name, argument: Node) -> Name | None:
        counts = head(name) in found and name.sub in marks[head(name)] and _is_index(argument, taken)
        return below(replace(name, sub=()), argument) if counts else None

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: put_below(node, rule))))


def _numbers(document: Document) -> set[str]:
    """The letters that stand for numbers somewhere: neither in brackets behind a symbol, nor where a sum counts.

    A letter with scripts, ``x_j``, is a vector wherever it stands alone.
    """
    inside = {id(item) for node in nodes(document.rows) for _, argument in _calls(node) for item in walk(argument)}
    bigs = (node for node in nodes(document.rows) if isinstance(node, Big))
    counted = {id(inner) for node in bigs for item in node.under for inner in walk(item)}
    claims = (claim for row in document.rows for claim in row.claims)
    sides = (side for c in claims if not all(map(letter_of, (c.left, c.right))) for side in (c.left, c.right))  # not "x = a"
    bare = (name for side in sides for name in values(side))
    scripted = (node for node in nodes(document.rows) if isinstance(node, Name) and (node.sub or node.sup))
    return {name.base for name in (*bare, *scripted) if id(name) not in inside | counted}


def _calls(node: Node) -> Iterator[tuple[Name, Node]]:
    """The symbols with brackets behind them, with what stands in these."""
    if isinstance(node, Call) and len(node.args) == 1:
        yield node.head, node.args[0]
    elif isinstance(node, Product):
        for (_, name), (joined, inner) in zip(node.factors, node.factors[1:], strict=False):
            if isinstance(name, Name) and not joined and isinstance(inner, Group) and inner.open == "(":
                yield name, inner


def _is_index(argument: Node, taken: Container[str]) -> bool:
    """Whether brackets hold a letter that counts and nothing else."""
    (item,) = argument.items if isinstance(argument, Group) and len(argument.items) == 1 else (argument,)
    letter = letter_of(item)
    return letter is not None and item == Name(letter) and letter not in taken


def _is_mark(scripts: tuple[Script, ...], others: Container[str]) -> bool:
    """Whether nothing, a star, or a letter stands below that is none of the model and that no sum runs over."""
    found = [item for script in scripts for item in script.items]
    return not found or (len(found) == 1 and isinstance(found[0], Name) and found[0].base not in others)
