"""The gradients that a Python function returns, compared entry by entry with the derived ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from derive.check import limits
from derive.check.python_files.expected import Case, cases
from derive.check.report.data import RowData
from derive.errors import Refused, SpecError
from derive.model import Model

Array = Any
_NAMED = re.compile(r"^[ \t]*#[ \t]*derive:[ \t]*grad[ \t]*=[ \t]*([A-Za-z_]\w*)[ \t]*$", re.MULTILINE)
_EXACT, _CLOSE = 1e-7, 1e-3
"""Relative errors up to the first are rounding; up to the second, single precision or a finite difference."""


def check_python(model: Model, file: str, text: str, *, seconds: float = limits.SECONDS) -> list[dict[str, Any]]:
    """One row for each parameter, as plain data (``derive.check.report.data``).

    Raises:
        SpecError: the file has no gradient function, or it fails.
        Refused: the model has no code to compare with.
    """
    if model.is_symbolic:
        raise Refused(f"'{model.name}' leaves a depth, a width or a function open: no numbers can be compared with it")
    function, line = function_name(text, file)
    known = cases(model)
    fields = list(known[0].params)
    results = _run(Path(file).resolve(), function, fields, known, seconds)
    returned = [_by_name(result, fields, file) for result in results]
    rows = [_row(number, name, line, known, returned) for number, name in enumerate(fields, 1)]
    if any(row.verdict == "wrong" for row in rows):
        from derive.check.python_files.explain import explained

        rows = explained(model, rows, known, returned)
    return [asdict(row) for row in rows]


def function_name(text: str, file: str) -> tuple[str, int]:
    """The name of the gradient function, and its line: the one that a comment names, or ``grad``."""
    named = _NAMED.search(text)
    name = named[1] if named else "grad"
    found = re.search(rf"^(?:async[ \t]+)?(?:def[ \t]+{name}[ \t]*\(|{name}[ \t]*=)", text, re.MULTILINE)
    if not found:
        hint = "Call it grad(params, x, y), or name it in a comment: # derive: grad = NAME."
        raise SpecError(f"there is no function '{name}' in the file", place=file, hint=hint)
    return name, text.count("\n", 0, found.start()) + 1


def _run(path: Path, function: str, fields: Sequence[str], known: Sequence[Case], seconds: float) -> list[Any]:
    """The results of the function, from a process of its own."""
    calls = [
        {
            "params": {name: encode(value) for name, value in case.params.items()},
            "inputs": [encode(value) for value in case.inputs],
        }
        for case in known
    ]
    job = {"path": str(path), "function": function, "fields": list(fields), "calls": calls, "seconds": seconds}
    done = subprocess.run(  # noqa: S603 - our own script; the file it runs is what the user asked to run
        [sys.executable, "-I", "-B", str(Path(__file__).with_name("runner.py"))],
        input=json.dumps(job | {"memory": limits.MEMORY_BYTES}).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=path.parent,
        env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise SpecError("the function broke its process, or took more time or memory than it may", place=str(path)) from None
    if "failed" in answer:
        raise SpecError(f"the function fails: {answer['failed']}", place=path.name, hint="It is called as grad(params, x, y).")
    return list(answer["results"])


def encode(value: Array) -> dict[str, Any]:
    """An array as the runner reads it."""
    array = np.asarray(value)
    return {"shape": list(array.shape), "data": array.ravel().tolist(), "dtype": str(array.dtype)}


def _by_name(result: Any, fields: Sequence[str], file: str) -> dict[str, Array]:
    """The arrays by the names of the parameters; ``dW1`` and ``grad_W1`` stand for ``W1``."""
    if isinstance(result, Mapping):
        spelt = {f"{before}{name}{after}": name for name in fields for before, after in _SPELLINGS}
        arrays = {spelt[key]: _decode(value) for key, value in result.items() if key in spelt}
    else:
        arrays = (
            {name: _decode(value) for name, value in zip(fields, result, strict=False)} if len(result) == len(fields) else {}
        )
    missing = [name for name in fields if name not in arrays]
    if missing:
        given = ", ".join(map(str, list(result)[:12])) if isinstance(result, Mapping) else f"{len(result)} arrays"
        raise SpecError(
            f"the function returns no gradient of {', '.join(missing)} (it returns: {given})",
            place=file,
            hint=f"Return a tuple in the order {', '.join(fields)}, or a dictionary with these names.",
        )
    return arrays


_SPELLINGS = (("", ""), ("d", ""), ("grad_", ""), ("", "_grad"), ("dC_d", ""), ("dL_d", ""), ("db_", ""), ("nabla_", ""))


def _decode(data: Mapping[str, Any]) -> Array:
    return np.array([float(x) for x in data["data"]]).reshape(data["shape"])


def _row(number: int, name: str, line: int, known: Sequence[Case], returned: Sequence[Mapping[str, Array]]) -> RowData:
    """The verdict on one gradient."""
    row = RowData(number, f"gradient of {name}", "holds", line=line)
    for case, arrays in zip(known, returned, strict=True):
        right, given = case.gradients[name], arrays[name]
        if given.shape != right.shape and np.squeeze(given).shape == np.squeeze(right).shape:
            words = f"shape {shape(given)} read as {shape(right)}"
            row = RowData(number, row.latex, "holds under", line=line, convention=words)
            given = given.reshape(right.shape)
        if given.shape != right.shape:
            reason = f"its shape is {shape(given)}, and the parameter's is {shape(right)}"
            return RowData(number, row.latex, "wrong", line=line, reason=reason)
        error = np.where(np.isfinite(given), np.abs(given - right), np.inf) / case.scale(right)
        worst = np.unravel_index(int(np.argmax(error)), error.shape) if error.size else ()
        if error.size and error[worst] > _EXACT:
            verdict = "wrong" if error[worst] > _CLOSE else "cannot tell"
            example = _example(name, worst, given, right, case)
            reason = example["words"] if verdict == "wrong" else f"{example['words']}: is it computed in single precision?"
            return RowData(number, row.latex, verdict, line=line, reason=reason, counterexample=example)
    return row


def _example(name: str, where: Sequence[Any], given: Array, right: Array, case: Case) -> dict[str, Any]:
    entry = [int(i) for i in where]
    place = f"[{', '.join(map(str, entry))}]" if entry else ""
    left, wanted = float(given[tuple(entry)]), float(right[tuple(entry)])
    sizes = ", ".join(f"{size} = {value}" for size, value in case.sizes.items())
    words = f"with {sizes}, the entry {name}{place} is {left:.6g}, and should be {wanted:.6g}"
    return {"words": words, "sizes": dict(case.sizes), "entry": entry, "left": str(left), "right": str(wanted)}


def shape(array: Array) -> str:
    """``(30, 64)``; a scalar is a number."""
    return str(tuple(int(n) for n in array.shape)) if array.shape else "a number"
