"""The round trip: what ``derive`` prints, ``derive check`` reads and confirms.

    python -m tests.benchmarks round-trip [--items xor mazur] [--notations nielsen rows] [--details brief full]
        [--formats latex markdown] [--list]

A row for each document: how many rows it has, and how many hold, make no claim, hold under a convention, are wrong, cannot
be told or cannot be read.  ``--list`` prints those that neither hold nor make no claim.  Every document is judged in a
process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import derive
from derive.check import check
from derive.render import notation

KINDS = ("holds", "not a claim", "holds under", "cannot tell", "wrong", "unreadable")
FINE = ("holds", "not a claim")
DETAILS = ("brief", "textbook", "full")
FORMATS = ("latex", "markdown")
_LIMIT = 600.0


@dataclass
class Trip:
    """One document, read back: the verdicts by kind, the rows that are not fine, and the seconds that judging took."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def line(self) -> str:
        counts = "".join(f"{self.counts[kind]:>8}" for kind in KINDS)
        return f"{self.name:<52}{self.rows:>6}{counts}{self.seconds:>8.1f} s"


def gallery() -> list[str]:
    """The names of all examples that come with the program."""
    return sorted(path.stem for path in (Path(derive.__file__).parent / "gallery").glob("*.toml"))


def trip(item: str, notation_name: str, detail: str, form: str = "latex") -> Trip:
    """Print one document, and judge every row of it."""
    model = derive.load(item)
    proof = derive.derive(model)
    text = getattr(proof, form)(notation=notation_name, detail=detail)
    began = time.perf_counter()
    report = check(model, text, notation_name=notation_name, explain=False)
    found = Trip(f"{item} {notation_name} {detail} {form}", seconds=time.perf_counter() - began)
    for judged in report.rows:
        kind = "unreadable" if judged.unreadable and judged.verdict == "cannot tell" else judged.verdict
        found.counts[kind] += 1
        if kind not in FINE:
            found.bad.append(
                f"row {judged.row.number}: {kind}: {judged.row.latex[:160]} -- {judged.convention or judged.reason}"
            )
    return found


def _work(connection: Connection, job: tuple[str, str, str, str]) -> None:
    try:
        connection.send(trip(*job))
    except Exception as error:
        connection.send(Trip(" ".join(job), Counter(unreadable=1), [f"{type(error).__name__}: {error}"]))


def trips(jobs: Sequence[tuple[str, str, str, str]]) -> Iterator[Trip]:
    """Every document in a process of its own (its numbers take memory), one after the other."""
    context = multiprocessing.get_context("fork")
    for job in jobs:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(there, job), daemon=True)
        process.start()
        there.close()
        late = Trip(" ".join(job), Counter(unreadable=1), [f"not judged within {_LIMIT:.0f} s"])
        try:
            yield here.recv() if here.poll(_LIMIT) else late
        except EOFError:
            yield late
        process.terminate()
        process.join()


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="round-trip")
    parser.add_argument("--items", nargs="*", default=gallery())
    parser.add_argument("--notations", nargs="*", default=notation.names())
    parser.add_argument("--details", nargs="*", default=DETAILS)
    parser.add_argument("--formats", nargs="*", default=FORMATS)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args(arguments)
    jobs = [(i, n, d, f) for i in asked.items for n in asked.notations for d in asked.details for f in asked.formats]
    print(f"{'document':<52}{'rows':>6}" + "".join(f"{kind.split()[-1][:7]:>8}" for kind in KINDS))
    totals: dict[str, Trip] = {}
    for found in trips(jobs):
        print(found.line(), flush=True)
        for bad in found.bad if asked.list else ():
            print("    " + bad)
        _, name, detail, form = found.name.split()
        total = totals.setdefault(f"{name} {detail} {form}", Trip(f"all: {name} {detail} {form}"))
        total.counts += found.counts
        total.seconds += found.seconds
    for total in totals.values():
        print(total.line())
