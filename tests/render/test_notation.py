"""Notations are files: all of them load, and a wrong name is answered with near misses."""

import pytest

from derive.errors import SpecError
from derive.render import notation


def test_every_notation_loads():
    """Each file has a title and a line about it."""
    names = notation.names()
    assert {"nielsen", "rows", "ufldl", "bishop", "rumelhart"} <= set(names)
    for name in names:
        loaded = notation.load(name)
        assert loaded.title and loaded.words and loaded.examples in ("one", "rows")


def test_unknown_notation():
    """The error names the near miss."""
    with pytest.raises(SpecError, match=r"unknown notation 'nielson'\. Did you mean 'nielsen'\?"):
        notation.load("nielson")
