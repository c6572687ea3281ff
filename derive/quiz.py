"""Exercises: the derivation of a model with planted slips, and its key.

Input: a specification, a number and a seed. Output: a text in which exactly the planted rows are wrong (the judge has checked
each), and the key. The same seed gives the same exercise.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from derive.errors import OutputError, Refused

_ATTEMPTS, _STRIDE = 5, 1_000_003
"""Seeds are tried until exactly the planted rows are wrong in the new text (a slip may change how others are read)."""


@dataclass(frozen=True)
class Exercise:
    """A text with slips in it, and the key."""

    name: str
    title: str
    file: str
    text: str
    slips: tuple[Any, ...]
    seed: int

    def key_text(self) -> str:
        """The key for a reader."""
        lines = [f"Key to {self.file}: {self.title} (seed {self.seed})", ""]
        for slip in self.slips:
            lines += [
                slip.words,
                f"  right: {' '.join(slip.right_row.split())}",
                f"  wrong: {' '.join(slip.wrong_row.split())}",
                "",
            ]
        return "\n".join(lines)

    def key_json(self) -> str:
        """The key for a program."""
        slips = [asdict(slip) for slip in self.slips]
        return (
            json.dumps({"model": self.name, "file": self.file, "seed": self.seed, "slips": slips}, indent=2, ensure_ascii=False)
            + "\n"
        )


def make_quiz(
    spec: str | Path,
    *,
    wrong: int = 3,
    seed: int = 0,
    kinds: Sequence[str] | None = None,
    style: str = "latex",
    **options: Any,
) -> Exercise:
    """An exercise; ``kinds`` restricts the slips, ``options`` are those of ``Proof.document``.

    Raises:
        Refused: no row of the derivation allows such a slip.
        SpecError: as ``derive.load`` and ``Proof.document``.
    """
    from derive.check.session import open_session
    from derive.check.slips.plant import plant
    from derive.frontends import load
    from derive.proof import Proof

    model = load(spec)
    proof = Proof(model)
    text = proof.latex(**options) if style == "latex" else proof.markdown(**options)
    session = open_session(model, text)
    for attempt in range(_ATTEMPTS):
        made = plant(
            text, session.document, session.judges, session.sound, count=wrong, seed=seed + attempt * _STRIDE, kinds=kinds
        )
        again = open_session(model, made.text)
        if set(session.sound) - set(again.sound) == {slip.row for slip in made.slips}:
            break
    else:
        raise Refused("no slips were found that make exactly their own rows wrong", hint="Another --seed may do.")
    if not made.slips:
        raise Refused("no row of the derivation allows such a slip", hint="Other --kinds, or --detail full, give more choice.")
    file = "quiz.tex" if style == "latex" else "quiz.md"
    return Exercise(model.name, model.title or model.name, file, made.text, made.slips, seed)


def write_quiz(exercise: Exercise, output: Path) -> Path:
    """Write the exercise and its key into ``output/<name>/``; returns that folder."""
    folder = output / exercise.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (
            (exercise.file, exercise.text), ("quiz_key.txt", exercise.key_text()), ("quiz_key.json", exercise.key_json()),
        ):  # fmt: skip
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"the exercise cannot be written: {error.strerror or error}", place=str(folder)) from None
    return folder
