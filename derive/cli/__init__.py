"""The command line: ``derive build | show | code | verify | list``.

Each command is one file; nothing heavy is imported before a command runs, so that ``derive --help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status.  Ctrl-C is an answer even while the program is still loading."""
    try:
        from derive.cli.app import main as run
    except KeyboardInterrupt:
        sys.stderr.write("derive: interrupted\n")
        return INTERRUPTED
    return run(arguments)


__all__ = ["main"]
