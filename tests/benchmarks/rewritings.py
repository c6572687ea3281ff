"""Equal rewritings of rows that hold: none may be rejected.

    python -m tests.benchmarks.rewritings 5000 [SEED [FOLDER]]

FOLDER holds other hand-written derivations.
Terms and factors in another order, brackets multiplied out, factors pulled out, signs pulled in and out, fractions written
over one bar, bound indices renamed, functions against their exponentials (``identities.py``, ``exponentials.py``), and the
other layout: both sides transposed (``transposes.py``). Each is an identity, so the judge must find that the row still holds.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from derive.check.judging.outcome import HOLDS, NO_CLAIM, UNDER
from derive.check.reading.printer import latex
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Node
from derive.check.session import Session
from derive.check.slips.tree import put, walk
from tests.benchmarks import identities
from tests.benchmarks.around import Around
from tests.benchmarks.exponentials import as_exponentials
from tests.benchmarks.sources import claims, judged, left_of, sessions
from tests.benchmarks.transposes import transposed

PIECES: tuple[identities.Identity, ...] = (
    identities.reordered_terms,
    identities.reordered_factors,
    identities.expanded,
    identities.factored,
    identities.over_one_bar,
    identities.negated,
    identities.renamed,
    as_exponentials,
)


PATIENCE = 50
"""A text that so many identities in a row do not fit is left alone."""
Sides = tuple[Node, Node]
Rule = Callable[[Sides, Around], Sides | None]


@dataclass
class Tally:
    """How many rewritings of each kind were judged, and those that were rejected."""

    judged: int = 0
    done: Counter[str] = field(default_factory=Counter)
    no_claim: int = 0
    rejected: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rewritten:
    """A row in other words."""

    row: Row
    left: Node
    right: Node
    done: tuple[str, ...]


def rewritings(session: Session, rng: random.Random) -> Iterator[Rewritten]:
    """Rows with one rewriting or several, for ever (unless none fits)."""
    rows, futile = claims(session), 0
    while rows and futile < PATIENCE:
        futile += 1
        first = rng.choice(RULES)
        for row in rng.sample(rows, len(rows)):
            around = Around(rng, session.judges(row.number))
            sides, done = (left_of(row), row.claims[-1].right), []
            for rule in (first, *rng.choices(RULES, k=rng.choice((0, 0, 1, 2)))):
                if (new := rule(sides, around)) is not None:
                    sides = new
                    done.append(rule.__name__)
            if first.__name__ in done and sides != (left_of(row), row.claims[-1].right):
                yield Rewritten(row, *sides, tuple(done))
                futile = 0
                break


def turned(sides: Sides, around: Around) -> Sides | None:
    """Both sides transposed."""
    left, right = (transposed(side, around) for side in sides)
    return None if left is None or right is None or (left, right) == sides else (left, right)


def _on_the_right(identity: identities.Identity) -> Rule:
    def rule(sides: Sides, around: Around) -> Sides | None:
        new = somewhere(sides[1], identity, around)
        return None if new is None else (sides[0], new)

    rule.__name__ = identity.__name__
    return rule


RULES: tuple[Rule, ...] = (*map(_on_the_right, PIECES), turned)


def somewhere(root: Node, rule: identities.Identity, around: Around) -> Node | None:
    """A formula with an identity applied to one of its pieces; None if it fits none."""
    places = list(walk(root))
    around.rng.shuffle(places)
    for path, piece in places:
        new = rule(piece, around)
        if new is not None and new != piece:
            return put(root, path, new)
    return None


def run(count: int, seed: int = 0, found: list[Session] | None = None) -> Tally:
    """Judge so many rewritings."""
    rng, tally = random.Random(seed), Tally()
    sources = [(session, rewritings(session, rng)) for session in found or sessions()]
    while sources and tally.judged < count:
        session, stream = sources.pop(0)
        if (one := next(stream, None)) is None:
            continue
        sources.append((session, stream))
        tally.judged += 1
        tally.done.update(one.done)
        row = judged(session, one.row, one.left, one.right)
        tally.no_claim += row.verdict == NO_CLAIM
        if row.verdict not in (HOLDS, UNDER, NO_CLAIM):
            said = f"{latex(one.left)} = {latex(one.right)}   [{row.verdict}: {row.reason}]"
            tally.rejected.append(f"{', '.join(one.done)}: {said}")
    return tally


def main() -> None:
    """Run and print."""
    count, seed = int((*sys.argv[1:], "5000")[0]), int((*sys.argv[2:], "0")[0])
    found = sessions(Path(sys.argv[3]), ()) if len(sys.argv) > 3 else None
    started = time.process_time()
    tally = run(count, seed, found)
    taken = time.process_time() - started
    print(f"{tally.judged} rewritings, {len(tally.rejected)} rejected, {tally.no_claim} no claim, {taken:.0f} s")
    print(", ".join(f"{kind} {number}" for kind, number in tally.done.most_common()))
    print(*tally.rejected[:40], sep="\n")


if __name__ == "__main__":
    main()
