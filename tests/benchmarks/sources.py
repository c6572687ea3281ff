"""Derivations that are known to be right: proofs of the gallery, and hand-written ones (``texts/``), with their judges.

A hand-written one is a file ``NAME.tex``, with ``NAME.toml`` beside it unless the text states its own model.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import derive
from derive.check.jobs import specification
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
