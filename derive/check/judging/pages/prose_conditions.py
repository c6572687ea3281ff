"""Conditions in the prose before a display: ``when $y (w^T x + b) \\ge 1$, then`` the rows below hold there, and nowhere else.

A row that is wrong is looked at again under the condition that stands last before its display, behind a word such as *when*: an
inequality, a value of a label, or that something is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER, WRONG
from derive.check.judging.pages.corrections import ReadAgain
from derive.check.judging.pages.judges import Judges
from derive.check.judging.pages.one_row import safely
from derive.check.judging.pages.verdict import Judged, named
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.suppositions import TO_BE_SOLVED
from derive.check.meaning.labels import compares
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import Part
from derive.check.meaning.trees import is_zero, letter_of
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Name, Node, Number, Relation
from derive.check.reading.tree import mentions, walk
from derive.check.reading.vocabulary import ORDERS

_WHEN = re.compile(
    r"(?:\b(?:when(?:ever)?|if|where|for|case|lorsque|quand|si|wenn|falls|f\u00fcr|cuando|quando|se|para|per|con|with|mit|avec|\u0435\u0441\u043b\u0438|\u043f\u0440\u0438)\b"
    r"|[\u5f53\u7576\u82e5]|\u5982\u679c)[^$.\n]{0,24}\$([^$\n]{3,90})\$",
    re.IGNORECASE,
)
_LOSES = re.compile(
    r"\b(?:when(?:ever)?|if|where|for|in case|assuming|suppos\w+|provided|as long as)\b\s+(?:that\s+)?(?:the\s+|a\s+|this\s+)?"
    r"(?:(?P<adjective>positive|active|non-?zero|violated)\s+)?(?:hinge|triplet|margin|ranking|contrastive)?\s*"
    r"(?:loss|cost|hinge|margin|constraint|triplet|penalty)\b"
    r"(?(adjective)|[\w\s]{0,12}?\b(?:is|gets|becomes|are)\s+(?:strictly\s+|currently\s+)?"
    r"(?:positive|active|violated|non-?zero|not\s+(?:zero|satisfied)|(?:greater|larger|more|bigger)\s+than\s+(?:zero|\$?0\$?)))"
    r"|\b(?:si|lorsque|quand)\s+(?:la|le)\s+(?:perte|co\u00fbt|marge)\s+est\s+(?:strictement\s+)?(?:positive?|non nulle?)"
    r"|\b(?:wenn|falls|f\u00fcr|bei)\s+(?:der|die|den|einen)?\s*(?:positive[nm]\s+(?:verlust|kosten)|(?:verlust|kosten)\s+positiv)"
    r"|\b(?:si|cuando|quando|se)\s+(?:la|a|o)\s+(?:p\u00e9rdida|perda|perdita|custo)\s+(?:es|\u00e9|\u00e8)\s+positiv[ao]"
    r"|(?:\u635f\u5931|\u4ee3\u4ef7)(?:\u51fd\u6570)?(?:\u5927\u4e8e|\u4e3a\u6b63|\u4e0d\u4e3a|\u4e0d\u7b49\u4e8e|\u975e|>)\s*(?:\u96f6|0|\u6b63)?",
    re.IGNORECASE,
)
"""Words for a cost that is not zero: ``if the hinge loss is positive``."""
_AND = re.compile(r"[\s,)]*(?:and|with|und|et|y|e|mit|avec|con|\u4e14)[\s(]*\$([^$\n]{3,90})\$", re.IGNORECASE)
"""A further condition."""
_COMPARISONS = re.compile(r"(?:\\neq?|[<>=]).*,.*(?:\\neq?|[<>=])")
"""Several conditions in one formula: ``k \\neq j, k \\neq i``."""
_FAR = 600
"""Prose is read so many characters back."""
_LAPSES = re.compile(
    r"^\s*#|\\(?:sub)*section|\b(?:otherwise|else|sonst|sinon|altrimenti)\b|\u5426\u5219", re.MULTILINE | re.IGNORECASE
)
"""Where a condition of the prose ends."""


class Condition(NamedTuple):
    """What is to hold as it is written, and read; a condition on values ``reaches`` the displays that follow."""

    words: str
    relations: tuple[Relation, ...]
    reaches: bool


def inequalities(rows: Sequence[Judged]) -> list[Judged]:
    """The rows, inequalities inside of the prose that do not hold everywhere as conditions, which they are more likely."""
    return [_as_condition(judged) if judged.verdict == WRONG and judged.row.inline else judged for judged in rows]


def _as_condition(judged: Judged) -> Judged:
    if any(claim.relation not in ORDERS for claim in judged.row.claims):
        return judged
    return replace(judged, verdict=CANNOT_TELL, reason="it does not hold everywhere: a condition?")


def held(rows: Sequence[Judged], judges: Judges, document: Document, again: ReadAgain) -> list[Judged]:
    """The rows, those that are wrong and hold under such a condition with that as their convention.

    A condition on values (and that the cost is positive) reaches the displays that follow, up to a heading, a word for the
    other case, or a row that speaks of the label again."""
    found: list[Judged] = []
    last: tuple[int, Condition] | None = None
    for judged in rows:
        start = judged.row.place.start
        if last is not None and (_LAPSES.search(document.text[last[0] : start]) or _is_general(judged.row, last[1])):
            last = None
        own = None
        if not judged.row.inline or judged.verdict == WRONG:
            prose, judge = _prose(judged.row, document), judges(judged.row.number)
            own = _stated(prose, judge, again) or _cost_is_positive(prose, judge)
        if own is not None and own.reaches:
            last = start, own
        condition = own or (last[1] if last is not None else None)
        asked = condition is not None and (judged.verdict == WRONG or judged.reason == TO_BE_SOLVED)
        found.append(_again(judged, judges, condition) if asked and condition is not None else judged)
    return found


def _is_general(row: Row, condition: Condition) -> bool:
    """Whether a row of a display holds the label to which a condition gives a value: then it is about any value."""
    labels = [relation.left for relation in condition.relations if relation.op == "="]
    return not row.inline and any(mentions(side, (label,)) for side in row.sides for label in labels)


def _again(judged: Judged, judges: Judges, condition: Condition) -> Judged:
    restricted = replace(judged.row, conditions=(*judged.row.conditions, *condition.relations))
    other = safely(judges(judged.row.number), restricted)
    says_zero = any(is_zero(claim.right) for claim in judged.row.claims)
    zero = not says_zero and bool(other.outcomes) and all(outcome.zero for outcome in other.outcomes if outcome.is_fine)
    words = f"where {condition.words}, as the text says"
    if other.verdict == WRONG:  # what explains it holds in this case
        return replace(other, reason=f"{words}: {other.reason}")
    if other.verdict not in (HOLDS, UNDER) or zero:
        return judged
    return named(replace(other, row=judged.row), words)


def _prose(row: Row, document: Document) -> str:
    """What stands right before a row's display."""
    begin = min(other.place.start for other in document.rows if other.block == row.block)
    before = [r.place.end for r in document.rows if r.block < row.block and not r.inline and r.place.end <= begin]
    return document.text[max([*before, begin - _FAR, 0]) : begin]


