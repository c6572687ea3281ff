"""``derive list``: what can be used in a specification, read from the tables that the specifications are read with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from derive.cli.terminal import write, write_table
from derive.errors import SpecError, near_misses

if TYPE_CHECKING:
    from derive.library.catalogue import Option

Table = tuple[str, Sequence[str], Sequence[Sequence[str]]]


@click.command("list", short_help="Print the layers, activations, costs, functions, keys, notations or the gallery.")
@click.argument("kind", required=False)
def list_(kind: str | None) -> None:
    """Print what a specification can use: layers, activations, costs, functions, keys, notations, gallery (or all)."""
    if kind is not None and kind not in TABLES:
        raise SpecError(f"nothing to list under '{kind}'", hint=near_misses(kind, TABLES))
    for name in [kind] if kind else TABLES:
        write_table(*TABLES[name]())
    if kind in {"activations", "costs"}:
        key = kind.removesuffix("s")
        write(f'In a specification: {key} = "NAME", or {key} = {{ name = "NAME", option = value }}.')


def _layers() -> Table:
    from derive.layers.registry import kinds

    rows = [(name, ", ".join(option.shown for option in kind.options), kind.words) for name, kind in kinds().items()]
    return (
        "Layers (options with their defaults; every layer may have name, input, weights)",
        ("name", "options", "what it is"),
        rows,
    )


def _activations() -> Table:
    from derive.library.catalogue import activations

    listed = [(name, entry) for name, entry in activations().items() if entry.listed]
    rows = [(name, one_line(entry.formula), _options(entry.options), entry.words) for name, entry in listed]
    return "Activations", ("name", "formula", "options", "what it is"), rows


def _costs() -> Table:
    from derive.library.catalogue import costs

    rows = [(name, one_line(cost.formula), _options(cost.options), cost.words) for name, cost in costs().items()]
    return "Costs, of one example (a: output, y: target)", ("name", "formula", "options", "what it is"), rows


def _notations() -> Table:
    from derive.render import notation

    rows = [(name, notation.load(name).title, notation.load(name).words) for name in notation.names()]
    return "Notations", ("name", "after", "what it is"), rows


def _gallery() -> Table:
    from derive.frontends import gallery

    return "Gallery: built-in examples, usable as SPEC", ("name", "what it is"), list(gallery.describe().items())


def _functions() -> Table:
    from derive.frontends.reference import FUNCTIONS

    return "Functions of the formula language (and every activation by its name)", ("function", "what it is"), list(FUNCTIONS)


def _keys() -> Table:
    from derive.frontends.reference import KEYS

    return "Keys of a specification", ("where", "key", "what it says"), list(KEYS)


TABLES: dict[str, Callable[[], Table]] = {
    "layers": _layers,
    "activations": _activations,
    "costs": _costs,
    "functions": _functions,
    "keys": _keys,
    "notations": _notations,
    "gallery": _gallery,
}


def one_line(formula: str) -> str:
    """A formula of several statements on one line."""
    return "; ".join(line.strip() for line in formula.strip().splitlines())


def _options(options: Sequence[Option]) -> str:
    return ", ".join(f"{option.name} = {option.default:g}" for option in options)
