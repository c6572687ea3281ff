"""How comments in emitted code cite the theorems of the proof."""

from __future__ import annotations

from collections.abc import Mapping

from derive.derivation import Derivation


def citations(derivation: Derivation, numbers: Mapping[str, int]) -> dict[str, str]:
    """The words for each key of ``numbers``; the code holds for all data: it is the line before an assumption about them."""
    assuming = {t.key for t in derivation.theorems if any(step.rule == "assumption" for step in t.steps)}
    return {key: f"Theorem {n}" + (", before its assumption" if key in assuming else "") for key, n in numbers.items()}
