"""Names from a specification: checked here, and nowhere else, before they become symbols, LaTeX, HTML or Python.

A name is an ASCII identifier that starts with a letter.  What is printed from it (a subscript for each underscore)
is the renderer's affair; what it is called in emitted Python is ``python_name``.
"""

from __future__ import annotations

import builtins
import keyword
import re

from derive.errors import SpecError

MAX_LENGTH = 60
NAME_HINT = "Names start with a letter and continue with letters, digits and underscores."
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_EMITTED = frozenset(
    {"np", "numpy", "math", "Params", "Workspace", "init", "value", "value_and_grad", "params", "workspace", "self"}
)
"""Names that an emitted module uses for itself."""


def check_name(name: str, what: str, place: str | None = None) -> str:
    """The name itself, if it is one.

    Raises:
        SpecError: it is too long, or no identifier.  ``what`` says what it names ("parameter").
    """
    if len(name) > MAX_LENGTH:
        raise SpecError(f"{what} {name[:20] + '...'!r} is longer than {MAX_LENGTH} characters", place=place, hint="Shorten it.")
    if not _IDENTIFIER.fullmatch(name):
        raise SpecError(f"{what} {name!r} is not a name", place=place, hint=NAME_HINT)
    return name


def check_folder_name(name: str, place: str | None = None) -> str:
    """The name of a network, which names its folder, too: hyphens are allowed here, and only here.

    Raises:
        SpecError: too long, or another character.
    """
    if name.replace("-", "_") != name and _IDENTIFIER.fullmatch(name.replace("-", "_")):
        check_name(name.replace("-", "_"), "name", place)  # its length
        return name
    try:
        return check_name(name, "name", place)
    except SpecError as error:
        if error.hint == NAME_HINT:
            error.hint = "It starts with a letter and continues with letters, digits, '-' and '_'."
        raise


def check_title(text: str, place: str | None = None) -> str:
    """A line of plain text (a title, a description); every renderer escapes it for its own format.

    Raises:
        SpecError: it is longer than 400 characters or contains control characters.
    """
    if len(text) > 400:
        raise SpecError(f"the text {text[:20] + '...'!r} is longer than 400 characters", place=place, hint="Shorten it.")
    if any(not character.isprintable() for character in text):
        raise SpecError(f"the text {text!r} contains control characters", place=place, hint="Write one line of plain text.")
    return text


def python_name(name: str) -> str:
    """A spelling that is safe in emitted Python: keywords, builtins and the module's own names get a trailing
    underscore.
    """
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or hasattr(builtins, name) or name in _EMITTED:
        return name + "_"
    return name


def fresh_name(wanted: str, taken: set[str] | frozenset[str]) -> str:
    """``wanted`` if it is free, else ``wanted1``, ``wanted2``, ..."""
    if wanted not in taken:
        return wanted
    number = 1
    while f"{wanted}{number}" in taken:
        number += 1
    return f"{wanted}{number}"
