"""What a model by formulas declares before its equations: sizes, inputs, parameters, constants.

Input: the ``[model]`` table.  Output: ``Declared``, with a value for each name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy import Expr, Symbol

from derive.algebra import Tensor
from derive.errors import SpecError
from derive.frontends import limits, reading, values
from derive.frontends import syntax as s
from derive.frontends.calls import FUNCTIONS
from derive.frontends.document import Table, describe
from derive.frontends.indices import affine
from derive.frontends.values import Value
from derive.names import check_name


@dataclass
class Declared:
    """What a specification declares before its equations."""

    sizes: dict[str, Symbol] = field(default_factory=dict)
    numbers: dict[Symbol, int | None] = field(default_factory=dict)
    inputs: dict[str, Value] = field(default_factory=dict)
    parameters: dict[str, Value] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    constants: dict[str, float] = field(default_factory=dict)


def declare(table: Table, base: int) -> Declared:
    """The sizes, inputs, parameters and constants of a ``[model]`` table; indices count from ``base``.

    Raises:
        SpecError: a name that is none or is taken, a shape that is none.
    """
    declared = Declared()
    for key in table.table("sizes").data:
        size = table.table("sizes").get(
            key, f"a positive integer below {2**31}", lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 < v < 2**31
        )
        declared.sizes[check_name(key, "size", table.place("sizes", key))] = symbol = Symbol(key, integer=True, positive=True)
        declared.numbers[symbol] = size
    for role, group in (("input", "inputs"), ("parameter", "parameters")):
        members = table.table(group)
        if not members.data and role == "parameter":
            hint = 'Put there what the cost is differentiated by, inputs too. For example: parameters = { w = ["d"] }'
            raise table.error(f"'{group}' declares nothing", group, hint=hint)
        for key in members.data:
            _declare_tensor(members, key, role, base, declared)
    for key in table.table("constants").data:
        place = table.place("constants", key)
        _check_new(check_name(key, "constant", place), declared, place)
        declared.constants[key] = float(table.table("constants").number(key))
    for key in {*declared.tensors, *declared.constants} & declared.sizes.keys():
        raise table.error(f"'{key}' is both a size and a tensor or constant", hint="Rename one of them.")
    return declared


def _declare_tensor(members: Table, key: str, role: str, base: int, declared: Declared) -> None:
    place = members.place(key)
    _check_new(check_name(key, role, place), declared, place)
    value, integer, below = members.data[key], False, None
    if isinstance(value, Mapping):
        options = members.table(key, f"{role} '{key}'")
        options.only("shape", "integer", "below")
        integer = options.boolean("integer", False)
        if integer and role == "parameter":
            raise options.error("a parameter cannot be an integer", "integer")
        shape = options.array("shape")
        below = _size(options.data["below"], options, "below", declared) if options.has("below") else None
    else:
        shape = members.get(key, 'a shape such as ["N", 3]', lambda v: isinstance(v, (list, tuple)))
    if len(shape) > limits.RANK:
        raise members.error(f"'{key}' has more than {limits.RANK} axes", key)
    sizes = [_size(item, members, key, declared) for item in shape]
    tensor = Tensor(key, values.ranges_from(sizes, base), role, integer=integer)
    declared.tensors[key] = tensor
    group = declared.inputs if role == "input" else declared.parameters
    group[key] = values.entries(tensor, below=below)


def _check_new(name: str, declared: Declared, place: str) -> None:
    if name in declared.tensors or name in declared.constants:
        raise SpecError(f"'{name}' is declared twice", place=place)
    if name in FUNCTIONS:
        raise SpecError(f"'{name}' is the name of a function", place=place, hint="Use another name.")


def _size(item: Any, table: Table, key: str, declared: Declared) -> Expr:
    """A size: a number, a name, or a sum or product of those (``"2*n"``)."""
    if isinstance(item, int) and not isinstance(item, bool) and 0 < item < 2**31:
        return sympy.Integer(item)
    if not isinstance(item, str):
        raise table.error(f"a size should be a positive integer below {2**31} or a name, not {describe(item)}", key)
    if len(item) > limits.SIZE:
        raise table.error(f"a size has {len(item)} characters; {limits.SIZE} are allowed", key)
    node = reading.expression(item, *table.text_place(key))
    for part in node.walk():
        if isinstance(part, s.Name) and part.name not in declared.sizes:
            check_name(part.name, "size", table.place(key))
            symbol = declared.sizes[part.name] = Symbol(part.name, integer=True, positive=True)
            declared.numbers.setdefault(symbol, None)
    size = affine(node, declared.sizes)
    if size is None or (size.is_Integer and size < 1):
        raise table.error(f"{item!r} is no size", key, hint="Sizes are integers, names, and their sums and products.")
    return size
