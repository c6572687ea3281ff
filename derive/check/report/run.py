"""Judging several files at once: a few workers, a file each, in the order in which they were named."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.check import limits
from derive.check.report.data import FileData, from_json
from derive.check.worker import Worker
from derive.errors import DeriveError, SpecError

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What to judge the files against, and for how long each."""

    spec: str | None = None
    notation: str | None = None
    seconds: float = limits.SECONDS


def judge_files(files: Sequence[str], request: Request, tell: Tell = lambda name: None) -> list[FileData]:
    """A report for each file, in order; a file that cannot be judged has an error in its report and stops nothing.

    ``tell`` is called with the name of each file that is done.

    Raises:
        DeriveError: a mistake in the specification: it is one message, not one for each file.
    """
    slots = threading.local()
    workers = [Worker()]
    idle = list(workers)

    def judge(file: str) -> FileData:
        if not hasattr(slots, "worker"):
            if idle:
                slots.worker = idle.pop()
            else:
                slots.worker = Worker()
                workers.append(slots.worker)
        try:
            return judge_file(file, request, slots.worker)
        finally:
            tell(file)

    try:
        if request.spec is not None:  # in the worker: this process does without the algebra, and starts twice as fast
            workers[0].run({"load": request.spec, "notation": request.notation}, request.seconds)
        with ThreadPoolExecutor(max_workers=min(len(files), os.cpu_count() or 1)) as pool:
            return list(pool.map(judge, files))
    finally:
        for worker in workers:
            worker.kill()


def judge_file(file: str, request: Request, worker: Worker) -> FileData:
    """The report of one file; it never raises for what is in the file."""
    started = time.monotonic()
    text = ""
    try:
        text = read_text(file)
        job: dict[str, Any] = {
            "file": file, "text": text, "spec": request.spec, "notation": request.notation, "seconds": request.seconds,
        }  # fmt: skip
        answer = worker.run(job, request.seconds)
    except DeriveError as error:
        hint = f". {error.hint}" if error.hint else ""
        where = f"{error.place}: " if error.place and error.place != file else ""
        said = f"{where}{error.message}{hint}".rstrip(".")
        return FileData(
            file, request.spec, error=said, error_status=error.exit_status, seconds=time.monotonic() - started, text=text
        )
    return from_json(answer, file=file, spec=request.spec, text=text, seconds=time.monotonic() - started)


def read_text(file: str) -> str:
    """The text of a file.

    Raises:
        SpecError: there is no such file, or it is too large, or no UTF-8 text.
    """
    path = Path(file)
    try:
        if not path.is_file():
            what = (
                "it is a folder" if path.is_dir() else "there is no such file" if not path.exists() else "it is no regular file"
            )
            raise SpecError(what, place=file)
        with path.open("rb") as stream:
            data = stream.read(limits.FILE_BYTES + 1)
    except OSError as error:
        raise SpecError(f"the file cannot be read: {error.strerror or error}", place=file) from None
    if len(data) > limits.FILE_BYTES:
        raise SpecError(f"the file has more than {limits.FILE_BYTES:,} bytes", place=file, hint="Give the derivation alone.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SpecError("the file is not UTF-8 text", place=f"{file}:{line}", hint="Save it as UTF-8.") from None
