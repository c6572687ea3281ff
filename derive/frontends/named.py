"""An activation or a cost as a specification names it: the name, its options, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Named:
    """An activation or a cost by name, with its options."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
