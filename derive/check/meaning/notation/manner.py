"""The manner of an author: how layers are counted, what is transposed, whose cost errors are derivatives of."""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.meaning.notation.errors import Errors


@dataclass(frozen=True)
class Manner:
    """Conventions that a letter does not show.

    ``parameters`` and ``values`` are added to the model's numbers of layers (UFLDL counts the input as layer 1: its
    values are one ahead, its parameters are not).  ``backward`` reads ``w_{ij}`` as the weight from i to j;
    ``columns`` says that examples are columns; ``of_examples`` that errors (``\\delta``, ``dZ``) are those of each
    example's own cost; ``errors`` says what they are otherwise than usual.
    """

    parameters: int = 0
    values: int = 0
    backward: bool = False
    columns: bool = False
    of_examples: bool = False
    errors: Errors | None = None

    def words(self) -> tuple[str, ...]:
        """What is not as in derive's own notations."""
        told = []
        if self.values and self.parameters:
            told.append("the input is layer 1")
        elif self.values:
            told.append("the input is layer 1, and the weights after it are those of layer 1")
        if self.backward:
            told.append("weights have a row for each input: X W, w_{ij} from i to j")
        if self.columns:
            told.append("examples are columns")
        if self.of_examples:
            told.append("errors are derivatives of each example's own cost")
        if self.errors is not None:
            told.append(self.errors.words())
        return tuple(told)
