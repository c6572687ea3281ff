"""A process of its own for each stranger's file: killed from outside at its time limit, and limited in memory.

The parent (:class:`Worker`) starts ``python -m derive.check.worker``, writes one job per line as JSON and reads one answer per
line. An alarm inside the process would not stop a C function; a kill from outside does. A worker serves many files, and is
replaced after one that it did not survive.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from derive.check import limits
from derive.errors import CannotTell, DeriveError


class TooMuch(CannotTell):
    """A file took more time or memory than it may."""

    exit_status = 3


class Worker:
    """A child process that judges files.  Use as a context manager: leaving it kills the child."""

    def __init__(self, memory: int = limits.MEMORY_BYTES) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()

    def run(self, job: Mapping[str, Any], seconds: float = limits.SECONDS) -> dict[str, Any]:
        """The answer to a job.

        Raises:
            TooMuch: the child was killed at the limit, or died at the limit of its memory.
            DeriveError: what the job itself raised, with its exit status.
        """
        self._start()
        assert self._process is not None
        ends = time.monotonic() + seconds
        try:
            line = self._ask(json.dumps(job).encode() + b"\n", ends)
        except (BrokenPipeError, EOFError):
            self.kill()
            raise TooMuch(
                "judging it took more memory than it may, or broke the process that judged it",
                hint="Is there a number, an exponent or a nesting of unusual size in it?",
            ) from None
        except TimeoutError:
            self.kill()
            raise TooMuch(
                f"judging it took longer than {seconds:g} seconds", hint="--time-limit SECONDS allows more."
            ) from None
        return _result(json.loads(line))

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self.kill()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this module itself
                [sys.executable, "-m", "derive.check.worker", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment(),
                start_new_session=True,
            )
            try:
                self._ask(b"{}\n", time.monotonic() + limits.STARTING_SECONDS)
            except (BrokenPipeError, EOFError, TimeoutError):
                self.kill()
                raise DeriveError(
                    "the process that judges files does not start", hint="Is the memory of this account limited?"
                ) from None

    def _ask(self, line: bytes, ends: float) -> bytes:
        """One line to the child, and the one that comes back."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        os.set_blocking(self._process.stdout.fileno(), False)
        _write(self._process.stdin, line, ends)
        return _read(self._process.stdout, ends)

    def kill(self) -> None:
        """End the child and whatever it has started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close() if pipe else None
            self._process = None


def _write(pipe: IO[bytes], data: bytes, ends: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_WRITE)
        left = memoryview(data)
        while left:
            if not selector.select(max(0.0, ends - time.monotonic())):
                raise TimeoutError
            left = left[os.write(pipe.fileno(), left[:65536]) :]


def _read(pipe: IO[bytes], ends: float) -> bytes:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        found = bytearray()
        while not found.endswith(b"\n"):
            if not selector.select(max(0.0, ends - time.monotonic())):
                raise TimeoutError
            more = os.read(pipe.fileno(), 1 << 20)
            if not more or len(found) > limits.ANSWER_BYTES:
                raise EOFError
            found += more
    return bytes(found)


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    if "failed" in answer:
        error = DeriveError(answer["failed"], place=answer.get("place"), hint=answer.get("hint"))
        error.exit_status = answer["status"]
        raise error
    return answer


def environment() -> dict[str, str]:
    """The child's environment: this package can be imported, and NumPy starts no threads."""
    package = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **threads, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}


def main() -> None:
    """The child: one job per line of standard input, one answer per line of what was standard output when it started."""
    from derive.check.jobs import answer, limit_memory

    limit_memory(int(sys.argv[1]))
    warnings.simplefilter("ignore")  # strange numbers are what strangers write; verdicts say what came of them
    # What judging prints by accident must not be taken for an answer.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        job = json.loads(line)
        replies.write(json.dumps(answer(job) if job else {}, ensure_ascii=True).encode() + b"\n")
        replies.flush()


if __name__ == "__main__":
    main()
