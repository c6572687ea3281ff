"""The target ``python``: unrolled scalar Python for tiny networks, without any dependency.

Input: a derivation.  Output: source text that imports ``math`` (and the named tuple) only.  The stages: array program -> scalar
operations, one for each entry -> statements -> module.
"""

from derive.emit.scalar.module import scalar_source
from derive.emit.scalar.nodes import MOST
from derive.emit.scalar.test_module import scalar_test_source

__all__ = ["MOST", "scalar_source", "scalar_test_source"]
