"""Verification: every line of a proof on random numbers, and every entry of the emitted gradient.

Input: a model.  Output: a report.  The witnesses (forward passes and complex steps) share nothing with the calculus
they witness.
"""

from derive.verify.report import GradientRow, Report, StepRow
from derive.verify.run import verify

__all__ = ["GradientRow", "Report", "StepRow", "verify"]
