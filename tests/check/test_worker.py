"""The process that strangers' files are judged in."""

from __future__ import annotations

import os
import signal
import time

import pytest

from derive.check.report.run import Request, judge_files, read_text
from derive.check.worker import TooMuch, Worker
from derive.errors import DeriveError, SpecError

GOOD = """\
def grad(params, x, y):
    import numpy as np
    W1, b1, W2, b2 = params
    a1 = np.tanh(x @ W1.T + b1)
    a2 = 1 / (1 + np.exp(-(a1 @ W2.T + b2)))
    d2 = (a2 - y) * a2 * (1 - a2) / len(x)
    d1 = (d2 @ W2) * (1 - a1**2)
    return d1.T @ x, d1.sum(0), d2.T @ a1, d2.sum(0)
"""
ENDLESS = "def grad(params, x, y):\n    while True:\n        pass\n"
MEMORY = "import numpy as np\ndef grad(params, x, y):\n    return [np.ones(10**10)]\n"


def job(path, text, spec):
    path.write_text(text)
    return {"file": str(path), "text": text, "spec": str(spec), "notation": None, "seconds": 30.0}


@pytest.fixture
def worker():
    with Worker() as worker:
        yield worker


def test_a_worker_serves_many_files(worker, tmp_path, small_spec):
    """One process, one answer for each job."""
    good = job(tmp_path / "good.py", GOOD, small_spec)
    first = worker.run(good)
    assert [row["verdict"] for row in first["rows"]] == ["holds"] * 4
    assert worker.run(good) == first


def test_an_endless_loop_is_killed_from_outside(worker, tmp_path, small_spec):
    """In time, with all that it has started; the worker goes on with the next file."""
    worker.run(job(tmp_path / "good.py", GOOD, small_spec))
    started = time.monotonic()
    with pytest.raises(TooMuch, match=r"longer than 0\.7 seconds") as caught:
        worker.run(job(tmp_path / "endless.py", ENDLESS, small_spec), seconds=0.7)
    assert time.monotonic() - started < 5
    assert caught.value.exit_status == 3
    assert worker.run(job(tmp_path / "good.py", GOOD, small_spec))["rows"]


def test_memory_is_limited(worker, tmp_path, small_spec):
    """80 GB are refused where they are asked for."""
    with pytest.raises(DeriveError, match="more memory"):
        worker.run(job(tmp_path / "memory.py", MEMORY, small_spec))


def test_a_worker_that_dies_is_replaced(worker, tmp_path, small_spec):
    """The file that killed it is reported, the next one judged."""
    good = job(tmp_path / "good.py", GOOD, small_spec)
    worker.run(good)
    process = worker._process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert worker.run(good)["rows"]


def test_an_error_of_the_file_comes_back_as_one(worker, tmp_path, small_spec):
    """With status and hint."""
    with pytest.raises(DeriveError, match="there is no function 'grad'") as caught:
        worker.run(job(tmp_path / "none.py", "x = 1\n", small_spec))
    assert caught.value.exit_status == 3
    assert "# derive: grad = NAME" in (caught.value.hint or "")


def test_files_are_judged_at_once_and_reported_in_order(tmp_path, small_spec):
    """A broken file stops nothing; each is told when it is done."""
    names = []
    for name, text in (("a.py", GOOD), ("b.py", ENDLESS), ("c.py", "def grad(:\n"), ("d.py", GOOD)):
        (tmp_path / name).write_text(text)
        names.append(str(tmp_path / name))
    names.insert(1, str(tmp_path / "missing.py"))
    told = []
    reports = judge_files(names, Request(str(small_spec), None, 6.0), told.append)
    assert [report.file for report in reports] == names
    assert [report.status for report in reports] == [0, 3, 3, 3, 0]
    assert sorted(told) == sorted(names)
    assert "there is no such file" in reports[1].error
    assert "longer than 6 seconds" in reports[2].error
    assert "SyntaxError" in reports[3].error


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"a = \xff\n", "not UTF-8"), (b"x" * 10_000_001, "more than 10,000,000 bytes")],
)
def test_what_is_no_text_is_refused_unread(tmp_path, data, words):
    """With the line of the first byte that is no text."""
    path = tmp_path / "x.tex"
    path.write_bytes(data)
    with pytest.raises(SpecError, match=words):
        read_text(str(path))


def test_lines_end_alike(tmp_path):
    """A byte order mark and carriage returns are no part of a derivation."""
    path = tmp_path / "x.tex"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(str(path)) == "a\nb\nc\n"


def test_a_folder_is_no_file(tmp_path):
    """Said so."""
    with pytest.raises(SpecError, match="it is a folder"):
        read_text(str(tmp_path))
