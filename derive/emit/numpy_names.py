"""NumPy's functions under names of the emitted module.

NumPy answers for names that it lacks (a module with ``__getattr__``), so Python can't remember where it has found ``np.add``
and looks it up anew: at every call 0.03 microseconds, a tenth of what the call takes on a small array.
"""

from __future__ import annotations

import re
import textwrap

from derive.emit.numpy_operations import UFUNCS

_OTHERS = frozenset({"np.copyto", "np.matmul", "np.dot", "np.absolute"})
FUNCTIONS = frozenset(name.removeprefix("np.") for name in _OTHERS | set(UFUNCS.values()) if name.startswith("np."))
_WIDTH = 120


def bound(text: str) -> str:
    """The text of a function with ``_add`` for ``np.add``."""
    return re.sub(r"\bnp\.(\w+)(?=[.(])", lambda found: f"_{found[1]}" if found[1] in FUNCTIONS else found[0], text)


def imports(text: str) -> str:
    """The line, or lines, that a text with such names needs."""
    used = [name for name in sorted(FUNCTIONS) if re.search(rf"(?<!\w)_{name}[.(]", text)]
    if not used:
        return ""
    pairs = [f"{name} as _{name}" for name in used]
    if sum(map(len, pairs)) < _WIDTH:
        return f"from numpy import {', '.join(pairs)}\n"
    lines = textwrap.wrap(", ".join(pair.replace(" ", "~") for pair in pairs) + ",", _WIDTH)  # no line ends within a pair
    return "from numpy import (\n" + "".join(f"    {line}\n" for line in lines).replace("~", " ") + ")\n"
