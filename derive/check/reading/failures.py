"""What the reader raises when a piece of text cannot be read."""

from __future__ import annotations

from derive.errors import DeriveError


class ReadError(DeriveError):
    """A piece of a formula that cannot be read: ``start`` and ``end`` are its offsets in the text, as narrow as is known."""

    def __init__(self, reason: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(reason, hint=hint or None)
        self.reason, self.start, self.end, self.advice = reason, start, end, hint
