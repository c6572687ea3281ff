"""Classes of examples: sums over the members of one, and what hangs on the class of an example.

Where a text counts the members of a class, ``m_1 = \\sum_{i=1}^m 1\\{y_i = 1\\}``, authors number them anew and keep the
letter: ``\\sum_{i=1}^{m_1} x_i`` is the sum over all examples with ``y_i = 1``.  ``\\mu_{y_i}`` is ``\\mu_1`` or ``\\mu_0``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim, Document, Row, nodes
from derive.check.reading.syntax import Big, Cases, Group, Indicator, Name, Node, Number, Product, Relation, Script, Sum
from derive.check.reading.tree import rewrite, walk

WORDS = "a sum up to the number of members of a class runs over these members"
_ONE = Number("1")


@dataclass(frozen=True)
class _Count:
    """``name`` is the number of values of ``letter``, up to ``upper``, for which ``mark`` is one."""

    name: Name
    letter: Name
    upper: Node
    mark: Indicator


def spelled_out(document: Document) -> tuple[Document, frozenset[int]]:
    """The document with sums (and products) over members as such over all examples, with a mark; and the rows that had one."""
    counts = [count for row in document.rows for claim in row.claims for count in _counts(claim)]
    members = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _over_all(node, counts))))
    changed = frozenset(row.number for row, old in zip(members.rows, document.rows, strict=True) if row is not old)
    return _of_classes(members), changed


def label_values(rows: Iterable[Row]) -> Mapping[Head, tuple[float, ...]]:
    """The symbols that a text compares with numbers in marks, ``1\\{y_i = 1\\}``, ``1\\{y_i = -1\\}``, and their values."""
    found: dict[Head, dict[float, None]] = defaultdict(dict)
    of_examples: set[Head] = set()
    for node in nodes(rows):
        said = node.condition if isinstance(node, Indicator) else None
        if isinstance(said, Relation) and said.op == "=" and isinstance(said.left, Name):
            number = _number(said.right)
            if number is not None:
                found[head(said.left)][number] = None
                of_examples |= {head(said.left)} if said.left.sub or said.left.sup else set()
    some = {name: values for name, values in found.items() if len(values) > 1 or name in of_examples}
    return {name: tuple(values) if len(values) > 1 else (*values, *_others(values)) for name, values in some.items()}


def _others(values: Iterable[float]) -> Iterator[float]:
    """The value that is not named beside the only one: 0 beside 1."""
    for value in values:
        yield 0.0 if value == 1 else value + 1


def _counts(claim: Claim) -> Iterator[_Count]:
    """What a claim says of a number of members."""
    big = claim.right
    if not isinstance(claim.left, Name) or not isinstance(big, Big) or claim.inherited or big.upper is None:
        return
    letter = _letter(big)
    if big.kind == "sum" and letter is not None and isinstance(big.body, Indicator) and claim.left not in set(walk(big)):
        yield _Count(claim.left, letter, big.upper, big.body)


def _letter(big: Big) -> Name | None:
    """The letter of a sum that begins with one."""
    below = big.under[0] if len(big.under) == 1 else None
    if not isinstance(below, Relation) or below.op != "=" or not isinstance(below.left, Name):
        return None
    return below.left if below.right == _ONE and letter_of(below.left) else None


def _over_all(node: Node, counts: list[_Count]) -> Node | None:
    letter = _letter(node) if isinstance(node, Big) and node.kind in ("sum", "prod") else None
    count = next((one for one in counts if letter is not None and isinstance(node, Big) and node.upper == one.name), None)
    if count is None or letter is None or not isinstance(node, Big):
        return None
    here, counted = letter, count.letter
    mark = Indicator(rewrite(count.mark.condition, lambda inner: here if inner == counted else None))
    body = Group((rewrite(node.body, lambda inner: _over_all(inner, counts)),), span=node.body.span)
    return replace(node, upper=count.upper, body=_restricted(node.kind, body, mark))


def _restricted(kind: str, body: Node, mark: Indicator) -> Node:
    """A term where the mark is one; elsewhere nothing is added, or multiplied by."""
    if kind == "sum":
        return Product((("", mark), ("", body)), span=body.span)
    return Cases(((body, mark.condition), (_ONE, None)), span=body.span)


def _of_classes(document: Document) -> Document:
    """The document with ``\\mu_{y_i}`` as the one of the symbols ``\\mu_1``, ``\\mu_0`` that the value of ``y_i`` says."""
    values = label_values(document.rows)
    if not values:
        return document
    known = {(head(node), _number(_index(node))) for node in nodes(document.rows) if isinstance(node, Name)}

    def rule(node: Node) -> Node | None:
        label = _label(_index(node)) if isinstance(node, Name) else None
        numbers = values.get(head(label), ()) if label is not None else ()
        if label is None or not isinstance(node, Name) or not numbers or not all((head(node), n) in known for n in numbers):
            return None
        parts = [(_statement(label, n), replace(node, sub=(_script(n),))) for n in numbers]
        return Group((Sum(tuple((1, Product((("", mark), ("", name)))) for mark, name in parts)),), span=node.span)

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, rule)))


def _index(node: Node) -> Node | None:
    """The only index of a symbol; ``y(i)`` is ``y^{(i)}``."""
    if not isinstance(node, Name) or node.sup or len(node.sub) != 1:
        return None
    match node.sub[0].items:
        case (index,):
            return index
        case (Name() as name, Group(items=(Name(base=letter) as example,))) if letter_of(example):
            return replace(name, sup=(Script((example,), f"({letter})", bracket="()"),))
    return None


def _label(index: Node | None) -> Name | None:
    """The class of an example as an index: ``y_i``, ``y^{(i)}``."""
    return index if isinstance(index, Name) and (index.sub or index.sup) else None


def _statement(label: Name, number: float) -> Indicator:
    return Indicator(Relation("=", label, _written(number)))


def _script(number: float) -> Script:
    return Script((_written(number),), f"{number:g}")


def _written(number: float) -> Node:
    return Number(f"{number:g}") if number >= 0 else Sum(((-1, Number(f"{-number:g}")),))


def _number(node: Node | None) -> float | None:
    """The number that stands there, perhaps with a sign."""
    sign = 1
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, node = node.terms[0]
    return sign * float(node.text) if isinstance(node, Number) else None
