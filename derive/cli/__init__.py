"""The command line: ``derive build | show | code | verify | list``.

Each command is one file; nothing heavy is imported before a command runs, so that ``derive --help`` answers at once.
"""

from derive.cli.app import main

__all__ = ["main"]
