"""How an emitted module ignores overflow: where exp overflows in ``1 / (1 + exp(-z))``, the quotient is zero, as it should be.

``np.errstate`` takes as long as two of NumPy's calls.  The workspace prepares a context in which overflow is ignored, once, and
the function runs in it; whatever else is set around the call (other error states, too) holds inside, for the context is made
anew when that has changed.
"""

from __future__ import annotations

PREPARE = "ignore_overflow()"
CALL = "quietly"
KNOWN = "copy_context() == self.around"
"""Whether the prepared context is like the present one."""
METHOD = [
    "",
    "def ignore_overflow(self):",
    '    """Prepare a context like the present one that ignores overflow: 1 / (1 + exp(-z)) is zero where exp overflows."""',
    "    self.around = copy_context()",
    '    with np.errstate(over="ignore"):',
    "        self.quietly = copy_context().run",
]
WITHOUT_CONTEXTS = """
if np.__version__.startswith("1."):  # there no context holds what is ignored
    _value_and_grad_into = np.errstate(over="ignore")(_value_and_grad_into)"""


def imports(text: str) -> list[str]:
    """What a module needs of the standard library for that."""
    return ["from contextvars import copy_context"] if "copy_context()" in text else []
