"""Symbols of a whole text in a part that has a model of its own: ``"\\underline{y}" = "y"`` where both models have a y.

What names a quantity or a size that the part's model has, too, and in the same shape, is said of both; so is the name of a
function.  What the part declares itself comes first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations, Part

if TYPE_CHECKING:
    from derive.model import Model


def with_inherited(whole: Declarations, model: Model | None, part: Part) -> Declarations:
    """The declarations of a part with its own model, and those of the whole text that hold for it."""
    own, other = part.declarations, part.model
    if model is None or other is None:
        return own
    written = {one.written for one in own.entries}
    kept = (one for one in whole.entries if one.written not in written and _is_said_of_both(one, model, other))
    return replace(own, entries=(*kept, *own.entries))


def _is_said_of_both(one: Declaration, model: Model, other: Model) -> bool:
    name = one.text.partition("[")[0].removesuffix(".T").strip()
    if one.kind == "function":
        return not one.of and (name in ("sigmoid", "softmax", "tanh", "relu") or not name)
    if one.kind == "size":
        return {name} <= {str(size) for size in model.sizes} & {str(size) for size in other.sizes}
    if one.kind not in ("value", "gradient") or one.of:
        return False
    first, second = model.tensors.get(name), other.tensors.get(name)
    if first is None or second is None:
        return False
    return str(first.ranges) == str(second.ranges) and first.role == second.role
