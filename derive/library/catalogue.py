"""Reading the library: one record for each activation and each cost.

A formula is text in the language of ``derive.frontends``; it is lowered when a model uses it.  Nothing here
differentiates.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Target = Literal["vector", "class", "half", "none"]
"""What ``y`` is: as long as the output, a class index, half as long (the other half are variances), or nothing."""

Per = Literal["all", "vector", "batch"]
"""What a formula speaks of: all entries of an example alike; one vector (of a sequence each position); all examples."""


@dataclass(frozen=True)
class Option:
    """A constant of a formula: ``name`` in specifications, ``symbol`` in the formula and in print."""

    name: str
    symbol: str
    default: float
    words: str = ""


@dataclass(frozen=True)
class Activation:
    """``formula`` in the variable ``z``: one entry, or the whole vector if ``vector``.

    ``inline`` activations are written out where they are used (exp, sin, identity); the others are named functions
    in the proof.
    """

    name: str
    formula: str
    words: str = ""
    latex: str = ""
    vector: bool = False
    inline: bool = False
    listed: bool = True
    options: tuple[Option, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Assumed:
    """A fact about the targets that a proof may use, as an equation in the formula language."""

    words: str
    equation: str


@dataclass(frozen=True)
class Cost:
    """``formula``: statements in ``a`` (the output of the network) and ``y`` (the target) that end with ``C = ...``.

    ``outputs`` are the formula's names of the outputs, in the order in which a network lists them; ``mask`` is the name of an
    input with a weight for each position of a sequence: the cost of an example is then the weighted mean over its positions.
    """

    name: str
    formula: str
    words: str = ""
    target: Target = "vector"
    options: tuple[Option, ...] = ()
    assumption: Assumed | None = None
    place: str = ""
    per: Per = "all"
    outputs: tuple[str, ...] = ("a",)
    mask: str = ""


@cache
def activations() -> Mapping[str, Activation]:
    """Every activation of the library, in the order of the contract (``listed`` ones), then helpers such as ``abs``."""
    return {name: _activation(name, entry) for name, entry in _read("activations.toml").items()}


@cache
def costs() -> Mapping[str, Cost]:
    """Every cost of the library, in the order of the contract."""
    return {name: _cost(name, entry) for name, entry in _read("costs.toml").items()}


def options_from(table: Mapping[str, Any]) -> tuple[Option, ...]:
    """Options as in ``slope = { symbol = "alpha", default = 0.01 }`` or just ``slope = 0.01``."""
    return tuple(
        Option(name, entry.get("symbol", name), entry["default"], entry.get("words", ""))
        if isinstance(entry, Mapping)
        else Option(name, name, entry)
        for name, entry in table.items()
    )


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))


def _activation(name: str, entry: dict[str, Any]) -> Activation:
    options = options_from(entry.pop("options", {}))
    return Activation(name, options=options, place=f"activations.toml ({name})", **entry)


def _cost(name: str, entry: dict[str, Any]) -> Cost:
    options = options_from(entry.pop("options", {}))
    assumption = entry.pop("assumption", None)
    outputs = tuple(entry.pop("outputs", ["a"]))
    return Cost(
        name,
        options=options,
        outputs=outputs,
        assumption=Assumed(**assumption) if assumption else None,
        place=f"costs.toml ({name})",
        **entry,
    )
