"""Where a quantity belongs, in words: the tag ``3`` is layer 3, the tag ``q3`` the queries of layer 3."""

from __future__ import annotations

_MAPS = {"q": "queries", "k": "keys", "v": "values", "o": "output", "a": "values", "g": "gate"}
"""A letter before the layer's number: one of several linear maps in one layer."""


def place(tag: str) -> str:
    """``layer 3``, ``the queries of layer 3``; the empty string without a tag."""
    if not tag:
        return ""
    if tag[1:].isdigit() and tag[0] in _MAPS:
        return f"the {_MAPS[tag[0]]} of layer {tag[1:]}"
    return f"layer {tag}"


def parts(tag: str) -> list[str]:
    """What stands in a superscript, with commas between: ``n,1`` is the example and the layer, ``q3`` the map and the layer."""
    if tag[1:].isdigit() and tag[0] in _MAPS:
        return [tag[0], tag[1:]]
    return tag.split(",")
