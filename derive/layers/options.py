"""Options of a layer: their types, and reading them from a specification.

The signature of a layer's function is its table of options: ``kernel: Pair``, ``bias: bool = True``.  Each type says in words
what it takes, and reads a value or refuses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from derive.frontends.document import Table, describe
from derive.frontends.named import Named
from derive.names import check_name

IDENTITY = Named("identity")

Size = Annotated[int | str, "size"]
Pair = Annotated[tuple[int, int], "pair"]
PairFromZero = Annotated[tuple[int, int], "pair from zero"]
Count = Annotated[int, "count"]
FromZero = Annotated[int, "count from zero"]
Activation = Annotated[Named, "activation"]
Shape = Annotated[tuple[int | str, ...], "shape"]
"""Types of options beside ``bool``, ``int``, ``float`` and ``str``."""

Read = Callable[[Table, str], Any]


def whole(table: Table, key: str, least: int = 1) -> int:
    """An integer that is not less than ``least``."""
    words = {0: "a non-negative integer", 1: "a positive integer"}[least]
    value = table.get(key, words, lambda v: isinstance(v, int) and not isinstance(v, bool))
    if value >= 2**31:
        raise table.error(f"{key!r} is {value}, but sizes stay below {2**31}", key)
    if not least <= value:
        raise table.error(f"{key!r} should be {words}, not {value}", key)
    return int(value)


def size(table: Table, key: str) -> int | str:
    """A size: a positive integer, or a name."""
    value = table.get(key, "a positive integer or a name", lambda v: isinstance(v, (int, str)) and not isinstance(v, bool))
    if isinstance(value, str):
        return check_name(value, "size", table.place(key))
    return whole(table, key)


def shape(table: Table, key: str) -> tuple[int | str, ...]:
    """Sizes in an array."""
    items = table.array(key)
    inner = Table({str(i): item for i, item in enumerate(items)}, table.file, table.positions, (*table.path, key), table.what)
    return tuple(size(inner, str(i)) for i in range(len(items)))


def pair(table: Table, key: str, least: int = 1) -> tuple[int, int]:
    """One integer for both axes, or two."""
    value = table.data[key]
    if not isinstance(value, (list, tuple)):
        number = whole(table, key, least)
        return number, number
    if len(value) not in (1, 2):
        raise table.error(f"{key!r} should be one integer or two, not {describe(value)} of {len(value)}", key)
    inner = Table({str(i): item for i, item in enumerate(value)}, table.file, table.positions, (*table.path, key), table.what)
    numbers = [whole(inner, str(i), least) for i in range(len(value))]
    return numbers[0], numbers[-1]


def _elsewhere(table: Table, key: str) -> Any:
    raise AssertionError(f"{table.what}: {key} is read by the frontend, which knows what a specification defines")


READERS: dict[Any, tuple[str, Read]] = {
    "activation": ("the name of an activation", _elsewhere),
    "exceptions": ("activations of single units", _elsewhere),
    "size": ("a size", size),
    "pair": ("one or two positive integers", pair),
    "pair from zero": ("one or two integers", lambda table, key: pair(table, key, 0)),
    "count": ("a positive integer", whole),
    "count from zero": ("an integer", lambda table, key: whole(table, key, 0)),
    "shape": ("sizes in an array", shape),
    bool: ("true or false", lambda table, key: table.boolean(key)),
    float: ("a number", lambda table, key: float(table.number(key))),
    int: ("an integer", lambda table, key: int(table.get(key, "an integer", lambda v: type(v) is int))),
    str: ("a string", lambda table, key: table.string(key)),
}
