"""derive: write the forward mathematics of a network once; get the proof of its backpropagation and verified NumPy code.

>>> import derive
>>> proof = derive.derive(derive.load("digits"))
>>> print(proof.text())  # doctest: +SKIP
>>> module = proof.compile()  # doctest: +SKIP

Public names are imported when they are first used, so that ``import derive`` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.check import check as check
    from derive.cost import cost as cost
    from derive.errors import DeriveError as DeriveError
    from derive.errors import OutputError as OutputError
    from derive.errors import Refused as Refused
    from derive.errors import SpecError as SpecError
    from derive.frontends import load as load
    from derive.frontends import loads as loads
    from derive.frontends.network import Network as Network
    from derive.proof import Proof as Proof
    from derive.proof import derive as derive
    from derive.verify import verify as verify

__version__ = "0.1.0"

_HOME = {
    "load": "derive.frontends",
    "loads": "derive.frontends",
    "Network": "derive.frontends.network",
    "derive": "derive.proof",
    "Proof": "derive.proof",
    "verify": "derive.verify",
    "cost": "derive.cost",
    "check": "derive.check",
    "DeriveError": "derive.errors",
    "SpecError": "derive.errors",
    "Refused": "derive.errors",
    "OutputError": "derive.errors",
}

__all__ = [
    "load", "loads", "Network", "derive", "Proof", "verify", "cost", "check",
    "DeriveError", "SpecError", "Refused", "OutputError", "__version__",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'derive' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """The package keeps its verbs: importing the module ``derive.verify`` must not replace the function ``derive.verify``."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
