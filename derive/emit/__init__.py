"""Emission: from a derivation to a stand-alone NumPy module and its test.

Input: a derivation.  Output: source text.  The stages: index equations -> stable forms -> array program -> schedule and
buffers -> text.
"""

from derive.emit.load import compile_module
from derive.emit.numpy_module import module_source
from derive.emit.test_module import test_source

__all__ = ["compile_module", "module_source", "test_source"]
