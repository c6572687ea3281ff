"""The stand-alone NumPy module of a derivation.

Input: a derivation.  Output: the text of a module (see the contract: ``Params``, ``init``, ``value``, ``value_and_grad``,
``Workspace``).  Every line that computes a quantity carries its formula and the number of the theorem that proves it.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.derivation import Derivation
from derive.emit import numpy_helpers as helpers
from derive.emit import numpy_names
from derive.emit.citations import citations
from derive.emit.graph import Graph, graph
from derive.emit.numpy_checks import prepare
from derive.emit.numpy_erf import ERF
from derive.emit.numpy_functions import Functions
from derive.emit.numpy_header import header, init_function, tuples
from derive.emit.numpy_overflow import imports as overflow_imports
from derive.emit.numpy_unrolled import NAME, Unrolled, imports, unrolled
from derive.emit.numpy_workspace import WorkspaceCode
from derive.emit.passes import improved, real
from derive.errors import Refused

DTYPES = ("float64", "float32")


_HELPERS = {
    "_sigmoid(": helpers.SIGMOID,
    "_level(": helpers.LEVEL,
    "_shifted(": helpers.SHIFTED,
    "_softplus(": helpers.SOFTPLUS,
    "_logistic(": helpers.LOGISTIC,
    "_logistic_total(": helpers.LOGISTIC_TOTAL,
    "_log_softplus(": helpers.LOG_SOFTPLUS,
    "_softplus_rate(": helpers.SOFTPLUS_RATE,
    "_erf(": ERF,
    "_place(": helpers.PLACE,
    "_windows(": helpers.WINDOWS,
    "_first(": helpers.FIRST,
    "_array(": helpers.ARRAY,
    "_length(": helpers.LENGTH,
    "_check(": helpers.CHECK,
    "_check_indices(": helpers.CHECK_INDICES,
}
"""What a module carries along, by the call that needs it."""


def module_source(derivation: Derivation, *, dtype: str = "float64", numbers: Mapping[str, int] | None = None) -> str:
    """The source of the module; ``numbers`` gives the theorem's number for keys such as ``delta z2`` and ``grad W1``.

    Raises:
        Refused: the model is symbolic, or holds something that no code is written for (named).
    """
    if dtype not in DTYPES:
        raise Refused(f"unknown dtype '{dtype}'", hint="known: " + ", ".join(DTYPES))
    lowered, cited = graph(derivation), citations(derivation, numbers or {})
    return source_of(improved(lowered), dtype, cited, unrolled(lowered, cited))


def source_of(lowered: Graph, dtype: str, cited: Mapping[str, str], small: Unrolled | None = None) -> str:
    """The source for a derivation that is lowered already; ``small`` computes it in floats."""
    functions = Functions(lowered, cited, small)
    code = WorkspaceCode(Functions(real(lowered), cited, small))
    body = [
        init_function(lowered, dtype),
        functions.value(),
        functions.value_and_grad(NAME) if code.in_floats else functions.value_and_grad(quietly=code.overflows),
        code.text(dtype),
        functions.predict(),
        prepare(lowered),
    ]
    text = "\n\n\n".join(part.rstrip() for part in body if part)
    used = _helpers(text)
    head = header(
        lowered,
        analytic="_erf(" not in functions.value(),
        imports=[*overflow_imports(text), *imports(text)],
        bound=numpy_names.imports(text),
    )
    parts = [head, tuples(lowered), text, *used]
    return "\n\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _helpers(text: str) -> list[str]:
    """The helper functions that the text calls."""
    used = [source for call, source in _HELPERS.items() if call in text]
    if "_LARGEST_EXPONENT" in "".join([text, *used]):
        used.insert(0, helpers.LARGEST_EXPONENT)
    return used
