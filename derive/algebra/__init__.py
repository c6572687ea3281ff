"""Index equations in SymPy: nodes, sums, differentiation, contraction, folding, evaluation.

Input: scalar expressions over tensor entries.  Output: the same, rewritten.  Nothing here knows of layers or of networks.
"""

from derive.algebra.applied import Apply, Differentiate, Func, Opaque, Partial
from derive.algebra.brackets import Delta, Divides, FirstMax, InRange, Where
from derive.algebra.nodes import AXIS, Entry, Tensor, adjoint
from derive.algebra.sums import Sum, fresh_index, open_entries, replace, rewrite

__all__ = [
    "AXIS", "Apply", "Delta", "Differentiate", "Divides", "Entry", "FirstMax", "Func", "InRange", "Opaque", "Partial", "Sum",
    "Tensor", "Where", "adjoint", "fresh_index", "open_entries", "replace", "rewrite",
]  # fmt: skip
