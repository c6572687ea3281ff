"""Parts of a text with models of their own: the costs and activations that a file defines are known to all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def with_definitions(symbols: Mapping[str, Any], defined: Any) -> Mapping[str, Any]:
    """A ``[notation]`` table with what the table ``[define]`` holds in each part that has a model."""
    parts = symbols.get("part")
    if not isinstance(defined, Mapping) or not isinstance(parts, list):
        return symbols
    return {**symbols, "part": [_with(part, defined) for part in parts]}


def _with(part: Any, defined: Mapping[str, Any]) -> Any:
    if not isinstance(part, Mapping) or not {"network", "model"} & part.keys():
        return part
    return {**part, "define": {**defined, **part.get("define", {})}}
