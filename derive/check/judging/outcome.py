"""What the judge says of a claim: a verdict, why, under which convention, and a counter-example if it is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

HOLDS, UNDER, WRONG, CANNOT_TELL, NO_CLAIM = "holds", "holds under", "wrong", "cannot tell", "not a claim"
"""The five verdicts."""
_UNKNOWN = re.compile(r"the symbol '.+' is not known")


@dataclass(frozen=True)
class Counterexample:
    """Where two sides differ: the sizes that were drawn, the entry, and both values."""

    sizes: Mapping[str, int]
    entry: str
    left: complex
    right: complex

    def words(self) -> str:
        """``with n = 3, m = 4, at j = 2, k = 1: the left side is 0.31, the right side is -0.31``."""
        sizes = ", ".join(f"{name} = {size}" for name, size in self.sizes.items() if not name.isdigit())
        place = f"at {self.entry}" if self.entry else ""
        lead = ", ".join(filter(None, (f"with {sizes}" if sizes else "", place)))
        sides = f"the left side is {_number(self.left)}, the right side is {_number(self.right)}"
        return f"{lead}: {sides}" if lead else sides


def _number(x: complex) -> str:
    return f"{complex(x).real:.6g}"


@dataclass(frozen=True)
class Outcome:
    """A verdict on one claim; ``unfit`` says that no reading's shapes fit (one slip may repair that); ``zero`` that both
    sides are zero: if it holds, because of that."""

    verdict: str
    reason: str = ""
    convention: str | None = None
    counterexample: Counterexample | None = None
    unfit: bool = False
    span: tuple[int, int] = (0, 0)
    zero: bool = False

    @property
    def is_fine(self) -> bool:
        return self.verdict in (HOLDS, UNDER)

    @property
    def has_unknown_symbol(self) -> bool:
        """Whether nobody can tell for want of the meaning of one symbol."""
        return self.verdict == CANNOT_TELL and _UNKNOWN.fullmatch(self.reason) is not None
