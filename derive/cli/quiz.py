"""``derive quiz``: a derivation with planted slips, and the key to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from derive.cli.options import document_options
from derive.cli.terminal import write


@click.command(short_help="Make an exercise: a derivation with planted slips, and its key.")
@click.argument("spec")
@click.option("--wrong", type=click.IntRange(min=1), default=3, show_default=True, metavar="K", help="How many slips.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="S", help="The same seed plants the same slips.")
@click.option("--kinds", metavar="KIND,...", help="Only slips of these kinds: sign, prime, transpose, index, ...")
@click.option("--format", "style", type=click.Choice(["latex", "markdown"]), default="latex", show_default=True)
@click.option("-o", "--output", metavar="DIR", default="derived", show_default=True, help="Where the folder goes.")
@document_options
def quiz(spec: str, wrong: int, seed: int, kinds: str | None, style: str, output: str, **options: Any) -> None:
    """Write the derivation of SPEC with K planted slips into DIR/<name>/, and the key to them.

    Three files: quiz.tex (or quiz.md), quiz_key.txt and quiz_key.json.  Every planted row is wrong, and every other row
    holds: `derive check SPEC quiz.tex` finds them.
    """
    from derive.quiz import make_quiz, write_quiz

    exercise = make_quiz(spec, wrong=wrong, seed=seed, kinds=_kinds(kinds), style=style, **options)
    folder = write_quiz(exercise, Path(output))
    count = len(exercise.slips)
    write(f"{folder}: {exercise.file} with {count} slip{'s' * (count != 1)}, quiz_key.txt, quiz_key.json")
    if count < wrong:
        write(f"only {count} of {wrong} slips: no more rows allow one of these kinds")


def _kinds(given: str | None) -> list[str] | None:
    """The kinds of slips, checked."""
    from derive.check.slips import KINDS
    from derive.errors import SpecError, near_misses

    if given is None:
        return None
    kinds = [kind.strip().replace("_", " ").replace("-", " ") for kind in given.split(",") if kind.strip()]
    for kind in kinds:
        if kind not in KINDS:
            hint = near_misses(kind, KINDS) or f"There are: {', '.join(KINDS)}."
            raise SpecError(f"unknown kind of slip '{kind}'", hint=hint)
    return kinds
