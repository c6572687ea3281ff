"""Writing to the terminal or into a pipe: text that no encoding can break, tables, progress."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol


class Report(Protocol):
    """Told of each stage of long work."""

    def __call__(self, spec: str, stage: str) -> None:
        """``spec`` has reached ``stage``."""


def prepare_streams() -> None:
    """A character that the terminal lacks is shown as ``?`` rather than as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def write(text: str, *, exact: bool = False) -> None:
    """Write to standard output, with a final newline.

    ``exact`` text (LaTeX, HTML, code) going into a file or a pipe is UTF-8 whatever the locale says: it declares itself to be.
    """
    if exact and isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def write_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """A table on standard output, as wide as the terminal or, in a pipe, as its content; columns in ``right`` align right."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    tty = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(colour(cell) for cell in row))
    drawn = io.StringIO()
    width = shutil.get_terminal_size().columns if tty else 400
    plain_box = not (sys.stdout.encoding or "").lower().startswith("utf")
    console = Console(file=drawn, width=width, force_terminal=tty, safe_box=plain_box, highlight=False, legacy_windows=False)
    # The title is no part of the table: it would be wrapped to the width of a narrow one.
    console.print(f"[bold]{escape(title)}[/]")
    console.print(table)
    write("\n".join(line.rstrip() for line in drawn.getvalue().splitlines()))


_COLOURS = {"ok": "green", "holds": "green", "wrong": "bold red", "cannot tell": "yellow"}


def colour(cell: str) -> str:
    """A verdict in its colour; anything else as it is, never read as markup."""
    from rich.markup import escape

    return f"[{_COLOURS[cell]}]{cell}[/]" if cell in _COLOURS else escape(cell)


@contextmanager
def progress(total: int) -> Iterator[Report]:
    """A progress bar on standard error, only where somebody can watch it."""
    if not sys.stderr.isatty():
        yield lambda spec, stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=total)
        seen: list[str] = []

        def report(spec: str, stage: str) -> None:
            if spec and spec not in seen:
                seen.append(spec)
            done = len(seen) - 1 if spec else total
            bar.update(task, completed=done, description=f"{stage} {spec}".strip().replace("[", "\\["))

        yield report
