"""``derive check``: a verdict per row of a hand derivation, and the first wrong row explained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive.cli.terminal import progress, write, write_table

if TYPE_CHECKING:
    from derive.check.report.data import FileData

FILES = (".tex", ".latex", ".md", ".markdown", ".rst", ".py", ".txt")
"""A first argument that ends in one of these is a file to judge: the specification has been left out."""


@click.command(short_help="Judge a hand derivation row by row, and explain the first wrong row.")
@click.argument("arguments", metavar="[SPEC] FILE...", nargs=-1, required=True)
@click.option(
    "--notation", metavar="NAME", help="The notation of the derivation, if it cannot be guessed (`derive list notations`)."
)
@click.option("--json", "as_json", is_flag=True, help="The reports as JSON: one object, or a list for several files.")
@click.option("--html", metavar="PATH", help="Write an annotated page.")
@click.option("--csv", metavar="PATH", help="Write a table with a row for each file.")
@click.option("-q", "--quiet", is_flag=True, help="Only the headline of each file.")
@click.option("--time-limit", type=click.FloatRange(min=0.1), metavar="SECONDS", help="Time for each file.  [default: 60]")
@click.pass_context
def check(
    context: click.Context,
    arguments: tuple[str, ...],
    notation: str | None,
    as_json: bool,
    html: str | None,
    csv: str | None,
    quiet: bool,
    time_limit: float | None,
) -> None:
    """Judge each FILE (LaTeX, Markdown with $$, or Python) against SPEC, row by row.

    SPEC may be left out if the derivation itself states its forward equations.  A Python file holds a function
    grad(params, x, y), or names its function in a comment `# derive: grad = NAME`.  Python files are RUN, in a process
    of their own with limits on time and memory; nothing of the other files is executed.

    Exit status: 0 all rows hold; 1 a row is wrong; 2 something cannot be told; 3 a file cannot be read.
    """
    from derive.check import limits
    from derive.check.report.data import worst
    from derive.check.report.run import Request, judge_files

    spec, files = split(arguments)
    if notation is not None:
        from derive.proof import check_notation

        check_notation(notation)
    with progress(len(files)) as tell:
        done: list[str] = []

        def count(name: str) -> None:
            done.append(name)
            tell(f"{len(done)} of {len(files)}: {Path(name).name}", "judged")

        reports = judge_files(files, Request(spec, notation, time_limit or limits.SECONDS), count)
    if html:
        _write_file(html, _html(reports))
    if csv:
        from derive.check.report.tables import to_csv

        _write_file(csv, to_csv(reports))
    print_reports(reports, as_json=as_json, quiet=quiet)
    context.exit(worst(reports))


def split(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The specification, if there is one, and the files."""
    if arguments[0].lower().endswith(FILES):
        return None, list(arguments)
    if len(arguments) == 1:
        raise click.UsageError(
            f"no FILE is given: '{arguments[0]}' is taken for the specification (a file to judge ends in {', '.join(FILES)})"
        )
    return arguments[0], list(arguments[1:])


def print_reports(reports: Sequence[FileData], *, as_json: bool, quiet: bool) -> None:
    """The reports on standard output; several files get a table at the end."""
    import shutil
    import sys

    if as_json:
        import json

        data = [report.to_json() for report in reports]
        write(json.dumps(data[0] if len(data) == 1 else data, indent=2, ensure_ascii=False, allow_nan=False), exact=True)
        return
    from derive.check.report.tables import COLUMNS, cells
    from derive.check.report.terminal import page

    tty = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if tty else 120
    for number, report in enumerate(reports):
        gap = "\n" if number and not quiet else ""
        write(gap + page(report, width=width, coloured=tty, quiet=quiet))
    if len(reports) > 1 and not quiet:
        write("")
        write_table("Summary", COLUMNS, [cells(report) for report in reports], right=COLUMNS[1:5])


def _html(reports: Sequence[FileData]) -> str:
    from derive.check.report.page import to_html

    title = f"{Path(reports[0].file).name}, checked" if len(reports) == 1 else "Checked derivations"
    return to_html(reports, title=title)


def _write_file(path: str, text: str) -> None:
    from derive.errors import OutputError

    try:
        Path(path).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(f"the file cannot be written: {error.strerror or error}", place=path) from None
