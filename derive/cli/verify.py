"""``derive verify``: every gradient entry and every line of the proof, checked numerically."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from derive.cli.terminal import progress, write, write_table

if TYPE_CHECKING:
    from derive.verify import GradientRow, Report, StepRow

WRONG = 1


@click.command(short_help="Check every gradient entry and every line of the proof.")
@click.argument("spec")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_context
def verify(context: click.Context, spec: str, as_json: bool) -> None:
    """Check every gradient entry and every line of the proof of SPEC numerically.

    Exit status 1 if anything is wrong.
    """
    # Before NumPy is loaded: many small products, and threads that wait for a busy processor take ten times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from derive.frontends import load
    from derive.verify import verify

    with progress(1) as tell:
        tell(spec, "reading")
        model = load(spec)
        tell(spec, "verifying")
        report = verify(model, progress=lambda name, done, total: tell(spec, f"verifying {name} ({done}/{total}) of"))
    if as_json:
        write_json(report)
    else:
        print_report(report)
    context.exit(0 if report.ok else WRONG)


def write_json(report: Report) -> None:
    """The report as one JSON object."""
    import json

    write(json.dumps(finite(report.to_json()), indent=2, ensure_ascii=False, allow_nan=False), exact=True)


def finite(data: Any) -> Any:
    """The same data with infinities and NaN as text: JSON has no such numbers."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [finite(value) for value in data]
    return str(data) if isinstance(data, float) and not math.isfinite(data) else data


def print_report(report: Report) -> None:
    """The tables of gradients and of steps, each wrong entry with its index and both values, and one line that sums up."""
    if report.gradients:
        print_gradients(report.gradients)
    print_steps(report.steps)
    for row in report.gradients:
        if not row.ok:
            write(failing_entry(row))
    for step in report.steps:
        if not step.ok:
            write(f"wrong: {step.theorem}: {step.failing or 'two lines differ'}")
    for note in report.notes:
        write(f"Note: {note}.")
    write(summary(report))


def print_gradients(rows: Sequence[GradientRow]) -> None:
    """One line for each array; the notes only if there are any."""
    columns = ("quantity", "shape", "method", "entries", "largest relative error", "threshold", "verdict", "note")
    cells = [
        (r.quantity, shape(r.shape), r.method, str(r.entries), f"{r.error:.1e}", f"{r.threshold:.0e}", word(r.ok), r.note)
        for r in rows
    ]
    used = len(columns) if any(r.note for r in rows) else len(columns) - 1
    write_table("The emitted code", columns[:used], [c[:used] for c in cells], right=columns[3:6])


def print_steps(rows: Sequence[StepRow]) -> None:
    """One line for each theorem."""
    columns = ("theorem", "lines", "instances", "largest relative error", "threshold", "verdict")
    cells = [(r.theorem, str(r.steps), str(r.instances), f"{r.error:.1e}", f"{r.threshold:.0e}", word(r.ok)) for r in rows]
    write_table("The proof", columns, cells, right=columns[1:5])


def word(ok: bool) -> str:
    """The verdict."""
    return "ok" if ok else "wrong"


def shape(sizes: tuple[int, ...]) -> str:
    """``30 x 784``; a scalar has none."""
    return " x ".join(map(str, sizes)) or "number"


def failing_entry(row: GradientRow) -> str:
    """Where an array differs most from its numerical derivative, and both values."""
    place = f"[{', '.join(map(str, row.index))}]" if row.index else ""
    return f"wrong: {row.quantity}{place} is {row.derived:.12g} in the code, {row.numerical:.12g} by {row.method}"


def summary(report: Report) -> str:
    """One line: what was checked, and the result."""
    lines, entries = sum(step.steps for step in report.steps), sum(row.entries for row in report.gradients)
    checked = f"{lines} lines of proof" + (f" and {entries} entries of code" if entries else "")
    return f"{report.model}: {checked} checked: {'all well' if report.ok else 'something is WRONG'}."
