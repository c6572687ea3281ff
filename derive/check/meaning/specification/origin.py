"""What lies behind an instance of a specification's world, and what was made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.algebra import Tensor
from derive.algebra.evaluate import Instance as Numbers
from derive.check.meaning.world import Array, Instance


@dataclass
class Origin:
    """The algebra's numbers behind an instance, what was added to them by hand, and the perturbations made from them."""

    numbers: Numbers
    shifts: dict[Tensor, Array]
    perturbed: dict[tuple[str, frozenset[str], frozenset[str] | None], Instance] = field(default_factory=dict)
    gradients: dict[Tensor, Array] = field(default_factory=dict)
    slopes: dict[tuple[Tensor, tuple[int, ...] | None], Mapping[Tensor, Array]] = field(default_factory=dict)
