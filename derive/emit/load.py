"""Import an emitted module from its source, so that tracebacks show its lines.

The source is our own text, in which names are spelt by ``derive.emit.names`` and numbers are written anew: nothing of the
user's runs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from importlib.abc import InspectLoader
from types import CodeType, ModuleType


class _Text(InspectLoader):
    """A loader of one module from a string; ``linecache`` asks it for the source when a traceback is printed."""

    def __init__(self, source: str, filename: str) -> None:
        self._source, self._filename = source, filename

    def get_source(self, fullname: str) -> str:
        return self._source

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self._source, self._filename)

    def is_package(self, fullname: str) -> bool:
        return False


def compile_module(source: str, name: str) -> ModuleType:
    """The module, imported and registered in ``sys.modules`` under a name that no other source has."""
    digest = hashlib.sha256(source.encode()).hexdigest()[:12]
    plain = "".join(c if c.isidentifier() or c.isdigit() else "_" for c in name)
    full = f"derive_emitted_{plain}_{digest}"
    if full in sys.modules:
        return sys.modules[full]
    loader = _Text(source, f"{full}.py")
    spec = importlib.util.spec_from_loader(full, loader, origin=f"{full}.py")
    assert spec is not None  # a spec from a loader always is one
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    loader.exec_module(module)
    return module
