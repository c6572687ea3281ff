"""One formula: text to tree."""

from __future__ import annotations

from derive.check.reading.failures import ReadError
from derive.check.reading.grammar import Parser, misfit
from derive.check.reading.layout import plain
from derive.check.reading.macros import Macros, expand
from derive.check.reading.numpy_calls import with_functions
from derive.check.reading.phrases import with_names
from derive.check.reading.plainer_tokens import plainer
from derive.check.reading.syntax import Node
from derive.check.reading.tokens import tokens
from derive.check.reading.tree import depth

MAX_TREE = 150
"""Levels of a tree; a formula that people write has about twenty."""


def parse(latex: str, macros: Macros | None = None) -> Node:
    """The tree of one formula; an equation becomes a Relation.  Raises ReadError with the offsets of what cannot be read."""
    parser = Parser(with_names(with_functions(plainer(plain(expand(macros or Macros(), tokens(latex)))))), len(latex))
    node = parser.statement()
    parser.accept(",", ".", ";")
    if parser.peek().kind != "end":
        raise parser.refuse(misfit(parser.peek()), parser.peek())
    return shallow(node)


def shallow(node: Node) -> Node:
    """The node, if its tree is not too deep for those who walk over it."""
    if depth(node) > MAX_TREE:
        raise ReadError("this formula is nested too deeply", *node.span, "Name a part of it.")
    return node
