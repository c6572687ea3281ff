"""Slips planted in right derivations (``sources.py``): how many the judge accepts, and how many it names.

    python -m tests.benchmarks.mutants 20000 [SEED [FOLDER]]

FOLDER holds other hand-written derivations.  One mutant in fifty is explained, too.

A mutant is one edit of the table of slips in an equation that holds. Whether it truly differs is decided without the judge's
verdict: by the values of both sides at other seeds than the judge's, under their first readings and under those that the right
rows of the same text have shown to be its habit (partial derivatives with earlier steps held).
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from derive.check.judging.chooser import Chooser, Key
from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.trial import bound
from derive.check.judging.values.evaluate import Evaluator
from derive.check.judging.values.frame import Frame
from derive.check.reading.printer import latex
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Node
from derive.check.session import Session
from derive.check.slips import Context, Edit, edits, explain
from derive.check.slips.tree import alike
from tests.benchmarks.sources import claims, judged, left_of, sessions

OTHER_SEEDS = (101, 102)


@dataclass
class Tally:
    """What became of the mutants."""

    tried: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    differ: Counter[str] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)
    lenient: list[str] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    unnamed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Mutant:
    """An edited right side of a row."""

    row: Row
    left: Node
    right: Node
    wrong: Node
    edit: Edit


def mutants(session: Session, rng: random.Random) -> Iterator[Mutant]:
    """Mutants of rows that hold, drawn kind by kind, for ever."""
    rows = claims(session)
    tables: dict[int, dict[str, list[Edit]]] = {}
    while rows:
        row = rng.choice(rows)
        claim = row.claims[-1]
        if row.number not in tables:
            table: dict[str, list[Edit]] = {}
            for edit in edits(claim.right, Context.of(row, session.document)):
                table.setdefault(edit.kind, []).append(edit)
            tables[row.number] = table
        if not tables[row.number]:
            rows.remove(row)
            continue
        edit = rng.choice(tables[row.number][rng.choice(sorted(tables[row.number]))])
        left = left_of(row)
        wrong = edit.apply(claim.right)
        if wrong != left:
            yield Mutant(row, left, claim.right, wrong, edit)


def truly_differs(judge: Judge, mutant: Mutant) -> bool | None:
    """Whether the edited side has another value than both sides at other seeds (an edit may lead to another right row); None
    if it has no value."""
    found = [_differs(judge, mutant, plan) for plan in ({}, *judge.habits)]
    return False if False in found else found[0]


def _differs(judge: Judge, mutant: Mutant, plan: dict[Key, int]) -> bool | None:
    """The same under one reading."""
    for seed in OTHER_SEEDS:
        left, right, wrong = (_value(judge, node, seed, mutant, plan) for node in (mutant.left, mutant.right, mutant.wrong))
        if right is None or wrong is None:
            return None
        if not _same(right, wrong) and (left is None or not _same(left, wrong)):
            return True
    return False


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-7, atol=1e-12, equal_nan=True)


def _value(judge: Judge, node: Node, seed: int, mutant: Mutant, plan: dict[Key, int]) -> np.ndarray | None:
    evaluator = Evaluator(judge.world, judge.symbols, Chooser(plan))
    try:
        frame, _ = bound(evaluator, Frame(judge.world.instance(seed)), (mutant.left, mutant.right, node))
        with np.errstate(all="ignore"):
            value = evaluator.value(node, frame)
    except (NoValue, MustLoop, SecondOrder, ValueError):
        return None
    order = sorted(range(len(value.labels)), key=lambda n: value.labels[n])
    array = np.asarray(value.array)
    return np.transpose(array, [*order, *range(len(order), array.ndim)]) if array.ndim >= len(order) else array


def run(count: int, seed: int = 0, *, explaining: int = 50, seconds: float = 1.0, found: list[Session] | None = None) -> Tally:
    """Judge ``count`` mutants; explain one in ``explaining``."""
    rng = random.Random(seed)
    tally = Tally()
    sources = [(session, mutants(session, rng)) for session in found or sessions()]
    number = 0
    while sources and number < count:
        session, stream = sources.pop(0)
        if (mutant := next(stream, None)) is None:
            continue
        sources.append((session, stream))
        judge_one(session, mutant, tally, explaining > 0 and number % explaining == 0, seconds)
        number += 1
    return tally


def judge_one(session: Session, mutant: Mutant, tally: Tally, explaining: bool, seconds: float) -> None:
    """One mutant."""
    kind = mutant.edit.kind
    tally.tried[kind] += 1
    judge = session.judges(mutant.row.number)
    differs = truly_differs(judge, mutant)
    if differs is False:
        return
    try:
        outcome = judged(session, mutant.row, mutant.left, mutant.wrong)
    except Exception as fault:
        tally.faults.append(f"{type(fault).__name__}: {fault}: {latex(mutant.left)} = {latex(mutant.wrong)}")
        return
    tally.verdicts[outcome.verdict] += 1
    said = f"{kind}: {latex(mutant.left)} = {latex(mutant.wrong)}   for   {latex(mutant.right)}"
    if outcome.verdict in (HOLDS, UNDER):
        if outcome.convention:
            tally.lenient.append(f"{said}   [{outcome.convention}]")
        elif differs:
            tally.accepted.append(said)
        return
    tally.differ[kind] += 1
    if explaining:
        claim = replace(mutant.row.claims[-1], left=mutant.left, right=mutant.wrong, inherited=False)
        context = Context.of(replace(mutant.row, claims=(claim,)), session.document)
        unfit = outcome.outcomes[-1].unfit
        found = explain(judge, claim, mutant.row.conditions, context=context, seconds=seconds, unfit=unfit)
        tally.explained[kind] += 1
        if found and (alike(found.right, mutant.right) or kind in found.kind.split(" and ")):
            tally.named[kind] += 1
        else:
            tally.unnamed.append(f"{said}   -> {found.words if found else None}")


def main() -> None:
    """Run and print."""
    count, seed = int((*sys.argv[1:], "2000")[0]), int((*sys.argv[2:], "0")[0])
    found = sessions(Path(sys.argv[3])) if len(sys.argv) > 3 else None
    started = time.process_time()
    tally = run(count, seed, found=found)
    taken = time.process_time() - started
    print(f"{count} mutants, {sum(tally.verdicts.values())} differ, {taken:.0f} s: {dict(tally.verdicts)}")
    print(f"faults: {len(tally.faults)}")
    print(*tally.faults[:10], sep="\n")
    print(f"accepted: {len(tally.accepted)}")
    print(*tally.accepted[:40], sep="\n")
    print(f"accepted under a convention: {len(tally.lenient)}")
    print(*tally.lenient[:40], sep="\n")
    explained, named = sum(tally.explained.values()), sum(tally.named.values())
    print(f"explained: {named} of {explained}")
    for kind in sorted(tally.explained):
        print(f"  {kind}: {tally.named[kind]} of {tally.explained[kind]}")
    print(*tally.unnamed[:40], sep="\n")


if __name__ == "__main__":
    main()
