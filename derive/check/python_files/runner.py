"""Runs a stranger's gradient function: a stand-alone script that needs NumPy only.

Standard input: one JSON object with ``path``, ``function``, ``fields``, ``memory``, ``seconds`` and ``calls``, each
call with ``params`` (arrays by name, in order) and ``inputs`` (a list). Standard output: one JSON object with ``results``
(for each call a list of arrays, or an object of arrays by name), or ``failed`` with words.
An array is ``{"shape", "data", "dtype"}``.

What the file prints goes to standard error. The process that judges only ever sees the arrays: a file cannot judge itself.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import traceback
from collections import namedtuple
from typing import Any


def main() -> None:
    """Read the job, run it, answer."""
    job = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _limit(job["memory"], job["seconds"])
    answer: dict[str, Any]
    try:
        answer = {"results": run(job)}
    except MemoryError:
        answer = {"failed": "it takes more memory than it may"}
    except BaseException as error:  # also SystemExit: the file is not trusted
        answer = {"failed": _words(error, job["path"])}
    text = json.dumps(answer)
    answers.write(text)
    answers.flush()
    os._exit(0)


def _limit(memory: int, seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1), (resource.RLIMIT_CORE, 0))
    for what, limit in (*limits, (resource.RLIMIT_FSIZE, 1_000_000)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def run(job: dict[str, Any]) -> list[Any]:
    """Import the file and call its function once for each set of numbers."""
    spec = importlib.util.spec_from_file_location("derivation", job["path"])
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    sys.modules["derivation"] = module
    spec.loader.exec_module(module)
    function = getattr(module, job["function"], None)
    if not callable(function):
        raise LookupError(f"there is no function '{job['function']}' in the file")
    return [_call(function, call, job["fields"]) for call in job["calls"]]


class Parameters(dict[str, Any]):
    """The parameters in every form that people use: ``p["W1"]``, ``p.W1``, ``p[0]`` and ``W1, b1, W2, b2 = p``."""

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, (int, slice)):
            return list(self.values())[key]
        return super().__getitem__(key)


def _call(function: Any, call: dict[str, Any], fields: list[str]) -> Any:
    """The gradients; the parameters are given as a tuple with names, and as a dictionary if the function wants one."""
    failure: BaseException | None = None
    for form in (_named_tuple, Parameters):
        arrays = {name: _array(call["params"][name]) for name in fields}
        try:
            return _plain(function(form(arrays), *(_array(value) for value in call["inputs"])), fields)
        except (TypeError, AttributeError, KeyError, IndexError) as error:
            failure = failure or error
    assert failure is not None
    raise failure


def _named_tuple(arrays: dict[str, Any]) -> Any:
    return namedtuple("Params", list(arrays))(**arrays)


def _array(data: dict[str, Any]) -> Any:
    import numpy as np

    return np.array(data["data"], dtype=data["dtype"]).reshape(data["shape"])


def _plain(result: Any, fields: list[str]) -> Any:
    """The gradients as plain data: by name where they have names, else in order; a cost in front of them is left out."""
    if hasattr(result, "_asdict"):
        result = result._asdict()
    elif hasattr(result, "__dict__") and not hasattr(result, "shape"):
        result = dict(vars(result))
    if isinstance(result, dict):
        return {str(name): _encode(value) for name, value in result.items()}
    if isinstance(result, (tuple, list)):
        if len(result) == 2 and len(fields) != 2 and _is_number(result[0]):
            return _plain(result[1], fields)
        if (
            len(result) == 2
            and _is_number(result[0])
            and not _is_number(result[1])
            and isinstance(result[1], (tuple, list, dict))
        ):
            return _plain(result[1], fields)
        return [_encode(value) for value in result]
    return [_encode(result)]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) or getattr(value, "shape", None) == ()


def _encode(value: Any) -> dict[str, Any]:
    import numpy as np

    array = np.asarray(value)
    if array.dtype == object or array.size > 2_000_000:
        raise ValueError("it returns something that is no array of numbers, or an array that is too large")
    if np.iscomplexobj(array):
        array = array.real
    data = [x if x - x == 0 else str(x) for x in map(float, array.ravel())]
    return {"shape": list(array.shape), "data": data, "dtype": "float64"}


def _words(error: BaseException, path: str) -> str:
    """What went wrong, with the line of the file."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == path else (lines[-1] if lines else None)
    said = f"{type(error).__name__}: {str(error)[:500]}"
    return f"line {line}: {said}" if line else said


if __name__ == "__main__":
    main()
