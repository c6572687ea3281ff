"""Errors a user can act on: what, where, why, what to do.

Every error of the program derives from ``DeriveError`` and carries the exit status of the contract.  A place is
``file:line``; a hint is one sentence that says what to do, with near misses where a name was misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class DeriveError(Exception):
    """An error for the user.  ``str(error)`` is the whole message: place, text, hint."""

    exit_status = 3

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.place, self.hint = message, place, hint

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        if not self.hint:
            return f"{where}{self.message}"
        stop = "" if self.message.endswith((".", "?", "!")) else "."
        return f"{where}{self.message}{stop} {self.hint}"

    def at(self, place: str) -> DeriveError:
        """The same error with its place, unless it already has one."""
        self.place = self.place or place
        return self


class SpecError(DeriveError):
    """The input cannot be read or makes no sense: a misspelt name, sizes that do not fit, a syntax error."""


class Refused(DeriveError):
    """The program understands the input and cannot do what is asked; it says so rather than guess."""


class CannotTell(DeriveError):
    """There is no answer: no numbers were found on which both sides of a claim have a value."""

    exit_status = 2


class OutputError(DeriveError):
    """A result could not be written."""


class VerificationError(DeriveError):
    """A gradient or a step of a proof is wrong: never expected, and never silent."""

    exit_status = 1


def near_misses(name: str, known: Iterable[str]) -> str:
    """A hint in words: ``Did you mean 'sigmoid'?``, or the known names if there are few, or nothing."""
    known = list(dict.fromkeys(known))
    close = get_close_matches(name, known, n=3, cutoff=0.6) or get_close_matches(name.lower(), known, n=3, cutoff=0.6)
    if close:
        return "Did you mean " + " or ".join(f"'{match}'" for match in close) + "?"
    if 0 < len(known) <= 12:
        return "Known: " + ", ".join(known) + "."
    return ""
