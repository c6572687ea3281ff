"""Conditions that the text states beside a formula: ``For $j \\neq y_i$ we get`` and then the row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, pairwise

from derive.check.judging.values.names import spelled
from derive.check.meaning.definitions.index_letters import index_letters
from derive.check.meaning.notation.rewording import matches
from derive.check.meaning.symbols import IndexLetter, Kronecker, Part, Symbols
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Both, Cases, Derivative, Indicator, Name, Node, Number, Relation
from derive.check.reading.tree import walk

_BEFORE, _AFTER = 250, 100
"""How far away, in characters, a condition may stand."""
_TYPED = re.compile(
    r"\b(?:if|when|where|for|case)\b[ :*_]{1,4}(?P<left>[a-z])[ *_]*(?P<sign>==?|!=|/=|≠|<>)[ *_]*(?P<right>[a-z])\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_RESTRICTS = ("=", "!=", "<", ">", "<=", ">=")


def conditions(document: Document, row: Row, symbols: Symbols) -> Iterator[tuple[Relation | Both, str]]:
    """What may restrict the indices of a row, in words: inline formulas beside it that compare an index with something, the
    nearest first; then the special cases of its left side, of which other rows speak."""
    for one in (row, *_before_in_chain(document, row)):
        yield from ((condition, STATED) for condition in _beside(document, one, symbols))
    compared = list(_compared(row, symbols))
    for condition, words in chain(_other_cases(document, row, symbols), _other_classes(document, row, symbols)):
        if {condition.left, condition.right} not in compared:
            yield condition, words


def _before_in_chain(document: Document, row: Row) -> Iterator[Row]:
    """The rows of displays (or formulas of the prose) on which a row goes on, the nearest first: what restricts them restricts
    it."""
    shown = [other for other in document.rows if other.inline == row.inline and other.number <= row.number]
    for here, before in pairwise(reversed(shown)):
        if not here.claims or not here.claims[0].inherited:
            return
        yield before


def _compared(row: Row, symbols: Symbols) -> Iterator[set[Node]]:
    """What a row compares itself, by ``1[j = a]`` or Kronecker's symbol, and so speaks of in both cases."""
    for node in nodes([row]):
        if isinstance(node, Indicator) and isinstance(node.condition, Relation):
            yield {node.condition.left, node.condition.right}
        if isinstance(node, Name) and (readings := symbols.lookup(node)):
            meaning = readings[0].meaning
            if isinstance(meaning, Kronecker):
                yield {meaning.left, meaning.right}


STATED = "under the condition on the index that stands beside it"


def _other_cases(document: Document, row: Row, symbols: Symbols) -> Iterator[tuple[Relation, str]]:
    """``\\nabla_{w_j} L`` beside ``\\nabla_{w_{y}} L`` in another row: the former means every j but y."""
    first = row.claims[0] if row.claims else None
    left = first.compared if first is not None else None
    if left is None:
        return
    letters = {node for node in walk(left) if isinstance(node, Name) and _is_letter(node, symbols)}
    for other in document.rows:
        if other.number == row.number or not other.claims or other.claims[0].inherited:
            continue
        for letter in letters:
            found: dict[str, Node] = {}
            same = matches(left, other.claims[0].left, frozenset({letter.base}), found)
            case = found.get(letter.base) if same else None
            if _is_case(case, letter, symbols):
                assert case is not None
                words = spelled(case) if isinstance(case, Name) else getattr(case, "text", "")
                yield (
                    Relation("!=", letter, case),
                    f"for {letter.base} other than {words}: row {other.number} is about that",
                )


def _other_classes(document: Document, row: Row, symbols: Symbols) -> Iterator[tuple[Relation, str]]:
    """The gradient by the weights of class 1, beside that by the weights of the class ``y_i`` in another row."""
    mine = _variable(row, symbols)
    for other in document.rows if mine is not None else ():
        found = _variable(other, symbols) if other.number != row.number else None
        if mine is None or found is None or found.quantity != mine.quantity:
            continue
        for index, case in zip(mine.indices, found.indices, strict=False):
            named = isinstance(case, Name) and _is_case(case, Name("j"), symbols)
            if isinstance(index, Number) and isinstance(case, Name) and named:
                words = f"for {spelled(case)} other than {index.text}: row {other.number} is about that"
                yield Relation("!=", index, case), words


def _variable(row: Row, symbols: Symbols) -> Part | None:
    """What the left side of a row differentiates by."""
    first = row.claims[0] if row.claims else None
    left = None if first is None else first.compared
    if not isinstance(left, Derivative) or len(left.by) != 1 or not isinstance(left.by[0], Name):
        return None
    readings = symbols.lookup(left.by[0])
    meaning = readings[0].meaning if readings else None
    return meaning if isinstance(meaning, Part) else None


