"""Derivations that are known to be right: proofs of the gallery, and hand-written ones (``texts/``), with their judges.

A hand-written one is a file ``NAME.tex``, with ``NAME.toml`` beside it unless the text states its own model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import derive
from derive.check.jobs import specification
from derive.check.judging.pages.one_row import in_its_case, judge_row
from derive.check.judging.pages.verdict import Judged
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Node
from derive.check.session import Session, open_session

PROOFS = (
    ("xor", "nielsen"),
    ("digits", "nielsen"),
    ("digits", "rows"),
    ("nielsen", "ufldl"),
    ("xor", "bishop"),
    ("mazur", "rumelhart"),
    ("logistic", "nielsen"),
    ("nielsen-depth-L", "nielsen"),
    ("bptt-elman", "nielsen"),
    ("softmax-regression", "nielsen"),
)
"""Items of the gallery, and the notations in which they are printed."""
TEXTS = Path(__file__).with_name("texts")


@cache
def proof(name: str, notation: str) -> Session:
    """The proof of an item of the gallery, judged."""
    model = derive.load(name)
    return open_session(model, derive.derive(model).latex(notation=notation))


@cache
def hand_written(path: Path) -> Session:
    """A hand-written derivation, judged."""
    spec = path.with_suffix(".toml")
    model, options = specification(str(spec) if spec.exists() else None, None)
    return open_session(model, path.read_text(), options.get("notation"))


def sessions(folder: Path = TEXTS, proofs: Iterable[tuple[str, str]] = PROOFS) -> list[Session]:
    """All proofs, and the texts of a folder; those in which no row holds are left out."""
    found = [proof(*one) for one in proofs] + [hand_written(path) for path in sorted(folder.glob("*.tex"))]
    return [session for session in found if session.sound]


def claims(session: Session) -> list[Row]:
    """The rows of a session that hold, and that end with an equation."""
    rows = [judged.row for judged in session.rows if judged.row.number in session.sound]
    return [row for row in rows if row.claims[-1].relation in ("=", ":=")]


def left_of(row: Row) -> Node:
    """What the last right side of a row is compared with: the head of its chain, or its own left side."""
    claim = row.claims[-1]
    return claim.head if claim.inherited and claim.head is not None else claim.left


def judged(session: Session, row: Row, left: Node, right: Node) -> Judged:
    """The verdict on a row whose last equation has other sides, by all that a text's row goes through."""
    last = replace(row.claims[-1], right=right)
    if left != left_of(row):
        last = replace(last, left=left, inherited=False, head=None)
    judge, changed = session.judges(row.number), replace(row, claims=(*row.claims[:-1], last))
    habits = list(judge.habits)
    try:
        return in_its_case(judge, judge_row(judge, changed), session.document)
    finally:
        judge.habits[:] = habits  # a rewriting is no row of the text: it makes no habit
