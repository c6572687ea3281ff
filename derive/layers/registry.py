"""The table of layers: a decorator puts a forward function into it, and its signature says what it takes.

    @layer("a linear map of the features, then an activation")
    def dense(b: Builder, x: Wire, *, units: Size, bias: bool = True) -> Wire: ...

Positional parameters are wires (``*wires``: any number), keyword parameters are the options of a specification.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from derive.errors import near_misses
from derive.frontends.document import Table
from derive.layers.options import READERS, Read
from derive.layers.wires import Wire

REQUIRED: Any = inspect.Parameter.empty

ALIASES = {
    "out_channels": "channels", "filters": "channels", "kernel_size": "kernel", "num_heads": "heads", "num_groups": "groups",
    "hidden_size": "units", "out_features": "units", "num_embeddings": "classes", "embedding_dim": "units", "dim": "axis",
}  # fmt: skip
"""PyTorch's names of options, understood where a layer has the option."""


@dataclass(frozen=True)
class LayerOption:
    """An option of a layer: its name, its type (a key of ``READERS``), and its default."""

    name: str
    type: Any
    default: Any = REQUIRED

    @property
    def takes(self) -> str:
        """What a value should be, in words."""
        return READERS[self.type][0]

    @property
    def shown(self) -> str:
        """As the catalogue prints it: ``stride = 1``."""
        if self.default is REQUIRED:
            return self.name
        return f"{self.name} = {_plain(self.default)}"


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer.  ``spatial`` layers take channels first, then positions; ``passes`` those that take any shape, and
    leave it; ``most`` None means any number of inputs."""

    name: str
    build: Callable[..., Wire]
    words: str
    options: tuple[LayerOption, ...]
    least: int = 1
    most: int | None = 1
    spatial: bool = False
    passes: bool = False

    def read(self, table: Table, extra: tuple[str, ...], readers: Mapping[Any, Read]) -> dict[str, Any]:
        """The values of the options that a specification gives; ``extra`` keys are another's, ``readers`` know activations.

        Raises:
            SpecError: an unknown or a missing option, or a value of the wrong kind.
        """
        known = {option.name: option for option in self.options}
        found: dict[str, Any] = {}
        for key in table.data:
            name = key if key in known else ALIASES.get(key, key)
            if key in extra and key not in known:
                continue
            if name not in known:
                raise table.error(f"unknown key {key!r}", key, hint=near_misses(str(key), [*known, *extra]) or None)
            if name in found:
                raise table.error(f"{name!r} is given twice", key)
            kind = known[name].type
            found[name] = (readers.get(kind) or READERS[kind][1])(table, key)
        for option in self.options:
            if option.name not in found and option.default is REQUIRED:
                raise table.error(f"the key {option.name!r} is missing", hint=f"It should be {option.takes}.")
        return found


_KINDS: dict[str, LayerKind] = {}


def layer(words: str, *, spatial: bool = False, passes: bool = False) -> Callable[[Callable[..., Wire]], Callable[..., Wire]]:
    """Register a forward function under its own name; ``words`` say what it is, on one line."""

    def register(function: Callable[..., Wire]) -> Callable[..., Wire]:
        hints = get_type_hints(function, include_extras=True)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        wires = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
        options = tuple(_option(p, hints[p.name]) for p in parameters if p.kind is p.KEYWORD_ONLY)
        many = any(p.kind is p.VAR_POSITIONAL for p in wires)
        least = sum(p.default is REQUIRED for p in wires if p.kind is not p.VAR_POSITIONAL) or (2 if many else 0)
        name = function.__name__.rstrip("_")
        _KINDS[name] = LayerKind(name, function, words, options, least, None if many else len(wires), spatial, passes)
        return function

    return register


def _option(parameter: inspect.Parameter, hint: Any) -> LayerOption:
    for inner in (hint, *getattr(hint, "__args__", ())):  # ``Size | None`` reads as a size
        if hasattr(inner, "__metadata__"):
            return LayerOption(parameter.name, inner.__metadata__[0], parameter.default)
        if inner in READERS:
            return LayerOption(parameter.name, inner, parameter.default)
    raise TypeError(f"no option of a layer has the type {hint}")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(value[0]) if value and len(set(value)) == 1 else str(list(value))
    return str(getattr(value, "name", value)) if value is not None else "none"


@cache
def kinds() -> Mapping[str, LayerKind]:
    """Every kind of layer by its name, in the order of the contract."""
    from derive.layers.catalogue import ORDER

    return {name: _KINDS[name] for name in (*ORDER, *(name for name in _KINDS if name not in ORDER))}
