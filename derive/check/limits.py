"""How much a stranger's file may cost: its size, the time and the memory that judging it may take."""

from __future__ import annotations

FILE_BYTES = 10_000_000
"""Larger files are refused unread."""
SECONDS = 60.0
"""Time for one file; ``--time-limit`` changes it."""
MEMORY_BYTES = 2_500_000_000
"""Address space of a worker; a good part of it is what NumPy reserves."""
STARTING_SECONDS = 30.0
"""Time in which a worker must answer at all."""
ANSWER_BYTES = 200_000_000
"""A longer answer is no answer."""
