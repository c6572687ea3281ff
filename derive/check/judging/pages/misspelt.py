"""Symbols that stand nowhere else: ``u_c`` for ``v_c``, in a row that holds with the one that is meant.

Nobody can tell what a symbol means that the text writes once and nothing defines.  But where its letter is known, and another
index or another letter of the text makes an equation hold that is about known things only, it is a slip.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import CANNOT_TELL, WRONG, Outcome
from derive.check.judging.pages import certainty
from derive.check.judging.pages.corrections import ReadAgain, corrected
from derive.check.judging.pages.explaining import uncertain
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.definitions.sorting import is_mark
from derive.check.reading.rows import Claim, Document, nodes
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.judges import Judges
    from derive.check.slips import Explanation

_SHARE = 0.5
"""In this part of the time for a slip."""
_OFTEN = 2
"""A symbol that stands in more places is no slip but one that nobody explained."""


def found(rows: Sequence[Judged], judges: Judges, document: Document, again: ReadAgain, seconds: float) -> list[Judged]:
    """The rows, with those called wrong of which a symbol that is nowhere defined is a slip for a known one."""
    changed = list(rows)
    for at, judged in enumerate(rows):
        if judged.verdict != CANNOT_TELL or not judged.row.claims:
            continue
        judge = judges(judged.row.number)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
            name = _unknown(claim, outcome)
            if name is None or judge.world.specification is None or not _is_rare(name, document, judge):
                continue
            if isinstance(claim.left, Name) and not certainty.names_gradient(judge, claim.left):
                continue  # a definition may speak of anything
            slip = _slip(judge, judged, claim, name, document, seconds * _SHARE)
            if slip is not None and _is_near(slip, claim, name) and _is_certain(slip, judged, claim, rows, judges):
                wrong = replace(judged, verdict=WRONG)
                changed[at] = corrected(wrong, slip, claim, judge, again)
                break
    return changed


def _unknown(claim: Claim, outcome: Outcome) -> Name | None:
    """The symbol that keeps a claim from being judged, if it stands there once."""
    if not outcome.has_unknown_symbol:
        return None
    sides = dict.fromkeys((claim.compared, claim.left, claim.right))
    names = [node for side in sides for node in walk(side) if isinstance(node, Name)]
    here = [name for name in names if name.span == outcome.span]
    return here[0] if here and sum(name == here[0] for name in names) == 1 else None


def _is_rare(name: Name, document: Document, judge: Judge) -> bool:
    """Whether a text hardly ever writes a symbol, and its letter elsewhere for something known."""
    source = document.text[slice(*name.span)]
    others = [n for n in nodes(document.rows) if isinstance(n, Name) and n.base == name.base and n != name]
    letter = (name.accents, name.style)
    known = any((n.accents, n.style) == letter and not is_mark(n) and judge.symbols.lookup(n) for n in others)
    return known and document.text.count(source) <= _OFTEN


def _slip(judge: Judge, judged: Judged, claim: Claim, name: Name, document: Document, seconds: float) -> Explanation | None:
    from derive.check.slips import Context, explain

    around = Context.of(judged.row, document, marks=judge.symbols.marks)
    around = replace(around, names=tuple(dict.fromkeys((*around.names, *_letters(judge, document)))))
    return explain(judge, claim, judged.row.conditions, context=around, seconds=seconds, only=name)


def _is_near(slip: Explanation, claim: Claim, name: Name) -> bool:
    """Whether what stands in the place of a symbol has its letter or its scripts."""
    written, meant = (Counter(_names(sides)) for sides in ((claim.compared, claim.right), (slip.left, slip.right)))
    return any(new.base == name.base or (new.sub, new.sup) == (name.sub, name.sup) for new in meant - written)


def _names(sides: Iterable[Node]) -> Iterator[Name]:
    return (node for side in sides for node in walk(side) if isinstance(node, Name))


def _letters(judge: Judge, document: Document) -> Iterator[Name]:
    """The letters of a text that mean something, functions among them."""
    for name in dict.fromkeys(node for node in nodes(document.rows) if isinstance(node, Name)):
        letter = Name(name.base, name.accents, name.style)
        if judge.symbols.lookup(letter):
            yield letter


def _is_certain(slip: Explanation, judged: Judged, claim: Claim, rows: Sequence[Judged], judges: Judges) -> bool:
    """Whether nothing else in the row is in doubt."""
    meant = replace(claim, left=slip.left, right=slip.right, head=slip.left, inherited=False)
    row = replace(judged.row, claims=(meant,))
    probe = replace(judged, row=row, verdict=WRONG, outcomes=(Outcome(WRONG),))
    others = [other for other in rows if other.row.number != judged.row.number]
    return judged.row.number not in uncertain(judges, [*others, probe])
