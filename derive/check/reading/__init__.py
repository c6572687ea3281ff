"""Reading hand-written derivations: text to rows of claims.

``read`` takes a whole file and never raises for what stands in it: a row that cannot be read says so.  ``parse`` reads one
formula and raises :class:`ReadError`.
"""

from derive.check.reading.document import read
from derive.check.reading.failures import ReadError
from derive.check.reading.formula import parse

__all__ = ["ReadError", "parse", "read"]
