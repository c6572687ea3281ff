"""The gallery: specifications that come with the package, one TOML file each."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

from derive.errors import SpecError, near_misses


def _folder() -> Path:
    return Path(str(resources.files("derive"))) / "gallery"


def names() -> tuple[str, ...]:
    """The names of the built-in examples, in alphabetical order."""
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def path(name: str) -> Path:
    """The file of a built-in example.

    Raises:
        SpecError: there is none of that name, with near misses.
    """
    if name not in names():
        raise SpecError(
            f"there is no built-in example '{name}'", hint=near_misses(name, names()) or "`derive list gallery` prints all."
        )
    return _folder() / f"{name}.toml"


def describe() -> dict[str, str]:
    """One line about each built-in example."""
    return {name: tomllib.loads(path(name).read_text(encoding="utf-8")).get("description", "") for name in names()}
