"""Where a quantity belongs, in words: the tag ``3`` is layer 3, the tag ``q3`` the queries of layer 3."""

from __future__ import annotations

_MAPS = {"q": "queries", "k": "keys", "v": "values", "o": "output", "a": "values", "g": "gate"}
"""A letter before the layer's number: one of several linear maps in one layer."""


def place(tag: str) -> str:
    """``layer 3``, ``the queries of layer 3``; the empty string without a tag."""
    if not tag:
        return ""
    which, *rest = parts(tag)
    return f"the {_MAPS[which]} of layer {rest[0]}" if which in _MAPS and rest else f"layer {tag}"


def parts(tag: str) -> list[str]:
    """What stands in a superscript, with commas between: ``n,1`` is the example and the layer, ``q3`` the map and the layer."""
    *before, last = tag.split(",")
    return [*before, last[0], last[1:]] if last[1:].isdigit() and last[0] in _MAPS else [*before, last]


def layer(tag: str) -> int | None:
    """The number of the layer in a tag, if there is one."""
    last = parts(tag)[-1]
    return int(last) if last.isdigit() else None
