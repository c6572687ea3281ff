"""The inputs of a network: ``input = 64``, ``input = [3, 8, 8]`` or ``input = { x = [3, 8, 8], u = 5 }``.

Input: the ``[network]`` table.  Output: one ``InputSpec`` for each, without the axis of examples.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.frontends import limits
from derive.frontends.document import Table, describe
from derive.frontends.layers import InputSpec
from derive.names import check_name


def read_inputs(table: Table) -> tuple[InputSpec, ...]:
    """Every input that the network declares.

    Raises:
        SpecError: a wrong type, a name that is none, too many axes.
    """
    wanted = "a positive integer or a name, a shape such as [3, 8, 8], or a table of named inputs"
    value = table.get("input", wanted, lambda v: isinstance(v, (int, str, list, tuple, Mapping)) and not isinstance(v, bool))
    if not isinstance(value, Mapping):
        return (_input(table, "input", "x", table, ("input",)),)
    members = table.table("input", "input")
    if not value:
        raise table.error("'input' declares nothing", "input", hint="For example: input = { x = [3, 8, 8], u = 5 }.")
    for name in value:
        check_name(name, "input", members.place(name))
    return tuple(_input(members, name, name, table, ("input", name)) for name in value)


def _input(group: Table, key: str, name: str, table: Table, keys: tuple[str, ...]) -> InputSpec:
    integer = None
    if isinstance(group.data[key], Mapping):
        group = group.table(key, f"input '{name}'")
        group.only("shape", "integer")
        integer, key = group.boolean("integer", False), "shape"
    return InputSpec(name, _shape(group, key), integer, table, keys)


def _shape(group: Table, key: str) -> tuple[int | str, ...]:
    from derive.layers.options import shape, size

    wanted = "a positive integer or a name, or a shape such as [3, 8, 8]"
    value = group.get(key, wanted, lambda v: isinstance(v, (int, str, list, tuple)) and not isinstance(v, bool))
    if not isinstance(value, (list, tuple)):
        return (size(group, key),)
    if len(value) > limits.RANK - 2:
        raise group.error(f"{key!r} has {len(value)} axes; {limits.RANK - 2} are allowed beside the examples", key)
    for item in value:
        if isinstance(item, bool) or not isinstance(item, (int, str)):
            raise group.error(f"{key!r} should hold positive integers and names, not {describe(item)}", key)
    return shape(group, key)
