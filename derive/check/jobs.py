"""What a worker does: one job is one file, judged against one specification; the answer is plain data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from derive.check import effort, limits
from derive.errors import DeriveError

_SHARE = 0.8
"""Of the time for a file: the rest is for the step at hand, and for the answer."""


def limit_memory(size: int) -> None:
    """Let this process have no more address space than ``size`` bytes, write no large files and leave no core dump."""
    try:
        import resource
    except ImportError:  # not on Windows: there only the time is limited
        return
    for what, limit in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 10_000_000)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def answer(job: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a job: a report (empty for a specification to ``load``), or ``failed`` with a status; it never raises."""
    try:
        if "load" in job:
            specification(job["load"], job["notation"])
            return {}
        return python_report(job) if job["file"].endswith(".py") else text_report(job)
    except DeriveError as error:
        return {"failed": error.message, "place": error.place, "hint": error.hint, "status": error.exit_status}
    except (MemoryError, RecursionError):
        return {"failed": "judging it took more memory than it may", "status": 3}
    except Exception as error:
        if os.environ.get("DERIVE_DEBUG"):
            raise
        where = _where(error)
        said = f"this is a bug of derive, not of the file: {type(error).__name__}: {error} at {where}"
        return {"failed": said[:2000], "hint": "Please report it with the file.", "status": 4}


def _where(error: Exception) -> str:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else "?"  # noqa: PTH119


def text_report(job: Mapping[str, Any]) -> dict[str, Any]:
    """A derivation in LaTeX or Markdown, judged row by row."""
    from derive.check import check
    from derive.check.report.data import rows_of

    model, options = specification(job["spec"], job.get("notation"))
    effort.limit(_SHARE * job.get("seconds", limits.SECONDS))
    report = check(model, job["text"], **options)
    return {"rows": rows_of(report, job["text"]), "understood": list(report.understood), "error": None, "error_status": 0}


def python_report(job: Mapping[str, Any]) -> dict[str, Any]:
    """A gradient function in Python, compared entry by entry."""
    from derive.check.python_files import check_python
    from derive.errors import SpecError

    if job["spec"] is None:
        raise SpecError("a Python file is compared with the gradient of a model, and no SPEC is given", place=job["file"])
    model, _ = specification(job["spec"], None)
    rows = check_python(model, job["file"], job["text"], seconds=job["seconds"])
    return {"rows": rows, "understood": [], "error": None, "error_status": 0}


@lru_cache(maxsize=4)
def specification(spec: str | None, notation: str | None) -> tuple[Any, dict[str, Any]]:
    """The model of a specification, and what it declares for judging: its table ``[notation]``, and a family of letters.

    A file that holds the table alone declares symbols for texts that state their own model.
    """
    from derive.check.meaning.notation.declared import read_declarations
    from derive.frontends import loads, name_of_file, source
    from derive.frontends.document import parse

    if spec is None:
        return None, {"notation_name": notation}
    text, place, stem = source(spec)
    data = parse(text.removeprefix("\ufeff"), place).data
    alone = isinstance(data.get("notation"), Mapping) and not {"network", "model"} & set(data)
    model = None if alone else loads(text, place, default_name=name_of_file(stem))
    return model, {"notation": read_declarations(text, place), "notation_name": notation}
