"""The group of commands, and the one place where an error becomes a message and an exit status.

Exit status: 0 all well; 1 something is wrong (a line, a gradient); 2 cannot tell; 3 the input cannot be read or the output
cannot be written; 4 a bug of derive; 130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import click

from derive import __version__
from derive.cli.build import build
from derive.cli.check import check
from derive.cli.code import code
from derive.cli.cost import cost
from derive.cli.listing import list_
from derive.cli.quiz import quiz
from derive.cli.show import show
from derive.cli.terminal import prepare_streams
from derive.cli.verify import verify
from derive.errors import DeriveError, near_misses

BAD_INPUT, BUG, INTERRUPTED, READER_LEFT, TERMINATED = 3, 4, 130, 141, 143


class Commands(click.Group):
    """A group that names near misses of a command."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begins with."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            hint = near_misses(args[0], self.commands)
            if os.path.exists(args[0]) or args[0].endswith(".toml"):  # noqa: PTH110  (pathlib only for this would cost startup time)
                hint = f"Did you mean 'derive build {args[0]}' or 'derive show {args[0]}'?"
            raise click.UsageError(f"no such command '{args[0]}'. {hint}".rstrip(), ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use."""
        return list(self.commands)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="derive", message="%(prog)s %(version)s")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Write the forward mathematics of a network once; get the proof of its backpropagation and verified NumPy code.

    SPEC is a TOML file or the name of a built-in example (see `derive list gallery`).

    \b
      derive build digits          the proof (LaTeX, HTML, Markdown) and the code, in derived/digits/
      derive show mazur W1         one derivation, on the terminal
      derive verify digits         every gradient entry and every line of the proof, checked
      derive check digits my.tex   a verdict for each row of a hand derivation, the first wrong one explained
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (build, show, code, verify, check, quiz, cost, list_):
    app.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status and never raises for what a user did."""
    prepare_streams()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # What Python still wants to flush at exit has nobody to read it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except DeriveError as error:
        return _complain(str(error), error.exit_status)
    except OSError as error:
        return _complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", BAD_INPUT)
    except Exception as error:
        return _complain(_bug(error), BUG)
    return status


def _run(arguments: list[str]) -> int:
    """Click's own ``main`` would take broken pipes and interruptions into its own hands."""
    try:
        with app.make_context("derive", arguments) as context:
            result = app.invoke(context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    return result if isinstance(result, int) else 0


def _complain(message: str, status: int) -> int:
    click.echo(f"derive: {message}", err=True)
    return status


def _bug(error: Exception) -> str:
    if os.environ.get("DERIVE_DEBUG"):
        raise error
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f" at {os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else ""  # noqa: PTH119
    return (
        f"this is a bug of derive, not of your input: {type(error).__name__}: {error}{where}\n"
        "Please report it to the project's issue tracker with your specification and the output of the same command "
        "under DERIVE_DEBUG=1."
    )


def _terminate(*_: object) -> None:
    """A polite kill leaves by the same door as Ctrl-C, so that nothing half-written stays."""
    sys.exit(TERMINATED)
