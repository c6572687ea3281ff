"""SymPy's text of an expression, where many expressions share parts: each part is written once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy.printing.str import StrPrinter


class _Writer(StrPrinter):
    def _print(self, expr: Any, **settings: Any) -> str:
        return super()._print(expr, **settings) if settings else text(expr)

    def written(self, expr: Any) -> str:
        return super()._print(expr)


_WRITER = _Writer()


@lru_cache(maxsize=8192, typed=True)
def text(expr: Any) -> str:
    """``str(expr)``."""
    return _WRITER.written(expr)
