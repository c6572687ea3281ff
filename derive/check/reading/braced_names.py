r"""Names under braces: after ``\underbrace{\frac{\partial L}{\partial m} m'}_{\text{Term 3}}`` a row may begin
``\text{Term 3} = ...``.

Input: a document.  Output: the same, with what stands above the name on the left side of such rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.failures import ReadError
from derive.check.reading.formula import parse
from derive.check.reading.macros import Macros
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import NOWHERE, Node
from derive.check.reading.tree import rewrite

BRACE = re.compile(r"\\(?:under|over)(?:brace|bracket)\s*(?=\{)")
_NAME = re.compile(r"\s*[_^]\s*\{?\s*\\(?:text|mathrm|textbf|mathbf)\s*\{([^{}]+)\}")
_BEGINNING = re.compile(r"\s*&?\s*\\(?:text|mathrm|textbf|mathbf)\s*\{([^{}]+)\}\s*&?\s*=")


def spelled_out(document: Document) -> Document:
    """The document with such names as the formulas they stand for."""
    named = dict(_named(document.text, document.macros)) if BRACE.search(document.text) else {}
    return document.mapped(lambda row: _told(row, named)) if named else document


def _named(text: str, macros: Macros) -> Iterator[tuple[str, Node]]:
    """The names under braces, with what stands above them."""
    for found in BRACE.finditer(text):
        end = closing(text, found.end())
        name = _NAME.match(text, end)
        if name is None:
            continue
        try:
            yield name[1].strip(), _without_place(parse(text[found.end() + 1 : end - 1], macros))
        except ReadError:
            continue


def closing(text: str, start: int) -> int:
    """The position after the brace that closes the one at the start; the end of the text if there is none."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if not depth:
            return at + 1
    return len(text)


def _without_place(node: Node) -> Node:
    """An expression that stands elsewhere in the text: nothing in it is pointed at."""

    def rule(inner: Node) -> Node | None:
        return None if inner.span == NOWHERE else _without_place(replace(inner, span=NOWHERE))

    return rewrite(node, rule)


def _told(row: Row, named: dict[str, Node]) -> Row:
    beginning = _BEGINNING.match(row.latex)
    node = named.get(beginning[1].strip()) if beginning else None
    if node is None or beginning is None or not row.claims or beginning[1].strip() not in row.words:
        return row
    first, *rest = row.claims
    head = first.head if first.inherited else first.left
    claims = (Claim(node, first.relation, first.right), *(_headed(claim, head, node) for claim in rest))
    return replace(row, claims=claims, words=tuple(word for word in row.words if word != beginning[1].strip()))


def _headed(claim: Claim, old: Node | None, new: Node) -> Claim:
    return replace(claim, head=new) if claim.head == old else claim
