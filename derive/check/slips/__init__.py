"""Slips: the usual mistakes of hand derivations, as edits of formulas.

The same table explains a wrong row (the smallest edit that makes it hold) and plants slips (for exercises and tests).

    formula, context --table--> edits --judge--> Explanation
    document, judge, seed --plant--> a text with slips, and its key
"""

from derive.check.slips.context import Context
from derive.check.slips.edit import KINDS, Edit
from derive.check.slips.explain import Explanation, explain
from derive.check.slips.table import edits
from derive.check.slips.theorem import proof_line

__all__ = ["KINDS", "Context", "Edit", "Explanation", "edits", "explain", "proof_line"]