def _stated(prose: str, judge: Judge, again: ReadAgain) -> Condition | None:
    """The last inequality of which the prose speaks, or the last value of a label, with what is joined to it."""
    *_, last = (None, *_WHEN.finditer(prose))
    if last is None:
        return None
    found, end = [last[1]], last.end()
    while (more := _AND.match(prose, end)) is not None:
        found.append(more[1])
        end = more.end()
    parts = [part for formula in found for part in _several(formula)]
    relations = tuple(relation for part in parts if (relation := _relation(part, judge, again)) is not None)
    if not relations:
        return None
    words = " and ".join(formula.strip() for formula in found)
    return Condition(words, relations, reaches=any(one.op == "=" or not isinstance(one.left, Name) for one in relations))


def _several(formula: str) -> list[str]:
    """The conditions of one formula; a comma in its brackets separates none."""
    parts = formula.split(",")
    balanced = all(part.count(opens) == part.count(closes) for part in parts for opens, closes in ("{}", "()", "[]"))
    return parts if balanced and _COMPARISONS.search(formula) else [formula]


def _relation(formula: str, judge: Judge, again: ReadAgain) -> Relation | None:
    """A formula of the prose that is a condition."""
    node = _read(formula, again)
    if not isinstance(node, Relation):
        return None
    if node.op == "!=" and (other := _other_class(node, judge)) is not None:
        return other
    return node if node.op in ORDERS or compares(node, judge.labels) else None


def _read(formula: str, again: ReadAgain) -> Node | None:
    """A formula in the words of the text's own rows."""
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    claims = [claim for row in again(f"$$\n{formula}\n$$").rows for claim in row.claims]
    if len(claims) == 1:
        return Relation(claims[0].relation, claims[0].left, claims[0].right)
    try:
        return parse(formula)
    except ReadError:
        return None


def _other_class(relation: Relation, judge: Judge) -> Relation | None:
    """``k \\neq t + j``, where only the prose knows that the word t + j is the class: the letter is another one."""
    classes = [name for name, one in judge.world.quantities.items() if one.integer and one.role == "input" and not one.axes]
    if letter_of(relation.left) is None or not classes:
        return None
    readings = [judge.symbols.lookup(node)[:1] for node in walk(relation.right) if isinstance(node, Name)]
    meant = [reading.meaning for found in readings for reading in found]
    if any(isinstance(meaning, Part) and meaning.quantity in classes for meaning in meant):
        return relation
    if len(classes) != 1:
        return None
    known = letter_of(relation.right) is not None or any(isinstance(meaning, Part) for meaning in meant)
    return None if known else replace(relation, right=Name(classes[0], style=MODEL))


def _cost_is_positive(prose: str, judge: Judge) -> Condition | None:
    """The condition that something is lost, if the prose states it in words."""
    cost = Name(judge.world.cost or "")
    said = _LOSES.search(prose) if judge.symbols.lookup(cost) else None
    return Condition("the cost is positive", (Relation(">", cost, Number("0")),), reaches=True) if said else None
