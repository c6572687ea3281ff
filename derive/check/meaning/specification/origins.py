"""Where instances come from: the algebra's numbers behind each, remembered under its token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from derive.algebra import Tensor
from derive.algebra.evaluate import Instance as Numbers
from derive.check.meaning.world import Array, Instance

_REMEMBERED = 1024
"""How many instances with replaced values are remembered."""


@dataclass
class Origin:
    """The algebra's numbers behind an instance, what was added to them by hand, and the perturbations made from them."""

    numbers: Numbers
    shifts: dict[Tensor, Array]
    perturbed: dict[tuple[str, frozenset[str], frozenset[str] | None], Instance] = field(default_factory=dict)
    gradients: dict[Tensor, Array] = field(default_factory=dict)
    slopes: dict[tuple[Tensor, tuple[int, ...] | None], Mapping[Tensor, Array]] = field(default_factory=dict)


class Origins:
    """The origins of a world's instances; those of ``drawn`` instances are kept, of others the last ones."""

    def __init__(self) -> None:
        self.drawn: dict[int, Instance] = {}
        self._origins: dict[int, Origin] = {}
        self._tokens = 0

    def of(self, instance: Instance) -> Origin:
        """The origin of an instance."""
        return self._origins[instance.token]

    def known(self, instance: Instance, origin: Origin) -> Instance:
        """The instance with a number under which its origin is remembered."""
        self._tokens += 1
        self._origins[self._tokens] = origin
        drawn = {one.token for one in self.drawn.values()}
        for old in [t for t in self._origins if t < self._tokens - _REMEMBERED and t not in drawn]:
            del self._origins[old]
        return replace(instance, token=self._tokens)
