"""Notations: how the quantities of a network are written.

They are data, one TOML file each in ``notations/``; adding one means adding a file.

Keys of a file: ``title`` and ``words`` (one line about it); ``examples`` (``one`` or ``rows``: which model is proved);
``layer`` (``superscript``, ``parenthesised``, ``bracketed`` or ``subscript``: where a layer's number stands); ``adjoint``
(``delta``, ``d`` or ``partial``: derivatives of the cost by pre-activations); ``gradient`` (``d`` or ``partial``: all other
derivatives of the cost); ``transpose``, ``hadamard``, ``kronecker`` (see ``SIGNS``); ``[letters]`` (the network's own
letters to this notation's); ``[functions]`` (names of activations to letters).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from derive.errors import SpecError, near_misses

SIGNS = {
    "T": (r"\mathsf{T}", "T"),
    "top": (r"\top", "T"),
    "prime": (r"\prime", "'"),
    "odot": (r"\odot", "⊙"),
    "bullet": (r"\bullet", "•"),
    "circ": (r"\circ", "∘"),
}
"""The signs that a notation may choose from, in LaTeX and in text."""

_CHOICES = {
    "examples": ("one", "rows"),
    "layer": ("superscript", "parenthesised", "bracketed", "subscript"),
    "adjoint": ("delta", "d", "partial"),
    "gradient": ("d", "partial"),
    "transpose": ("T", "top", "prime"),
    "hadamard": ("odot", "bullet", "circ"),
    "kronecker": ("iverson", "letter"),
}
_FOLDER = Path(__file__).parent / "notations"


@dataclass(frozen=True)
class Notation:
    """One notation, as read from its file."""

    name: str
    title: str
    words: str
    examples: str = "one"
    layer: str = "superscript"
    adjoint: str = "delta"
    gradient: str = "partial"
    transpose: str = "T"
    hadamard: str = "odot"
    kronecker: str = "iverson"
    letters: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)


def names() -> list[str]:
    """The names of all notations, in alphabetical order."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def load(name: str) -> Notation:
    """The notation of that name.

    Raises:
        SpecError: there is none, or its file has a key or a value that is not known.
    """
    known = names()
    if name not in known:
        raise SpecError(f"unknown notation '{name}'", hint=near_misses(name, known) or "`derive list notations` prints them.")
    path = _FOLDER / f"{name}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, value in data.items():
        if key not in Notation.__dataclass_fields__ or key == "name":
            raise SpecError(f"unknown key '{key}'", place=path.name, hint=near_misses(key, Notation.__dataclass_fields__))
        if key in _CHOICES and value not in _CHOICES[key]:
            raise SpecError(f"{key} = '{value}'", place=path.name, hint="Choose one of: " + ", ".join(_CHOICES[key]) + ".")
    return Notation(name=name, **data)
