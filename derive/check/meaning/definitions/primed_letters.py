r"""Letters with a prime for their derivatives: ``v = 1 + e^{-x}``, ``v' = -e^{-x}``; ``g = 1 / f``, ``g' = -1 / f^2``.

A quotient rule is written so, and a chain by its links.  The variable is the one symbol in the letter's own definition.
Input: a document.  Output: the same with ``dv/dx`` in the place of such a ``v'``, which defines no other quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.notation.constants import KNOWN
from derive.check.meaning.notation.patterns import head
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Number, Product
from derive.check.reading.tree import rewrite, walk

_NUMBERS = frozenset({*KNOWN, "e", "pi", "i"})


def as_derivatives(document: Document, declared: Iterable[Name]) -> Document:
    """The document with primed letters as derivatives, where a row says what one is; not those that are declared."""
    if not any(letter.primes for letter, _ in _naming(document.rows)):
        return document
    said = {replace(node, primes=0) for node in nodes(document.rows) if isinstance(node, Name) and node.primes}
    known = {head(name) for name in declared}
    variables = {of: by for of, by in _variables(document.rows, said).items() if head(of) not in known}
    for letter, right in _naming(document.rows):
        by = variables.get(replace(letter, primes=0)) if letter.primes else None
        if by is not None and by not in said and replace(by, primes=1) in walk(right):
            return document  # u' = f(x'): the same of another x
    return document.mapped(lambda row: _rewritten(row, variables)) if variables else document


def _naming(rows: Iterable[Row]) -> Iterator[tuple[Name, Node]]:
    """The letters without scripts of which a row says what they are, and what that is."""
    for row in rows:
        for claim in row.claims:
            plain = claim.relation in ("=", ":=") and not claim.inherited
            if plain and isinstance(claim.left, Name) and not (claim.left.sub or claim.left.sup):
                yield claim.left, claim.right


def _variables(rows: Iterable[Row], said: set[Name]) -> dict[Name, Name | None]:
    """What each of these letters is a function of, if that is one symbol; None if it is a number."""
    found: dict[Name, set[Name]] = {}
    for letter, right in _naming(rows):
        if letter in said:
            found.setdefault(letter, set()).update(_symbols(right))
    single = {of: next(iter(by), None) for of, by in found.items() if len(by) <= 1}
    return {of: by for of, by in single.items() if by is None or not (of == by or by.primes or by.sub or by.sup)}


def _symbols(node: Node) -> Iterator[Name]:
    """The symbols of an expression that are neither functions nor known numbers."""
    called = [inner.head for inner in walk(node) if isinstance(inner, Call)]
    for inner in walk(node):
        if isinstance(inner, Name) and not any(inner is one for one in called) and inner.base not in _NUMBERS:
            yield replace(inner, span=(0, 0))


def _rewritten(row: Row, variables: Mapping[Name, Name | None]) -> Row:
    def rule(node: Node) -> Node | None:
        if isinstance(node, Product) and any(True for _ in _calls(node)):
            return _without_arguments(node, variables, rule)
        if not isinstance(node, Name) or not node.primes:
            return None
        of = replace(node, primes=0)
        if of not in variables:
            return None
        by = variables[of]
        return Number("0") if by is None else Derivative(of, (by,) * node.primes, "d", span=node.span)

    return row.rewritten(lambda side: rewrite(side, rule))


def _without_arguments(node: Product, variables: Mapping[Name, Name | None], rule: Callable[[Node], Node | None]) -> Product:
    """A product with ``dg/df`` in the place of ``g'(f(z))``; what is called with something else is a function."""
    called = {id(letter): (bracket, argument) for letter, bracket, argument in _calls(node)}
    dropped: list[Node] = []
    kept: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        if any(factor is one for one in dropped):
            continue
        bracket, argument = called.get(id(factor), (None, None))
        own = argument is not None and isinstance(factor, Name) and variables.get(replace(factor, primes=0)) == argument
        if bracket is not None and own:
            dropped.append(bracket)
        kept.append((sign, factor if bracket is not None and not own else rewrite(factor, rule)))
    return replace(node, factors=tuple(kept))


def _calls(node: Product) -> Iterator[tuple[Name, Group, Name]]:
    """The primed letters of a product that are called with a symbol, or with a call, their brackets, and that symbol."""
    for (_, letter), (sign, bracket) in pairwise(node.factors):
        if sign or not (isinstance(letter, Name) and letter.primes and isinstance(bracket, Group)) or bracket.open != "(":
            continue
        inner = bracket.items[0] if len(bracket.items) == 1 else bracket
        first = inner.factors[0][1] if isinstance(inner, Product) and len(inner.factors) == 2 else inner
        argument = first.head if isinstance(first, Call) else first
        if isinstance(argument, Name):
            yield letter, bracket, argument