def _is_case(case: Node | None, letter: Name, symbols: Symbols) -> bool:
    """Whether one value of a letter stands in its place: a number, or a class that the model knows."""
    if isinstance(case, Number):
        return True
    return isinstance(case, Name) and case != letter and bool(symbols.lookup(case)) and not _is_letter(case, symbols)


def _beside(document: Document, row: Row, symbols: Symbols) -> Iterator[Relation | Both]:
    if any(isinstance(node, Cases) for claim in row.claims for node in walk(claim.right)):
        return  # it tells its cases apart itself
    near: list[tuple[int, Node]] = []
    compared = list(_compared(row, symbols))
    start = min((one.place.start for one in document.rows if one.block == row.block and not one.inline), default=0)
    start = row.place.start if row.inline else min(start, row.place.start)  # it stands before the display
    for other in document.rows:
        inside = other.place.start >= start
        before = (row.place.start if inside else start) - other.place.end
        after = other.place.start - row.place.end
        near_by = other.inline and other is not row and (0 <= before <= _BEFORE or 0 <= after <= _AFTER)
        if near_by and not _restricts_another(document, other.place.start):
            stated = [*other.conditions, *(Relation(claim.relation, claim.left, claim.right) for claim in other.claims)]
            if compared and _EXPLAINS.search(document.text, max(0, other.place.start - _BEFORE), other.place.start):
                stated = [one for one in stated if not isinstance(one, Relation) or {one.left, one.right} not in compared]
            near.extend((max(before, after), condition) for condition in (*stated, *_together(stated)))
    near.extend(_typed(document, start, row.place.end))
    indices = index_letters([row])[0]
    for _, condition in sorted(near, key=lambda found: found[0]):
        parts = condition.items if isinstance(condition, Both) else (condition,)
        if all(_restricts(part, symbols, indices) for part in parts) and isinstance(condition, Relation | Both):
            yield condition


def _together(stated: Sequence[Node]) -> Iterator[Both]:
    """Several conditions of one formula, ``k = i, l \\neq j``, as one."""
    if len(stated) > 1:
        yield Both(tuple(stated))


def _restricts(condition: Node, symbols: Symbols, indices: Collection[str]) -> bool:
    """Whether a condition is one on an index."""
    if not isinstance(condition, Relation) or condition.op not in _RESTRICTS:
        return False
    return _is_letter(condition.left, symbols) or letter_of(condition.left) in indices


def _typed(document: Document, start: int, end: int) -> Iterator[tuple[int, Relation]]:
    """Conditions that are typed as plain words, ``when i = j we have``, with their distances."""
    for first, last in ((max(0, start - _BEFORE), start), (end, end + _AFTER)):
        for found in _TYPED.finditer(document.text, first, last):
            sign = "=" if found["sign"] in ("=", "==") else "!="
            distance = start - found.end() if last == start else found.start() - end
            if not _restricts_another(document, found.start()):
                yield distance, Relation(sign, Name(found["left"]), Name(found["right"]))


_EXPLAINS = re.compile(r"(?:\\delta(?![a-z])|kronecker|\\math\w+\{1\}|indicat)[^.:\n]{0,60}\Z", re.IGNORECASE)
"""The words before a condition that says when such a symbol is one: ``with $\\delta_{ij}$ (one for $i = j$, else zero)``."""
_IF = re.compile(r"[\s$\\()]*(?:if|when|where|for|si|wenn|если|当|若|如果)?[\s$\\()]*", re.IGNORECASE)


def _restricts_another(document: Document, at: int) -> bool:
    """Whether a condition follows an inline equation that it belongs to: ``$\\delta_{ij} = 1$ if $i = j$``."""
    claimed = (other for other in document.rows if other.inline and other.claims and other.place.end <= at)
    last = max(claimed, key=lambda other: other.place.end, default=None)
    return last is not None and _IF.fullmatch(document.text, last.place.end, at) is not None


_WHERE = re.compile(
    r"[\s$\\()]*(?:if|when|otherwise|si|wenn|falls|cuando|quando|lorsque|если|若|如果|当)(?![a-z])", re.IGNORECASE
)


def is_conditional(document: Document, row: Row) -> bool:
    """Whether an equation of the prose is claimed under a condition in words: ``$t_j = 1$ if j is the class``."""
    return row.inline and _WHERE.match(document.text, row.place.end) is not None


def is_alternative(document: Document, row: Row) -> bool:
    """Whether a row says "or", and another row of the display gives its left side another value."""
    if not any(_OR.search(words) for words in row.words) or not row.claims:
        return False
    left = row.claims[0].left
    return any(
        claim.left == left and not claim.inherited
        for other in document.rows
        if other.block == row.block and other.number > row.number
        for claim in other.claims
    )


def _is_letter(node: Node, symbols: Symbols) -> bool:
    if not isinstance(node, Name) or node.sub or node.sup:
        return False
    readings = symbols.lookup(node)
    return bool(readings) and isinstance(readings[0].meaning, IndexLetter)
