"""Faults of the program itself, while a stranger's text is judged: they are said, and spoil as little as possible."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from derive.errors import DeriveError

T = TypeVar("T")


def spared(work: Callable[[], T], instead: Callable[[str], T]) -> T:
    """The result of some work; where the program fails, what ``instead`` makes of the words for it.

    What is refused by name (a ``DeriveError``) is no fault and passes, and under ``DERIVE_DEBUG`` so does everything.
    """
    try:
        return work()
    except DeriveError:
        raise
    except Exception as fault:
        if os.environ.get("DERIVE_DEBUG"):
            raise
        return instead(f"by a fault of derive ({type(fault).__name__}: {fault})")
