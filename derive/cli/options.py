"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def document_options(command: Command) -> Command:
    """``--notation``, ``--detail`` and ``--form``."""
    for option in (
        click.option(
            "--form",
            type=click.Choice(["index", "matrix", "both"]),
            default="both",
            show_default=True,
            help="Index notation, matrices, or both.",
        ),
        click.option(
            "--detail",
            type=click.Choice(["brief", "textbook", "full"]),
            default="textbook",
            show_default=True,
            help="How many steps to print.",
        ),
        click.option(
            "--notation",
            metavar="NAME",
            help="Names and conventions: nielsen (the default), rows, ... (`derive list notations`).",
        ),
    ):
        command = option(command)
    return command
